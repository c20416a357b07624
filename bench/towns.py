"""Towns kept (Gemeinden im Vorrat): a generated town is used again until what made it, or a projection, has changed."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from bench.rounds import Tell
from bench.town import Town, build
from projections.registry import PROJECTIONS
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

    def copied(self, folder: Path) -> Path:
        """A data folder of its own to work in, on the disk before anything is measured."""
        shutil.copytree(self.folder, folder)
        os.sync()
        return folder


def kept(referrals: int, tell: Tell) -> Kept:
    """The town with so many referrals, made now where it is not there."""
    folder = KEPT / str(referrals)
    note, wanted = folder / "town.json", fingerprint()
    if not note.exists() or json.loads(note.read_text("utf-8"))["made_by"] != wanted:
        _make(folder, referrals, wanted, tell)
    told = json.loads(note.read_text("utf-8"))
    return Kept(folder, _read(told["town"]))


def made_on_postgres(referrals: int, folder: Path, url: str, tell: Tell) -> Kept:
    """The town with so many referrals in an empty database; its keys lie in the folder. It is not kept."""
    settings = Settings.from_environ({"LOTSE_DATA": str(folder), "LOTSE_DATABASE_URL": url})
    with furnished(settings) as house:
        return Kept(folder, build(house, referrals, every_tenth("a town on PostgreSQL", tell)))


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


def _make(folder: Path, referrals: int, wanted: str, tell: Tell) -> None:
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    draft.mkdir(parents=True)
    with furnished(Settings.from_environ({"LOTSE_DATA": str(draft)})) as house:
        town = build(house, referrals, every_tenth(f"a town of {referrals:,} referrals", tell))
    (draft / "town.json").write_text(json.dumps({"made_by": wanted, "town": written(town)}), "utf-8")
    draft.replace(folder)
    tell(f"a town of {referrals:,} referrals: {town.events:,} events")


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
