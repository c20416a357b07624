"""Side by side (nebeneinander): two towns of different size, both running, asked in turn."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
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

    def rounds(self, here: Here, what: str, ask: Callable[[Lotse], Sample]) -> Rounds:
        """The same asked of both, in turn; what is made at the first request is made before."""
        peers: dict[str, Callable[[], Sample]] = {SMALL: lambda: ask(self.small), LARGE: lambda: ask(self.large)}
        for each in peers.values():
            each()
        return here.rounds(what, peers)


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
