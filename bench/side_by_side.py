"""Side by side (nebeneinander): two towns of different size, both running, asked in turn."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import NamedTuple

from bench.here import Here
from bench.lotse import Lotse, lotse
from bench.rounds import Rounds, Sample
from bench.towns import Kept

SMALL, LARGE = "small", "large"


class Both(NamedTuple):
    """A small and a large one."""

    small: Lotse
    large: Lotse

    def rounds(self, here: Here, what: str, ask: Callable[[Lotse, float], Sample]) -> Rounds:
        """The same asked of both for so many seconds, in turn; what is made at the first request is made before."""
        towns = {SMALL: self.small, LARGE: self.large}
        for ours in towns.values():
            ask(ours, here.measure.warm)
        return here.rounds(what, {size: partial(ask, ours, here.measure.seconds) for size, ours in towns.items()})


@contextmanager
def both(here: Here, small: Kept, large: Kept) -> Iterator[Both]:
    """Both towns, served."""
    with ExitStack() as stack:
        with ThreadPoolExecutor() as beside:
            starting = [beside.submit(stack.enter_context, lotse(each.folder, each.town)) for each in (small, large)]
        yield Both(*(each.result() for each in starting))


def person_page(ours: Lotse) -> str:
    """The page with the timeline of 500 events."""
    return f"/persons/{ours.town.long_person}"
