"""Towns kept (Gemeinden im Vorrat): a generated town is used again until what made it, or a projection, has changed."""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from bench.maker import BUILD, NOTE, TELL, made
from bench.rounds import Sample, Tell
from bench.town import Town
from projections.registry import PROJECTIONS
from referrals.event import TOPICS

KEPT = Path(__file__).parent / "towns"
MAKERS = ("town.py", "courses.py", "maker.py", "peers/people.py")


class Kept(NamedTuple):
    """A town in a data folder that nobody writes in."""

    folder: Path
    town: Town
    made_in: float
    """Seconds that making it took, when it was made."""
    built: Sample | None = None
    """How its projections were built, where that was just now and nothing else was at work."""

    def copied(self, folder: Path) -> Path:
        """A data folder of its own to work in, on the disk before anything is measured."""
        shutil.copytree(self.folder, folder)
        os.sync()
        return folder


def kept(referrals: int, tell: Tell) -> Kept:
    """The town with so many referrals, made now where it is not there."""
    if not is_there(referrals):
        built(referrals, told(referrals, tell), tell)
    return _read(KEPT / str(referrals))._replace(built=None)


def told(referrals: int, tell: Tell) -> Path:
    """The draft of a town: its events, without projections."""
    folder = KEPT / str(referrals)
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    draft.mkdir(parents=True)
    made(TELL, draft, referrals, tell)
    return draft


def built(referrals: int, draft: Path, tell: Tell) -> Kept:
    """The town of a draft, with its projections; kept from now on."""
    folder = KEPT / str(referrals)
    made(BUILD, draft, referrals, tell)
    (draft / "made_by").write_text(fingerprint(), "ascii")
    draft.replace(folder)
    return _read(folder)


def is_there(referrals: int) -> bool:
    """Whether the town was made already, and by what makes it now."""
    maker = KEPT / str(referrals) / "made_by"
    return maker.exists() and maker.read_text("ascii") == fingerprint()


def made_on_postgres(referrals: int, folder: Path, url: str, tell: Tell) -> Kept:
    """The town with so many referrals in an empty database; its keys lie in the folder. It is not kept."""
    folder.mkdir()
    for step in (TELL, BUILD):
        made(step, folder, referrals, lambda text: tell(f"on PostgreSQL: {text}"), url)
    return _read(folder)


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


def _read(folder: Path) -> Kept:
    note: dict[str, Any] = json.loads((folder / NOTE).read_text("utf-8"))
    town, built = note["town"], Sample(*note["built"])
    carried = [[UUID(referral) for referral in each] for each in town["carried"]]
    known = Town(**{**town, "carried": carried, "long_person": UUID(town["long_person"])})
    return Kept(folder, known, note["told_in"] + built.seconds, built)
