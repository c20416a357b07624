"""The living tables turned back to an earlier event say what counting the log up to there says: no number differs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, delete

from projections import figures, parked, turning_back, visits
from projections.day_ends import ASKED, COUNTED, WHOLE, DayEnds, UpTo
from projections.figures import periods, tables
from projections.figures.panel import Asked, AsOf, Compare, Panel
from projections.parked import Refused
from projections.runner import Runner
from referrals.log.application import Log
from referrals.store import Store
from tests.cast import moment
from tests.projections.histories import History

LATE = 70
ASKING = Asked(period=periods.parse("project"), compare=Compare.QUARTERS)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """The log of a history, with steps corrected and taken back, and wrong entries."""
    opened = Log.open(tmp_path_factory.mktemp("log") / "events.sqlite", create=True)
    history = History(5, referrals=60)
    for start in range(0, len(history.events), 100):
        opened.record(*history.events[start : start + 100])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def views(log: Log, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The living tables, at the head of the log."""
    return living(log, tmp_path_factory.mktemp("views"))


def living(log: Log | UpTo, folder: Path) -> Store:
    store = Store(f"sqlite:///{folder / 'views.sqlite'}", schema="views", derived=True)
    runner = Runner(log, store, COUNTED, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    runner.create()
    while runner.step():
        pass
    return store


def told(log: Log, views: Store | None, position: int) -> list[Panel]:
    """Every figure as of an event, those of the group offers too: they are read from states."""
    ends = DayEnds(log, views)
    with ends.at(position) as connection:
        as_of = AsOf(position, moment(LATE))
        found = figures.panels(connection, ASKING, as_of, exact=True)
        found += visits.panels(connection, ASKING, as_of, exact=True)
    ends.close()
    return found


@pytest.mark.parametrize("back", [0, 1, 40, 300])
def test_turned_back_they_say_what_the_log_says(log: Log, views: Store, tmp_path: Path, back: int) -> None:
    """To the head, to the event before it, and far enough that many streams had not begun."""
    position = log.head() - back
    store = Store(f"sqlite:///{tmp_path / 'back.sqlite'}", schema="views", private=True)
    store.create(MetaData())
    assert turning_back.turned_back(log, views, store, COUNTED, position, ASKED, WHOLE)
    store.dispose()
    assert told(log, views, position) == told(log, None, position)


def test_tables_that_lag_behind_the_event_are_carried_on_to_it(log: Log, tmp_path: Path) -> None:
    """A process that was stopped in between has not taken in the last events of the day."""
    store = Store(f"sqlite:///{tmp_path / 'views.sqlite'}", schema="views", derived=True)
    runner = Runner(log, store, COUNTED, page=300)
    runner.create()
    runner.step()
    assert set(runner.positions().values()) == {300}
    assert told(log, store, 420) == told(log, None, 420)


def test_what_the_living_tables_could_not_take_in_is_told_again(log: Log, tmp_path: Path) -> None:
    """A parked stream lacks events there; the report counts them as counting the log does."""
    store = living(log, tmp_path)
    first = log.read(0, 1_000)
    opened = next(each for each in first if each.topic == "referral.opened")
    with store.writing() as connection:
        for table in tables.PROJECTION.tables:
            connection.execute(delete(table).where(table.c.id == opened.originator_id))
        refused = Refused(opened.position, opened.originator_id, opened.topic, "ValueError")
        parked.add(connection, (tables.PROJECTION.name, tables.VERSION, False), [refused], moment(0))
    assert told(log, store, log.head()) == told(log, None, log.head())


def test_what_is_recorded_while_they_are_turned_back_does_not_count(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody works on: the streams are read after the head of the log was, and cut off where they went on."""
    position, early = log.head() - 40, log.head() - 20
    expected = told(log, None, position)
    store = living(UpTo(log, early), tmp_path)
    monkeypatch.setattr(log, "head", lambda: early)
    assert told(log, store, position) == expected


def test_far_back_the_log_is_counted_instead(
    log: Log, views: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the whole log is sooner than reading nearly every stream of it."""
    monkeypatch.setattr(turning_back, "FEW", 10)
    store = Store(f"sqlite:///{tmp_path / 'back.sqlite'}", schema="views", private=True)
    store.create(MetaData())
    assert not turning_back.turned_back(log, views, store, COUNTED, 200, ASKED)
    store.dispose()
    assert told(log, views, 200) == told(log, None, 200)


def test_tables_of_another_version_are_not_turned_back(log: Log, tmp_path: Path) -> None:
    """After an upgrade, until they are built anew."""
    store = Store(f"sqlite:///{tmp_path / 'views.sqlite'}", schema="views", derived=True)
    Runner(log, store, COUNTED[:1]).create()
    assert told(log, store, 300) == told(log, None, 300)
