"""A log and a view store on each database, with a history in the log or none."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.runner import Runner
from referrals.event import Event
from referrals.log.application import Log
from referrals.store import Store
from tests.cast import moment


class Desk:
    """A log, the projections beside it, and a clock that stands."""

    def __init__(self, log: Log, views: Store, urls: tuple[str, str]) -> None:
        self.log, self.views, self.urls = log, views, urls
        self.runner = self.runner_of(PROJECTIONS)

    def runner_of(self, projections: Sequence[Projection], page: int = 50) -> Runner:
        """A runner for these projections, its tables made."""
        runner = Runner(self.log, self.views, projections, page=page, clock=lambda: moment(0))
        runner.create()
        return runner

    def record(self, events: Sequence[Event]) -> None:
        """Write events into the log, a hundred at a time."""
        for start in range(0, len(events), 100):
            self.log.record(*events[start : start + 100])

    def rows(self, projections: Sequence[Projection] = PROJECTIONS) -> dict[str, list[tuple[object, ...]]]:
        """Everything that stands in the tables of these projections."""
        with self.views.reading() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
                for projection in projections
                for table in projection.tables
            }


@pytest.fixture
def desk(store_url: Callable[[str], str], move_in: Callable[[str], Path]) -> Iterator[Desk]:
    """An empty log and empty views, on SQLite and on PostgreSQL; copied, for hundreds of tests ask for them."""
    move_in("released")
    urls = store_url("events"), store_url("views")
    log = Log.open(urls[0])
    views = Store(urls[1], schema="views")
    yield Desk(log, views, urls)
    views.dispose()
    log.close()
