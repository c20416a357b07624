"""Notices (Mitteilungen, Art. 19 GDPR): which institutions that received data have not been told what changed since."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from referrals.calendar import days_after
from referrals.event import Event
from referrals.person_events import (
    BirthYearNoted,
    ContactChanged,
    DataErased,
    NoticeAbout,
    PersonRenamed,
    PersonRestricted,
    RecipientNotified,
    RestrictionLifted,
)
from referrals.referral.codes import Ground
from referrals.referral.events import ReferralForwarded, StepCorrected, StepTakenBack
from referrals.release import Covers

CONCERNS: dict[type[Event], Covers] = {
    PersonRenamed: Covers.CONTACT,
    ContactChanged: Covers.CONTACT,
    BirthYearNoted: Covers.BIRTH_YEAR,
}
"""What of a forwarding a changed detail puts right; a forwarding that does not say what it shared shared it all."""


WITHIN_DAYS = 14
"""The law says "without undue delay"; after two weeks a notice counts as overdue."""


class Notice(NamedTuple):
    """An institution that is still to be told, of what, and since when."""

    institution_id: UUID
    about: NoticeAbout
    since: date


def due_on(since: date) -> date:
    """By when an institution is to be told."""
    return days_after(since, WITHIN_DAYS)


def overdue_before(today: date) -> date:
    """What waits since a day before this one is overdue."""
    since = today - timedelta(days=WITHIN_DAYS)
    while due_on(since - timedelta(days=1)) >= today:
        since -= timedelta(days=1)
    return since


class _Known:
    """What one institution received."""

    def __init__(self) -> None:
        self.shared: set[str] = set()
        self.everything = False

    def take(self, forwarded: ReferralForwarded) -> None:
        self.shared.update(forwarded.shared)
        self.everything = self.everything or not forwarded.shared

    def holds(self, what: Covers) -> bool:
        return self.everything or what in self.shared


def recipients(told: Iterable[Event]) -> list[UUID]:
    """Every institution that data went to, the first one first; steps taken back count, for the data had left us."""
    return list(dict.fromkeys(event.institution_id for event in disclosures(told)))


def disclosures(told: Iterable[Event]) -> Iterator[ReferralForwarded]:
    """The steps with which we passed her data on; what she passed on herself is not ours to count."""
    for event in told:
        if isinstance(event, ReferralForwarded) and event.ground is not Ground.PERSON_PASSES_IT_ON:
            yield event


def open_notices(told: Iterable[Event]) -> list[Notice]:
    """The notices that nobody recorded yet, from everything told about one person in the order it was recorded."""
    known: dict[UUID, _Known] = {}
    forwarded: dict[tuple[UUID, int], UUID] = {}
    waiting: dict[tuple[UUID, NoticeAbout], Notice] = {}
    for event in told:
        if isinstance(event, ReferralForwarded):
            for disclosed in disclosures([event]):
                known.setdefault(disclosed.institution_id, _Known()).take(disclosed)
                forwarded[event.originator_id, event.originator_version] = disclosed.institution_id
        elif isinstance(event, RecipientNotified):
            waiting.pop((event.institution_id, event.about), None)
        elif isinstance(event, RestrictionLifted):
            waiting = {key: each for key, each in waiting.items() if each.about is not NoticeAbout.RESTRICTION}
        else:
            for institution_id, about in _concerned(event, known, forwarded):
                notice = Notice(institution_id, about, event.occasion.occurred_on)
                waiting.setdefault((institution_id, about), notice)
    return list(waiting.values())


def _concerned(
    event: Event, known: dict[UUID, _Known], forwarded: dict[tuple[UUID, int], UUID]
) -> Iterator[tuple[UUID, NoticeAbout]]:
    what = CONCERNS.get(type(event))
    if what is not None:
        yield from ((each, NoticeAbout.RECTIFICATION) for each, has in known.items() if has.holds(what))
    elif isinstance(event, PersonRestricted):
        yield from ((each, NoticeAbout.RESTRICTION) for each in known)
    elif isinstance(event, DataErased):
        yield from ((each, NoticeAbout.ERASURE) for each in known)
    elif isinstance(event, StepCorrected | StepTakenBack):
        institution_id = forwarded.get((event.originator_id, event.step))
        if institution_id is not None:
            yield institution_id, NoticeAbout.RECTIFICATION
