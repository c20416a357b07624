"""The access log: every look is recorded before anything is shown, and nothing in it is changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from referrals.store import Store
from web.access_log import Access, AccessLog, CannotLogAccess, accesses, metadata

ANNA = UUID("00000000-0000-4000-8000-0000000000a1")
BEN = UUID("00000000-0000-4000-8000-0000000000b1")
GUEL = UUID("00000000-0000-4000-8000-000000000001")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CORRELATION = uuid4()


def look(minute: int = 0, staff: UUID = ANNA, person: UUID | None = GUEL, role: str = "case_manager") -> Access:
    return Access(NOW + timedelta(minutes=minute), staff, role, "referral", "guidance", CORRELATION, person)


@pytest.fixture
def access_store(store_url: Callable[[str], str]) -> Iterator[Store]:
    store = Store(store_url("access"), schema="access")
    store.create(metadata)
    store.create(metadata)
    yield store
    store.dispose()


@pytest.fixture
def log(access_store: Store) -> AccessLog:
    return AccessLog(access_store)


def test_a_look_is_read_back_as_it_was_recorded(log: AccessLog) -> None:
    referral = uuid4()
    seen = Access(NOW, ANNA, "case_manager", "referral", "guidance", CORRELATION, GUEL, referral)
    log.record(seen)
    assert [entry.access for entry in log.of_person(GUEL)] == [seen]


def test_looks_are_read_newest_first_and_page_by_page(log: AccessLog) -> None:
    log.record(*[look(minute) for minute in range(5)])
    log.record(look(9, person=None), look(9, staff=BEN, person=uuid4()))
    first = log.of_person(GUEL, limit=3)
    rest = log.of_person(GUEL, before=first[-1].id, limit=3)
    assert [entry.access for entry in [*first, *rest]] == [look(minute) for minute in (4, 3, 2, 1, 0)]
    assert [entry.access.staff_id for entry in log.of_staff(BEN)] == [BEN]
    assert len(log.of_staff(ANNA)) == 6


@pytest.mark.parametrize("change", [update(accesses).values(staff_id=BEN), delete(accesses)])
def test_what_was_recorded_can_neither_be_changed_nor_deleted(
    log: AccessLog, access_store: Store, change: object
) -> None:
    log.record(look())
    with access_store.writing() as connection, pytest.raises(DBAPIError, match="only added to"):
        connection.execute(change)  # type: ignore[call-overload]
    assert [entry.access for entry in log.of_person(GUEL)] == [look()]


def test_it_cannot_be_emptied_either(log: AccessLog, access_store: Store) -> None:
    log.record(look())
    emptied = "DELETE FROM accesses" if access_store.is_sqlite else "TRUNCATE accesses"
    with access_store.writing() as connection, pytest.raises(DBAPIError, match="only added to"):
        connection.execute(text(emptied))
    assert len(log.of_person(GUEL)) == 1


def test_several_looks_are_recorded_together_or_not_at_all(log: AccessLog) -> None:
    broken = Access(NOW.replace(tzinfo=None), ANNA, "case_manager", "referral", "guidance", CORRELATION, GUEL)
    with pytest.raises(CannotLogAccess):
        log.record(look(), broken)
    assert log.of_person(GUEL) == []
    log.record()
    assert log.of_person(GUEL) == []


def test_a_store_that_is_not_there_lets_nobody_look(store_url: Callable[[str], str]) -> None:
    store = Store(store_url("access"), schema="access")
    with pytest.raises(CannotLogAccess, match="nothing is shown"):
        AccessLog(store).record(look())
    store.dispose()


def test_a_database_out_of_reach_lets_nobody_look() -> None:
    log = AccessLog(Store("postgresql://lotse:geheim@127.0.0.1:1/lotse?connect_timeout=1", schema="access"))
    with pytest.raises(CannotLogAccess) as refused:
        log.record(look())
    assert "geheim" not in str(refused.value)
