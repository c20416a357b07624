"""Access segments (Tagesabschnitte der Einsichten): the days of the access log, closed into the ledger and checked.

What a row is, and what stands for one that is no longer kept, is told in `web/access_leaves.py`.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid5

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from referrals import access_segment
from referrals.access_segment import (
    ACCESS_LOG,
    CannotChangeSegment,
    DropGround,
    Segment,
    Segments,
    institutions_kept_from,
    kept_from,
)
from referrals.casework import Casework, Sent
from referrals.log.application import Log
from referrals.occasion import LOCAL
from referrals.store import Store, StoreMissing
from web.access_leaves import bounds, count, count_withheld, of_institutions, root_of, withhold, within
from web.access_tables import accesses, retired, withheld

LATE = timedelta(minutes=10)
"""A day is closed when no request can still be writing into it."""


class Finding(NamedTuple):
    """What does not fit; `day` names the segment."""

    day: date
    reason: str


class Judged(NamedTuple):
    """How many days and rows were checked, and what was found."""

    days: int
    entries: int
    findings: tuple[Finding, ...]


class AccessLogBroken(Exception):
    """The access log is not what its segments say."""

    @classmethod
    def because_it_is_gone(cls, day: date) -> "AccessLogBroken":
        return cls(
            f"The access log holds nothing of {day}, but the log says that there were looks: it was lost, or an older "
            "one was put back. Put its backup back; if there is none, run `./lotse access drop --lost`, which says so."
        )

    @classmethod
    def because_it_was_changed(cls, finding: Finding) -> "AccessLogBroken":
        return cls(f"{finding.reason} Nothing was dropped: see `./lotse access verify`.")


class AccessSegments:
    """The segments of one installation."""

    def __init__(self, log: Log, casework: Casework, store: Store) -> None:
        self._log, self._casework, self._store = log, casework, store

    def known(self) -> Segments:
        """Every closed day, as the log tells it."""
        return known(self._log)

    def close(self, now: datetime) -> list[Segment]:
        """Close every day that is over, empty ones too; what was closed just now."""
        segments = self.known()
        before = (now - LATE).astimezone(LOCAL).date()
        day = segments.last + timedelta(days=1) if segments.last else self._first_day()
        closed: list[Segment] = []
        while day is not None and day < before:
            with self._store.reading() as connection:
                entries, root = root_of(connection, day)
            try:
                self._casework.access_segments.close(_sent(f"close {day}"), day=day, entries=entries, root=root)
            except CannotChangeSegment:
                break  # somebody else is at it
            closed.append(Segment(day, entries, root))
            day += timedelta(days=1)
        return closed

    def verify(self) -> Judged:
        """Hold every row of a closed day against its root."""
        segments, findings, rows = self.known(), [], 0
        with self._store.reading() as connection:
            for segment in segments.by_day.values():
                entries, root = root_of(connection, segment.day)
                rows += entries
                if reason := _misfit(segment, entries, root, count_withheld(connection, segment.day)):
                    findings.append(Finding(segment.day, reason))
            first = min(segments.by_day, default=None)
            if first is not None and (added := _count(connection, accesses.c.at < bounds(first)[0])):
                findings.append(Finding(first, f"{added} looks stand before {first}, the first day that was closed."))
        return Judged(len(segments.by_day), rows, tuple(sorted(findings)))

    def drop(self, today: date, needed: Collection[date] = ()) -> list[Segment]:
        """Drop the days whose retention is over; raises `AccessLogBroken` where one is not what was closed.

        What is `needed` stays: its looks wait for a review, and would vanish without a verdict.
        """
        thinned = self._thin(today)
        dropped = []
        for segment in self.known().by_day.values():
            if segment.day >= kept_from(today) or segment.dropped is DropGround.LOST:
                continue
            if segment.dropped is None and segment.day in needed:
                continue
            if segment.dropped is None:
                self._check(segment)
                self._record_drop(segment.day, DropGround.EXPIRED)
                dropped.append(segment)
            if _holds(self._store, segment.day):
                self._delete(segment.day)
        if dropped or thinned:
            self._store.vacuum(accesses.name)
        return dropped

    def give_up(self) -> list[Segment]:
        """Say that the closed days of which nothing is there are lost."""
        lost = []
        for segment in self.known().kept:
            if segment.entries and not _holds(self._store, segment.day):
                self._record_drop(segment.day, DropGround.LOST)
                lost.append(segment)
        return lost

    def _thin(self, today: date) -> bool:
        """Let go of the looks of institutions whose shorter retention is over; behind their event, as the days."""
        thinned = False
        for segment in self.known().kept:
            if segment.day >= institutions_kept_from(today):
                continue
            with self._store.reading() as connection:
                looks = of_institutions(connection, segment.day)
            if not looks:
                continue
            self._check(segment)
            if not segment.withheld:
                sent = _sent(f"thin {segment.day}")
                self._casework.access_segments.thin(sent, day=segment.day, entries=len(looks))
            with self._store.writing() as connection:
                withhold(connection, of_institutions(connection, segment.day))
            thinned = True
        return thinned

    def _check(self, segment: Segment) -> None:
        with self._store.reading() as connection:
            entries, root = root_of(connection, segment.day)
            hidden = count_withheld(connection, segment.day)
        if reason := _misfit(segment, entries, root, hidden):
            raise AccessLogBroken.because_it_was_changed(Finding(segment.day, reason))

    def _record_drop(self, day: date, ground: DropGround) -> None:
        self._casework.access_segments.drop(_sent(f"drop {day} {ground.value}"), day=day, ground=ground)

    def _delete(self, day: date) -> None:
        """Only behind its event; a crash in between is made good by the next run."""
        first, last = bounds(day)
        with self._store.writing() as connection:
            if connection.execute(select(retired.c.day).where(retired.c.day == day)).first() is None:
                connection.execute(insert(retired).values(day=day, from_at=first, until_at=last))
            for table in (accesses, withheld):
                connection.execute(delete(table).where(*within(day, table)))

    def _first_day(self) -> date | None:
        with self._store.reading() as connection:
            first = connection.execute(select(func.min(accesses.c.at))).scalar()
        return first.astimezone(LOCAL).date() if first else None


class Closing:
    """Closes the days that are over, and looks for one every few minutes; for the process that follows the log."""

    def __init__(self, segments: AccessSegments, clock: Callable[[], datetime]) -> None:
        self._segments, self._clock = segments, clock
        self._next: datetime | None = None

    def __call__(self) -> None:
        """Close what is to be closed, if it is time to look."""
        now = self._clock()
        if self._next is None or now >= self._next:
            self._segments.close(now)
            self._next = now + LATE


def known(log: Log) -> Segments:
    """Every closed day, as the log tells it."""
    return access_segment.fold(log.events_of(ACCESS_LOG))  # type: ignore[arg-type]


def check_there(log: Log, store: Store) -> None:
    """Raises `AccessLogBroken` when nothing is there of the last closed day with looks: the log was lost."""
    full = [segment.day for segment in known(log).kept if segment.entries]
    if full and not _holds(store, full[-1]):
        raise AccessLogBroken.because_it_is_gone(full[-1])


def _misfit(segment: Segment, entries: int, root: str, hidden: int) -> str:
    day = segment.day
    if segment.dropped is not None:
        return f"{entries} looks of {day} are there again, after they were dropped." if entries else ""
    if entries < segment.entries:
        return f"{segment.entries - entries} of {segment.entries} looks of {day} were deleted."
    if entries > segment.entries:
        return f"{entries - segment.entries} looks of {day} were added after it was closed."
    if hidden not in (0, segment.withheld):
        return f"{hidden} looks of {day} are withheld; the log knows of {segment.withheld}."
    return f"The looks of {day} were changed: their root is not the one in the log." if root != segment.root else ""


def _holds(store: Store, day: date) -> bool:
    try:
        with store.reading() as connection:
            return count(connection, day) > 0
    except (StoreMissing, ProgrammingError, OperationalError) as error:
        if isinstance(error, OperationalError) and not store.is_sqlite:
            raise
        return False  # no file, no schema, no table


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(accesses).where(*which)).scalar_one()


def _sent(what: str) -> Sent:
    return Sent.by_the_installation(uuid5(ACCESS_LOG, what))
