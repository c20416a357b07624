"""Asked (gefragt): peers that run side by side, asked by one browser and by eight, round by round."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bench.goals import Detail, plain
from bench.here import Here
from bench.rounds import Rounds, Sample, cpu_ms, p95, rate

LOTSE, FLOOR, PLAIN, HELLO = "Lotse", "Flask + raw SQL", "plain eventsourcing", "Flask hello world"
DJANGO_HISTORY, DJANGO_TRACKED = "Django + simple-history", "Django + pghistory"
ONE, MANY = 1, 8
"""Browsers at a time."""
HEAD = ("c=1 /s", "c=8 /s", "c=8 p95 ms", "CPU ms c=1", "CPU ms c=8", "memory MiB")

Ask = Callable[[float, int], Sample]
"""So many seconds, by so many browsers."""


class Asked(NamedTuple):
    """The rounds with one and with eight browsers, and what the workers held afterwards."""

    one: Rounds
    many: Rounds
    memory: Mapping[str, float]

    def table(self, title: str, what: str) -> Detail:
        """What was measured of each peer."""
        return Detail(title, (what, *HEAD), [self._line(name) for name in self.many])

    def _line(self, name: str) -> list[str]:
        one, many = self.one, self.many
        figures = (one.median(name, rate), many.median(name, rate), many.median(name, p95))
        costs = (one.median(name, cpu_ms), many.median(name, cpu_ms), self.memory[name])
        return [name, *map(plain, figures + costs)]


def asked(here: Here, what: str, peers: Mapping[str, Ask], memory: Callable[[], Mapping[str, float]]) -> Asked:
    """Every peer in turn; what is made at the first request is made before."""

    def by(seconds: float, browsers: int) -> dict[str, Callable[[], Sample]]:
        def of(ask: Ask) -> Callable[[], Sample]:
            return lambda: ask(seconds, browsers)

        return {name: of(ask) for name, ask in peers.items()}

    measure = here.measure
    for ask in by(measure.warm, MANY).values():
        ask()
    one = here.rounds(f"{what}, c={ONE}", by(measure.alone, ONE))
    many = here.rounds(f"{what}, c={MANY}", by(measure.seconds, MANY))
    return Asked(one, many, memory())
