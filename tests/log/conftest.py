"""A log on each database, empty, for one test."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.log.application import Log


@pytest.fixture
def log(store_url: Callable[[str], str]) -> Iterator[Log]:
    """The log in a SQLite file and in a PostgreSQL schema."""
    opened = Log.open(store_url("events"), create=True)
    yield opened
    opened.close()


@pytest.fixture
def stored() -> Callable[..., list[StoredEvent]]:
    """Stored events of one stream: `stored(3)` has versions 1 to 3."""

    def make(count: int = 1, *, stream: UUID | None = None, first: int = 1, state: bytes = b"{}") -> list[StoredEvent]:
        stream = stream or uuid4()
        return [StoredEvent(stream, version, "test.happened", state) for version in range(first, first + count)]

    return make
