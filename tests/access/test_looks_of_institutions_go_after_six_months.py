"""What institutions looked at through a link is kept for six months; the day stays, and still proves what it was."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from referrals.access_segment import ACCESS_LOG, DropGround
from referrals.ledger import leaf_hash
from tests.cast import ANNA, GUEL, VHS, day, moment
from tests.real_house import Premises
from web.access_leaves import leaf
from web.access_log import Access, Filters
from web.access_segments import AccessLogBroken, AccessSegments
from web.access_tables import accesses
from web.release import release


def look(at: datetime, *, outside: bool = False) -> Access:
    who, role, purpose = (VHS, "institution", "enquiry") if outside else (ANNA, "case_manager", "case_management")
    return Access(at, who, role, "link.person" if outside else "person", purpose, uuid4(), GUEL, outside=False)


def segments_of(premises: Premises) -> AccessSegments:
    return AccessSegments(premises.house.log, premises.casework, premises.house.stores["access"])


@pytest.fixture
def old(both_premises: Premises) -> Premises:
    """Anna and an institution looked on Monday, the institution on Tuesday too; that was seven months ago."""
    looks = (look(moment(0)), look(moment(0, 11), outside=True), look(moment(0, 12)), look(moment(1), outside=True))
    both_premises.house.access_log.record(*looks)
    both_premises.moment = moment(2, 9)
    segments_of(both_premises).close(both_premises.moment)
    both_premises.moment = moment(215)
    return both_premises


def seen_by(premises: Premises) -> list[object]:
    return [each.access.staff_id for each in premises.house.access_log.page(Filters(person_id=GUEL))]


def test_they_go_and_those_of_the_staff_stay(old: Premises) -> None:
    """With an event for each day, and nothing for the checks to find; a second run finds nothing to do."""
    before = segments_of(old).verify()
    assert segments_of(old).drop(day(215)) == []
    assert seen_by(old) == [ANNA, ANNA]
    after = segments_of(old).verify()
    assert (after.days, after.entries, after.findings) == (before.days, before.entries, ())
    thinned = [event for event in old.house.log.events_of(ACCESS_LOG) if event.TOPIC == "access_segment.thinned"]
    assert [(event.day, event.entries) for event in thinned] == [(day(0), 1), (day(1), 1)]  # type: ignore[attr-defined]
    head = old.house.log.head()
    segments_of(old).drop(day(215))
    assert old.house.log.head() == head


def test_before_their_time_they_stay(old: Premises) -> None:
    segments_of(old).drop(day(170))
    assert seen_by(old).count(VHS) == 2


def test_the_day_itself_goes_after_twelve_months_with_what_is_left_of_it(old: Premises) -> None:
    """A day of which only leaves are left is not lost."""
    segments_of(old).drop(day(215))
    release(old.house.settings)
    old.moment = moment(400)
    dropped = segments_of(old).drop(day(400))
    assert [each.day for each in dropped] == [day(0), day(1)]
    assert {each.dropped for each in segments_of(old).known().by_day.values()} == {DropGround.EXPIRED}
    assert segments_of(old).verify().findings == ()
    with old.house.stores["access"].reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM withheld")).scalar_one() == 0


def test_a_look_of_the_staff_cannot_be_hidden_among_them(old: Premises) -> None:
    """Somebody with the password of the database keeps the leaf and lets Anna's look go: the count gives it away."""
    segments_of(old).drop(day(215))
    with old.house.stores["access"].writing() as connection:
        row = connection.execute(select(accesses).where(accesses.c.staff_id == ANNA)).first()
        assert row is not None
        connection.execute(
            text("INSERT INTO withheld (id, at, leaf) SELECT id, at, :leaf FROM accesses WHERE id = :id"),
            {"id": row.id, "leaf": leaf_hash(leaf(row)).hex()},
        )
        connection.execute(text("DELETE FROM accesses WHERE id = :id"), {"id": row.id})
    (finding,) = segments_of(old).verify().findings
    assert (finding.day, finding.reason) == (day(0), "2 looks of 2026-11-02 are withheld; the log knows of 1.")


def test_a_changed_day_is_not_thinned(old: Premises) -> None:
    """It would wipe the traces."""
    with old.house.stores["access"].writing() as connection:
        if old.house.stores["access"].is_sqlite:
            connection.execute(text("DROP TRIGGER accesses_refuse_update"))
        else:
            connection.execute(text("DROP TRIGGER accesses_refuse_change ON accesses"))
        connection.execute(text("UPDATE accesses SET purpose = 'search' WHERE role = 'institution'"))
    with pytest.raises(AccessLogBroken, match="were changed"):
        segments_of(old).drop(day(215))
    assert seen_by(old).count(VHS) == 2
