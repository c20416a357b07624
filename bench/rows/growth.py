"""Row 12: how much slower a step, a load, the caseload and a timeline get from 10,000 events to a million."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import NamedTuple
from uuid import UUID

from bench.asked import MANY, ONE
from bench.goals import Detail, Goal, Row, at_most, plain
from bench.here import Here
from bench.load import percentile
from bench.lotse import Lotse
from bench.rounds import Rounds, Sample, p50
from bench.rows.rebuild import opened
from bench.side_by_side import LARGE, SMALL, both, person_page
from bench.towns import Kept
from referrals.log.application import Log
from referrals.referral.state import fold

LOADED = 2_000
BOUND = 1.2


class Grown(NamedTuple):
    """The rounds of each kind of work, and what the workers of the large town held after a load."""

    events: str
    rounds: dict[str, Rounds]
    memory: float


def measure(here: Here) -> Row:
    """The same work in a young town and in an old one; the median of each answer."""
    grown = measured(here)
    goals = [_goal(what, grown.rounds[what]) for what in ("write", "load", "caseload", "timeline")]
    lines = [
        [what, plain(rounds.median(SMALL, p50)), plain(rounds.median(LARGE, p50))]
        for what, rounds in grown.rounds.items()
    ]
    detail = Detail(f"Growth from {grown.events}, SQLite, c=1", ("work", "p50 ms, few", "p50 ms, many"), lines)
    return Row(12, "growth from 10 k to 1 M events", goals, [detail])


def measured(here: Here) -> Grown:
    """Measured once in a run."""
    return here.once("growth", lambda: _measured(here))


def _measured(here: Here) -> Grown:
    small, large = here.working_town(here.measure.tiny), here.working_town(here.large)
    with both(here, small, large) as towns:
        asked: dict[str, Callable[[Lotse, float], Sample]] = {
            "write": lambda ours, seconds: ours.post(seconds, ONE),
            "caseload": lambda ours, seconds: ours.read("/caseload", seconds, ONE),
            "timeline": lambda ours, seconds: ours.read(person_page(ours), seconds, ONE),
        }
        rounds = {what: towns.rounds(here, f"growth of {what}", ask) for what, ask in asked.items()}
        for _ in range(2):
            towns.large.post(here.measure.seconds, MANY)
            towns.large.read("/caseload", here.measure.seconds, MANY)
        memory = towns.large.web.memory()
    rounds["load"] = _loading(here, small, large)
    return Grown(f"{small.town.events:,} to {large.town.events:,} events", rounds, memory)


def _goal(what: str, rounds: Rounds) -> Goal:
    return at_most(BOUND, f"({what})", rounds.ratio(LARGE, SMALL, p50))


def _loading(here: Here, small: Kept, large: Kept) -> Rounds:
    with closing(opened(small.folder)) as one, closing(opened(large.folder)) as other:
        return here.rounds(
            "growth of load", {SMALL: partial(_load, one.log, small), LARGE: partial(_load, other.log, large)}
        )


def _load(log: Log, town: Kept) -> Sample:
    """Referrals here and there in the log, each read and folded as a step does it."""
    ids: list[UUID] = [referral for carried in town.town.carried for referral in carried]
    took: list[float] = []
    cpu = time.process_time()
    for referral in random.Random(len(ids)).choices(ids, k=LOADED):
        begun = time.perf_counter()
        fold(log.events_of(referral))  # type: ignore[arg-type]  # a stream of one kind
        took.append(time.perf_counter() - begun)
    took.sort()
    spent = time.process_time() - cpu
    return Sample(LOADED, sum(took), spent, percentile(took, 0.5), percentile(took, 0.95))
