"""Row 6: all projections built again from the log, against the library's runner and its mere reading."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

from bench.asked import LOTSE
from bench.goals import Detail, Row, at_least, plain
from bench.here import Here
from bench.maker import rebuilt
from bench.peers.library_runner import EVENTS_EACH, Reading
from bench.peers.served import fill
from bench.rounds import Sample, cpu_ms, rate, timed
from referrals.log.application import Log
from web.house import RealHouse, open_house
from web.settings import Settings

SAMPLE, QUICK_SAMPLE = 20_000, 5_000
"""Events of the library's log: what is taken of it is a rate; its runner takes in half of them."""
AS_MANY = 100_000
"""Events of ours that are merely read in a round."""
RUNNER, DECODING, MERELY = "the library's runner", "the library reads and decodes", "Lotse reads and decodes"


def measure(here: Here) -> Row:
    """What `./lotse projections rebuild` does, over a whole log."""
    place, numbers = log_of_the_library(here), count()
    folder, reading, half = place.parent, Reading(str(place)), (QUICK_SAMPLE if here.quick else SAMPLE) // 2
    kept = here.working_town(here.large)
    with closing(opened(kept.folder)) as house:
        library: dict[str, Callable[[], Sample]] = {
            RUNNER: lambda: timed(lambda: reading.project(str(folder / f"view{next(numbers)}.sqlite"), half)),
            DECODING: partial(timed, reading.decode),
            MERELY: partial(timed, partial(read_of, house.log, AS_MANY)),
        }
        rounds = here.rounds("rebuild", library)
        built = kept.built or rebuilt(house, here.say.line)
        after = timed(reading.decode)
    decoding = (rounds.median(DECODING, rate) + after.rate) / 2
    rounds[LOTSE] = [built]
    events = f"{built.done:,} events"
    goals = (
        at_least(30, "the library's runner", built.rate / rounds.median(RUNNER, rate), note=events),
        at_least(1, "the library's reading and decoding", built.rate / decoding, note=events),
    )
    lines = [
        [name, plain(rounds.median(name, rate)), plain(1000 * rounds.median(name, cpu_ms))]
        for name in (LOTSE, DECODING, MERELY, RUNNER)
    ]
    title = f"Rebuilding {len(house.runner.projections)} projections from {events}, SQLite"
    detail = Detail(title, ("work", "events/s", "CPU µs an event"), lines)
    return Row(6, "rebuild of all projections, 1 M events", goals, [detail])


def log_of_the_library(here: Here) -> Path:
    """A log as the library keeps it."""
    return here.once("log of the library", lambda: _log_of_the_library(here))


def _log_of_the_library(here: Here) -> Path:
    place = here.new_folder().parent / "library.sqlite"
    here.say.line("filling the log of the library")
    fill("bench.peers.library_runner", str(place), (QUICK_SAMPLE if here.quick else SAMPLE) // EVENTS_EACH)
    return place


def opened(data: Path) -> RealHouse:
    """The stores of a town."""
    return open_house(Settings.from_environ({"LOTSE_DATA": str(data)}))


def read_of(log: Log, most: int) -> int:
    """Read and decode so much of a log, and do nothing with it; how many events."""
    after = done = 0
    while done < most and (page := log.read(after, 5_000)):
        for each in page:
            done += each.event is not None
        after = page[-1].position
    return done
