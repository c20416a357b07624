"""Segments: what was looked at on a day stands with its root in the ledger; what is changed afterwards is found."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from referrals.access_segment import CannotChangeSegment, DropGround, kept_from
from tests.cast import ANNA, GUEL, day, moment
from tests.real_house import Premises
from web.access_log import Access
from web.access_segments import AccessLogBroken, AccessSegments, Closing, check_there
from web.access_tables import accesses, prepare
from web.release import release


def look(at: datetime, view: str = "person") -> Access:
    return Access(at, ANNA, "case_manager", view, "case_management", uuid4(), GUEL, outside=False)


def segments_of(premises: Premises) -> AccessSegments:
    return AccessSegments(premises.house.log, premises.casework, premises.house.stores["access"])


@pytest.fixture
def closed(both_premises: Premises) -> Premises:
    """Looks on Monday and Wednesday, two of them at the very edge; closed on Thursday."""
    edge = datetime(2026, 11, 2, 22, 59, 59, tzinfo=UTC)  # local: a second before midnight
    both_premises.house.access_log.record(look(moment(0)), look(edge), look(moment(2, 8)), look(moment(3, 7)))
    both_premises.moment = moment(3, 9)
    told = segments_of(both_premises).close(both_premises.moment)
    assert [(each.day, each.entries) for each in told] == [(day(0), 2), (day(1), 0), (day(2), 1)]
    return both_premises


def past_the_guards(premises: Premises, *statements: str) -> None:
    """Somebody with the password of the database."""
    store = premises.house.stores["access"]
    names = ("accesses_refuse_update", "accesses_refuse_delete") if store.is_sqlite else ("accesses_refuse_change",)
    with store.writing() as connection:
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if store.is_sqlite else " ON accesses")))
        for statement in statements:
            connection.execute(text(statement))


def test_a_closed_day_is_what_was_recorded(closed: Premises) -> None:
    judged = segments_of(closed).verify()
    assert (judged.days, judged.entries, judged.findings) == (3, 3, ())
    assert segments_of(closed).close(closed.moment) == []
    assert segments_of(closed).known().last == day(2)


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("UPDATE accesses SET purpose = 'search' WHERE id = 2", "changed"),
        ("UPDATE accesses SET outside = NULL WHERE id = 1", "changed"),
        ("DELETE FROM accesses WHERE id = 3", "1 of 1 looks of 2026-11-04 were deleted"),
        ("INSERT INTO accesses SELECT 99, at, staff_id, role, person_id, referral_id, view, purpose, correlation, "
         "outside, ground FROM accesses WHERE id = 1", "1 looks of 2026-11-02 were added"),
    ],
)  # fmt: skip
def test_what_is_changed_in_a_closed_day_is_found(closed: Premises, attack: str, said: str) -> None:
    past_the_guards(closed, attack)
    (finding,) = segments_of(closed).verify().findings
    assert said in finding.reason


def test_a_day_is_kept_for_twelve_months_and_then_dropped_with_an_event(closed: Premises) -> None:
    """Behind its event, and no other row goes with it; the log of the dropped day stays judged."""
    segments = segments_of(closed)
    closed.moment = datetime(2027, 11, 3, 9, tzinfo=UTC)
    assert kept_from(closed.moment.date()) == date(2026, 11, 3)
    assert [each.day for each in segments.drop(closed.moment.date())] == [day(0)]
    assert segments.drop(closed.moment.date()) == []
    assert [each.access.at for each in closed.house.access_log.of_person(GUEL)] == [moment(3, 7), moment(2, 8)]
    assert segments.verify().findings == ()
    closed.house.access_log.record(look(moment(0)))
    assert "there again" in segments.verify().findings[0].reason


def test_a_day_that_is_not_what_was_closed_is_not_dropped(closed: Premises) -> None:
    """Or dropping would wipe the traces away."""
    past_the_guards(closed, "DELETE FROM accesses WHERE id = 1")
    with pytest.raises(AccessLogBroken, match="Nothing was dropped"):
        segments_of(closed).drop(date(2028, 1, 1))
    assert len(closed.house.access_log.of_person(GUEL)) == 3


def test_a_drop_that_was_interrupted_is_finished(closed: Premises) -> None:
    """The event stands, the rows are still there."""
    closed.moment = datetime(2027, 11, 3, 9, tzinfo=UTC)
    closed.casework.access_segments.drop(closed.sent(), day=day(0), ground=DropGround.EXPIRED)
    assert segments_of(closed).drop(closed.moment.date()) == []
    assert len(closed.house.access_log.of_person(GUEL)) == 2


def test_nothing_else_is_ever_deleted(closed: Premises) -> None:
    closed.moment = datetime(2027, 11, 3, 9, tzinfo=UTC)
    segments_of(closed).drop(closed.moment.date())
    for statement in ("DELETE FROM accesses WHERE id = 3", "UPDATE accesses SET view = 'x'"):
        with (
            closed.house.stores["access"].writing() as connection,
            pytest.raises(DBAPIError, match="only added to"),
        ):
            connection.execute(text(statement))


def test_a_day_is_closed_once_and_only_when_it_is_over(closed: Premises) -> None:
    close = closed.casework.access_segments.close
    for wrong in (day(2), day(3)):
        with pytest.raises(CannotChangeSegment):
            close(closed.sent(), day=wrong, entries=0, root="")
    assert segments_of(closed).close(moment(4, 0) + timedelta(minutes=5)) == []


def test_the_process_that_follows_the_log_closes_a_day_once_it_is_over(premises: Premises) -> None:
    """It looks every few minutes, and closes nothing twice."""
    premises.house.access_log.record(look(moment(0)))
    closing = Closing(segments_of(premises), lambda: premises.moment)
    for later, known in ((timedelta(), 0), (timedelta(hours=15, minutes=5), 0), (timedelta(minutes=11), 1)):
        premises.moment += later
        closing()
        closing()
        assert len(segments_of(premises).known().by_day) == known


def test_a_lost_access_log_is_not_gone_on_without(closed: Premises) -> None:
    """Neither `release` nor `serve` makes a new one; once somebody says that it is lost, they do."""
    store = closed.house.stores["access"]
    if store.path is not None:
        store.dispose()
        for left in store.path.parent.glob("access.sqlite*"):
            left.unlink()
    else:
        with store.writing() as connection:
            connection.execute(text("DROP SCHEMA access CASCADE"))
    for refused in (lambda: release(closed.house.settings), closed.house.check):
        with pytest.raises(AccessLogBroken, match="it was lost"):
            refused()
    assert [each.day for each in segments_of(closed).give_up()] == [day(0), day(2)]
    release(closed.house.settings)
    check_there(closed.house.log, store)
    assert segments_of(closed).verify().findings == ()


def test_a_table_of_the_first_version_is_brought_up_to_this_one(both_premises: Premises) -> None:
    """Old rows stay what they were; the new guards let a retired day go."""
    store = both_premises.house.stores["access"]
    both_premises.house.access_log.record(look(moment(0)))
    old = ("accesses_refuse_update", "accesses_refuse_delete") if store.is_sqlite else ("accesses_refuse_change",)
    with store.writing() as connection:
        connection.execute(text("DROP INDEX accesses_outside"))
        for name in old:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if store.is_sqlite else " ON accesses")))
        for column in ("outside", "ground"):
            connection.execute(text(f"ALTER TABLE accesses DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE retired"))
    prepare(store)
    prepare(store)
    with store.reading() as connection:
        assert {each["name"] for each in inspect(connection).get_columns("accesses")} == set(accesses.columns.keys())
    (entry,) = both_premises.house.access_log.of_person(GUEL)
    assert (entry.access.outside, entry.access.ground) == (None, None)
    both_premises.moment = moment(1, 9)
    assert segments_of(both_premises).close(both_premises.moment)[0].entries == 1
    both_premises.moment = datetime(2028, 1, 1, 9, tzinfo=UTC)
    assert len(segments_of(both_premises).drop(both_premises.moment.date())) == 1
    assert both_premises.house.access_log.of_person(GUEL) == []
