"""Access log (Einsichtnahmen): who opened whose file, when, which view, for which purpose. Rows are only added.

A page that cannot record its access is not shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from referrals.occasion import LOCAL
from referrals.store import SharedAcrossFork, Store, StoreMissing
from web.access_tables import accesses, metadata, prepare

__all__ = ["Access", "AccessLog", "CannotLogAccess", "Entry", "Filters", "accesses", "metadata", "prepare"]

PAGE = 200
_ADDING = insert(accesses)
CASE_MANAGEMENT, SUBSTITUTION = "case_management", "substitution"
BREAK_GLASS, AUDIT_FILE = "break_glass", "audit_file"
SEARCH, AUDIT, REVIEW = "search", "audit", "review"
COORDINATION, ADMINISTRATION, RIGHTS = "coordination", "administration", "rights"
ENQUIRY, FUNDING = "enquiry", "funding"

PURPOSES = (
    *(CASE_MANAGEMENT, SUBSTITUTION, BREAK_GLASS, AUDIT_FILE, SEARCH),
    *(AUDIT, REVIEW, COORDINATION, ADMINISTRATION, RIGHTS, ENQUIRY, FUNDING),
)
"""For what somebody looked; the words stand in `web/looking.py`."""

REVIEWED_ELSEWHERE = (BREAK_GLASS, AUDIT_FILE, SEARCH)
"""Looks outside one's caseload that do not wait as such: the first two have a review of their own, a search shows
only that there is somebody of that name (docs/decisions.md)."""


class CannotLogAccess(Exception):
    """The access could not be recorded, so the page is not shown."""

    @classmethod
    def because_the_store_refused(cls, reason: str) -> "CannotLogAccess":
        return cls(f"The access could not be recorded ({reason}); nothing is shown. Check the access store.")


@dataclass(frozen=True)
class Access:
    """One look at something; codes and ids only. Of an institution, `staff_id` is its id and `ground` its link."""

    at: datetime
    staff_id: UUID
    role: str
    view: str
    purpose: str
    correlation: UUID
    person_id: UUID | None = None  # null when the view shows no single person
    referral_id: UUID | None = None  # null when the view shows no single referral
    outside: bool | None = None  # outside one's own caseload; null in rows from before this was kept
    ground: UUID | None = None  # the emergency access or the audit file that opened it; null where none was needed


@dataclass(frozen=True)
class Entry:
    """A recorded access and its number in the log."""

    id: int
    access: Access


@dataclass(frozen=True)
class Filters:
    """Which looks; what is None does not matter. The times are the first moment in, and the first one out again."""

    staff_id: UUID | None = None
    person_id: UUID | None = None
    purpose: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    outside: bool | None = None
    ground: UUID | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """What a selection asks for."""
        a = accesses.c
        wanted = (
            *((a.staff_id, self.staff_id), (a.person_id, self.person_id)),
            *((a.purpose, self.purpose), (a.ground, self.ground)),
        )
        found = [column == value for column, value in wanted if value is not None]
        found += [a.at >= self.since] if self.since else []
        found += [a.at < self.until] if self.until else []
        return found + ([a.outside.is_(self.outside)] if self.outside is not None else [])


class Looks(NamedTuple):
    """What a member of staff saw of a person outside their caseload on one local day."""

    staff_id: UUID
    person_id: UUID
    day: date
    times: int
    views: tuple[str, ...]


class Insight(NamedTuple):
    """That somebody in this role looked for this purpose, on one local day; nobody is named."""

    day: date
    role: str
    purpose: str
    times: int


class AccessLog:
    """The access store: adding, and reading what was added."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, *looks: Access) -> None:
        """Record all of these or none; raises `CannotLogAccess`, and then the page is not shown."""
        if not looks:
            return
        try:
            with self._store.writing() as connection:
                connection.execute(_ADDING, [vars(look) for look in looks])
        except (SQLAlchemyError, StoreMissing, SharedAcrossFork, OSError, ValueError) as error:
            raise CannotLogAccess.because_the_store_refused(type(error).__name__) from error

    def of_person(self, person_id: UUID, *, before: int | None = None, limit: int = PAGE) -> Sequence[Entry]:
        """Who looked at a person, newest first; `before` is the id of the last entry of the page before."""
        return self.page(Filters(person_id=person_id), before=before, limit=limit)

    def of_staff(self, staff_id: UUID, *, before: int | None = None, limit: int = PAGE) -> Sequence[Entry]:
        """What a staff member looked at, newest first."""
        return self.page(Filters(staff_id=staff_id), before=before, limit=limit)

    def page(self, filters: Filters, *, before: int | None = None, limit: int = PAGE) -> Sequence[Entry]:
        """The looks that fit, newest first."""
        with self._store.reading() as connection:
            return [_entry(row) for row in connection.execute(_page(filters, before, limit))]

    def every(self, filters: Filters) -> Iterator[Entry]:
        """All looks that fit, newest first, page by page; for an export."""
        before: int | None = None
        while found := self.page(filters, before=before, limit=PAGE):
            yield from found
            before = found[-1].id

    def count(self, filters: Filters) -> int:
        """How many looks fit."""
        with self._store.reading() as connection:
            counted = select(func.count()).select_from(accesses).where(*filters.clauses())
            return connection.execute(counted).scalar_one()

    def insight_of(self, person_id: UUID) -> list[Insight]:
        """Who looked at a person, when and why: by role, not by name, newest first (Art. 15 GDPR)."""
        counted: dict[tuple[date, str, str], int] = {}
        for entry in self.every(Filters(person_id=person_id)):
            key = (_day(entry.access.at), entry.access.role, entry.access.purpose)
            counted[key] = counted.get(key, 0) + 1
        return [Insight(*key, times) for key, times in counted.items()]

    def outside(self) -> list[Looks]:
        """The looks outside one's caseload that a second person has to judge, the first first."""
        found: dict[tuple[UUID, UUID, date], list[str]] = {}
        a = accesses.c
        wanted = select(a.at, a.staff_id, a.person_id, a.view).where(
            a.outside.is_(True), a.person_id.is_not(None), a.purpose.not_in(REVIEWED_ELSEWHERE)
        )
        with self._store.reading() as connection:
            for row in connection.execute(wanted.order_by(a.id)):
                found.setdefault((row.staff_id, row.person_id, _day(row.at)), []).append(row.view)
        return [Looks(*key, len(views), tuple(dict.fromkeys(views))) for key, views in found.items()]


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def _page(filters: Filters, before: int | None, limit: int) -> Select[Any]:
    query = select(accesses).where(*filters.clauses()).order_by(accesses.c.id.desc()).limit(limit)
    return query if before is None else query.where(accesses.c.id < before)


def _entry(row: Row[Any]) -> Entry:
    values = dict(row._mapping)
    return Entry(values.pop("id"), Access(**values))
