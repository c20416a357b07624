"""Maker (Werkstatt): a town told, and its projections built, by processes of their own: `python -m bench.maker …`.

They stand beside whatever else is made before the measuring; only the building that is measured has the machine alone.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.rounds import Sample, Tell, timed
from bench.surroundings import HOME, DidNotStart, surroundings
from bench.town import Town, build, hire
from projections.rebuild import rebuild
from referrals.checkpoint import Checkpoints
from web.house import RealHouse, open_house
from web.release import release
from web.settings import Settings

NOTE = "town.json"
TOLD_EVERY = 0.1
TELL, BUILD = "tell", "build"


def made(step: str, folder: Path, referrals: int, tell: Tell, url: str = "") -> None:
    """Take a step in a process of its own; what that says is told on."""
    command = [sys.executable, "-m", "bench.maker", step, str(folder), str(referrals), url]
    process = subprocess.Popen(command, cwd=HOME, env=surroundings({}), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            tell(line.rstrip())
    finally:
        process.terminate()  # of one that has ended this is nothing
        status = process.wait()
    if status:
        raise DidNotStart(f"A town of {referrals:,} referrals could not be made: the lines above say why.")


@contextmanager
def furnished(settings: Settings) -> Iterator[RealHouse]:
    """An installation on its stores, made where they are missing."""
    release(settings)
    with closing(open_house(settings)) as house:
        yield house


def rebuilt(house: RealHouse, tell: Tell) -> Sample:
    """What `./lotse projections rebuild` does, and how fast that was."""

    def work() -> int:
        rebuild(house.runner, None, every_tenth("building the projections", tell), afresh=True)
        return house.log.head()

    return timed(work)


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


def main(step: str, folder: str, referrals: str, url: str) -> None:
    """Tell the town, or build its projections; the note in its folder says how long that took."""
    data = Path(folder)
    given = {"LOTSE_DATA": folder, **({"LOTSE_DATABASE_URL": url} if url else {})}
    with furnished(Settings.from_environ(given)) as house:
        note = _told(house, int(referrals)) if step == TELL else _built(house, data, int(referrals))
    (data / NOTE).write_text(json.dumps(note), "utf-8")


def _told(house: RealHouse, referrals: int) -> dict[str, object]:
    hire(house)
    begun = time.perf_counter()
    town = build(house, referrals, every_tenth(f"a town of {referrals:,} referrals", _say))
    Checkpoints(house.settings.checkpoints).sign(house.log.recorder, house.settings.signing_key_file)
    return {"town": written(town), "told_in": time.perf_counter() - begun}


def _built(house: RealHouse, data: Path, referrals: int) -> dict[str, object]:
    built = rebuilt(house, lambda text: _say(f"a town of {referrals:,} referrals: {text}"))
    return {**json.loads((data / NOTE).read_text("utf-8")), "built": built}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
