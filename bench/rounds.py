"""Rounds (Runden): every peer measured in turn, again and again; what counts is the ratio inside a round.

A machine that slows down for a minute slows down all peers of a round.
"""

import time
from collections.abc import Callable, Mapping
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import NamedTuple

Tell = Callable[[str], None]


class Sample(NamedTuple):
    """What one peer did in one round: requests, or whatever is counted, in some seconds."""

    done: int
    seconds: float
    cpu: float
    """Seconds of all processes that serve it, database included."""
    p50: float = 0.0
    p95: float = 0.0
    """Milliseconds."""
    parts: Mapping[str, float] = {}
    """The same seconds of CPU by process."""

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.done / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of one."""
        return 1000 * self.cpu / self.done


class Rounds(dict[str, list[Sample]]):
    """The samples of each peer, round by round."""

    def ratio(self, one: str, other: str, of: Callable[[Sample], float]) -> float:
        """The median over the rounds of what `one` has, by what `other` has."""
        return median(of(a) / of(b) for a, b in zip(self[one], self[other], strict=True))

    def median(self, peer: str, of: Callable[[Sample], float]) -> float:
        """The median over the rounds."""
        return median(of(sample) for sample in self[peer])


def rate(sample: Sample) -> float:
    """How many a second."""
    return sample.rate


def cpu_ms(sample: Sample) -> float:
    """CPU milliseconds of one."""
    return sample.cpu_ms


def p50(sample: Sample) -> float:
    """The milliseconds within which half of them were answered."""
    return sample.p50


def p95(sample: Sample) -> float:
    """The milliseconds within which 95 of 100 were answered."""
    return sample.p95


def interleaved(number: int, peers: Mapping[str, Callable[[], Sample]], tell: Tell) -> Rounds:
    """So many rounds, in each of them every peer once; every second round in reverse."""
    measured = Rounds({name: [] for name in peers})
    for each in range(number):
        order = list(peers) if each % 2 == 0 else list(peers)[::-1]
        for name in order:
            sample = peers[name]()
            measured[name].append(sample)
            tell(f"round {each + 1} of {number}, {name}: {sample.rate:,.0f}/s, {sample.cpu_ms:.2f} ms CPU each")
    return measured


def timed(work: Callable[[], int]) -> Sample:
    """Work of this process and of those it starts and waits for, which says how much of it it did."""
    wall, cpu = time.perf_counter(), _cpu()
    done = work()
    return Sample(done, time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    """Seconds of this process and of those that it waited for."""
    used = (getrusage(whose) for whose in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
