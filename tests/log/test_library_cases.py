"""The event library's own recorder cases, run against both of our recorders."""

import threading
from collections.abc import Callable

import pytest
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.tests import persistence as library

import referrals.log.postgres as on_postgres
import referrals.log.sqlite as on_sqlite
from referrals.log.application import environment
from referrals.log.recorder import MAX_EVENTS


def close_when_unused(factory: InfrastructureFactory, before: set[threading.Thread]) -> None:
    """Close once the threads of the case are done: the library tells its readers to stop and does not wait."""
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=30)
    factory.close()


class OnSqlite:
    """A fresh file for each case."""

    @pytest.fixture(autouse=True)
    def _place(self, store_path: str) -> None:
        self.url = store_path

    def create_recorder(self) -> on_sqlite.Recorder:
        """The recorder of a new file."""
        factory = InfrastructureFactory.construct(environment(self.url, True, "events"))
        recorder = factory.application_recorder()
        assert isinstance(recorder, on_sqlite.Recorder)
        recorder.create()
        self.addCleanup(close_when_unused, factory, set(threading.enumerate()))  # type: ignore[attr-defined]
        return recorder


class OnPostgres:
    """A fresh database for each case."""

    @pytest.fixture(autouse=True)
    def _place(self, postgres_url: str) -> None:
        self.url = postgres_url

    def create_recorder(self) -> on_postgres.Recorder:
        """The recorder of a new schema."""
        factory = InfrastructureFactory.construct(environment(self.url, True, "events"))
        recorder = factory.application_recorder()
        assert isinstance(recorder, on_postgres.Recorder)
        recorder.create()
        self.addCleanup(close_when_unused, factory, set(threading.enumerate()))  # type: ignore[attr-defined]
        return recorder


@pytest.fixture
def store_path(data_folder: object) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{data_folder}/events.sqlite"


class AggregateCase(library.AggregateRecorderTestCase):
    """One stream: written, read by range and backwards, a version never twice, all or nothing."""

    __test__ = False

    def test_insert_and_select(self) -> None:
        """The library's case for streams.

        It expects None where nothing is numbered; our log numbers every event, as the library's own application
        recorders do. The results are therefore hidden from this case and tested in the cases below.
        """
        make = self.create_recorder

        def without_positions() -> object:
            recorder = make()
            insert = recorder.insert_events

            def hide(events: list[StoredEvent]) -> None:
                insert(events)

            recorder.insert_events = hide  # type: ignore[method-assign, assignment]
            return recorder

        self.create_recorder = without_positions  # type: ignore[method-assign, assignment]
        super().test_insert_and_select()


class TestStreamsOnSqlite(OnSqlite, AggregateCase):
    """The library's stream cases on SQLite."""

    __test__ = True


class TestStreamsOnPostgres(OnPostgres, AggregateCase):
    """The library's stream cases on PostgreSQL."""

    __test__ = True


# optional_test_insert_subscribe is not run: neither recorder has subscriptions, projections poll a bookmark.
class TestLogOnSqlite(OnSqlite, library.ApplicationRecorderTestCase[on_sqlite.Recorder]):
    """The library's cases of the whole log on SQLite: pages, topics, threads writing while others read."""


class TestLogOnPostgres(OnPostgres, library.ApplicationRecorderTestCase[on_postgres.Recorder]):
    """The library's cases of the whole log on PostgreSQL."""


class TestWritersDoNotInterleaveOnSqlite(OnSqlite, library.NonInterleavingNotificationIDsBaseCase):
    """Two large transactions at once; 500 events each, the most the log takes (the library's case has 1,000)."""

    insert_num = MAX_EVENTS


class TestWritersDoNotInterleaveOnPostgres(OnPostgres, library.NonInterleavingNotificationIDsBaseCase):
    """The same on PostgreSQL."""

    insert_num = MAX_EVENTS


class FactoryCase:
    """The library's factory cases that apply: it builds the recorder of the log and nothing else.

    Left out: the cases for aggregate, tracking and process recorders. The log refuses them (snapshots would be
    written in clear, bookmarks lie with the views), as tested here. Left out too: compressor and cipher of the
    mapper; our events encode themselves, what is hashed is what is stored.
    """

    url: str

    def make(self, **settings: str) -> InfrastructureFactory:
        """The factory for an environment, as the library constructs it."""
        return InfrastructureFactory.construct({**environment(self.url, True, "events"), **settings})

    def test_it_builds_our_recorder(self, expected: type) -> None:
        """And makes tables only where CREATE_TABLE asks for it."""
        factory = self.make(CREATE_TABLE="yes")
        recorder = factory.application_recorder()
        assert type(recorder) is expected
        assert recorder.max_notification_id() is None
        factory.close()

    @pytest.mark.parametrize("which", ["aggregate_recorder", "tracking_recorder", "process_recorder"])
    def test_it_refuses_other_recorders(self, which: str) -> None:
        """Only events lie in the log."""
        factory = self.make()
        build: Callable[[], object] = getattr(factory, which)
        with pytest.raises(NotImplementedError, match="events only"):
            build()
        factory.close()


class TestFactoryOnSqlite(OnSqlite, FactoryCase):
    """Factory cases on SQLite."""

    @pytest.fixture
    def expected(self) -> type:
        """Our recorder."""
        return on_sqlite.Recorder


class TestFactoryOnPostgres(OnPostgres, FactoryCase):
    """Factory cases on PostgreSQL."""

    @pytest.fixture
    def expected(self) -> type:
        """Our recorder."""
        return on_postgres.Recorder
