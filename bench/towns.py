"""Towns kept (Gemeinden im Vorrat): a generated town is used again until what made it, or a projection, has changed."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from bench.rounds import Sample, Tell, timed
from bench.town import Town, build
from projections.rebuild import rebuild
from projections.registry import PROJECTIONS
from referrals.checkpoint import Checkpoints
from referrals.event import TOPICS
from web.house import RealHouse, open_house
from web.release import release
from web.settings import Settings

KEPT = Path(__file__).parent / "towns"
MAKERS = ("town.py", "courses.py", "towns.py", "peers/people.py")
TOLD_EVERY = 0.1


class Kept(NamedTuple):
    """A town in a data folder that nobody writes in."""

    folder: Path
    town: Town
    made_in: float
    """Seconds that making it took, when it was made."""
    built: Sample | None = None
    """How its projections were built, where that was just now."""

    def copied(self, folder: Path) -> Path:
        """A data folder of its own to work in, on the disk before anything is measured."""
        shutil.copytree(self.folder, folder)
        os.sync()
        return folder


def kept(referrals: int, tell: Tell) -> Kept:
    """The town with so many referrals, made now where it is not there."""
    folder, wanted = KEPT / str(referrals), fingerprint()
    built = None if is_there(referrals) else _make(folder, referrals, wanted, tell)
    told = json.loads((folder / "town.json").read_text("utf-8"))
    return Kept(folder, _read(told["town"]), told["made_in"], built)


def is_there(referrals: int) -> bool:
    """Whether the town was made already, and by what makes it now."""
    note = KEPT / str(referrals) / "town.json"
    return note.exists() and json.loads(note.read_text("utf-8"))["made_by"] == fingerprint()


def made_on_postgres(referrals: int, folder: Path, url: str, tell: Tell) -> Kept:
    """The town with so many referrals in an empty database; its keys lie in the folder. It is not kept."""
    settings = Settings.from_environ({"LOTSE_DATA": str(folder), "LOTSE_DATABASE_URL": url})
    with furnished(settings) as house:
        town = build(house, referrals)
        built = _built(house, "a town on PostgreSQL", tell)
    return Kept(folder, town, 0.0, built)


def fingerprint() -> str:
    """Of everything on which the contents of a town depend."""
    made = sha256()
    for name in MAKERS:
        made.update((Path(__file__).parent / name).read_bytes())
    for projection in PROJECTIONS:
        columns = [[table.name, [column.name for column in table.columns]] for table in projection.tables]
        made.update(json.dumps([projection.name, projection.version, columns]).encode())
    made.update(json.dumps(sorted(TOPICS)).encode())
    return made.hexdigest()


@contextmanager
def furnished(settings: Settings) -> Iterator[RealHouse]:
    """An installation on its stores, made where they are missing."""
    release(settings)
    with closing(open_house(settings)) as house:
        yield house


def _built(house: RealHouse, what: str, tell: Tell) -> Sample:
    """What `./lotse projections rebuild` does, and how fast that was."""

    def work() -> int:
        rebuild(house.runner, None, every_tenth(what, tell), afresh=True)
        return house.log.head()

    return timed(work)


def rebuilt(house: RealHouse, tell: Tell) -> Sample:
    """All projections of a town, built again."""
    return _built(house, "building the projections again", tell)


def _make(folder: Path, referrals: int, wanted: str, tell: Tell) -> Sample:
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    draft.mkdir(parents=True)
    with furnished(Settings.from_environ({"LOTSE_DATA": str(draft)})) as house:
        begun = time.perf_counter()
        town = build(house, referrals, every_tenth(f"a town of {referrals:,} referrals", tell))
        built = _built(house, "building its projections", tell)
        Checkpoints(house.settings.checkpoints).sign(house.log.recorder, house.settings.signing_key_file)
    note = {"made_by": wanted, "made_in": time.perf_counter() - begun, "town": written(town)}
    (draft / "town.json").write_text(json.dumps(note), "utf-8")
    draft.replace(folder)
    tell(f"a town of {referrals:,} referrals: {town.events:,} events")
    return built


def every_tenth(what: str, tell: Tell) -> "_EveryTenth":
    """Tells how far something is, ten times in all."""
    return _EveryTenth(what, tell)


class _EveryTenth:
    def __init__(self, what: str, tell: Tell) -> None:
        self._what, self._tell, self._told = what, tell, 0.0

    def __call__(self, done: int, total: int) -> None:
        share = done / max(total, 1)
        if share >= self._told + TOLD_EVERY or share < self._told:
            self._told = share
            self._tell(f"{self._what}: {done:,} of {total:,}")


def written(town: Town) -> dict[str, object]:
    """As JSON holds it."""
    carried = [[str(referral) for referral in each] for each in town.carried]
    return {**town._asdict(), "carried": carried, "long_person": str(town.long_person)}


def _read(told: dict[str, object]) -> Town:
    carried = [[UUID(referral) for referral in each] for each in told["carried"]]  # type: ignore[attr-defined]
    return Town(**{**told, "carried": carried, "long_person": UUID(str(told["long_person"]))})  # type: ignore[arg-type]
