"""Audit file (Akteneinsicht zur Prüfung): one file opened by two persons, with a reason, for 60 minutes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.access_review import CannotReview, Verdict, check_review, review_by
from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.sealing import Sealed

LASTS = timedelta(minutes=60)


class AuditReason(StrEnum):
    """Why an auditor has to read one file by name."""

    COMPLAINT = "complaint"
    INCIDENT = "incident"
    SAMPLE = "sample"
    AUTHORITY = "authority"
    OTHER = "other"


class AuditFileState(StrEnum):
    """Where a request stands; whether a granted file is open is a matter of the clock."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


@topic("audit_file.requested")
class AuditFileRequested(Event, frozen=True, kw_only=True):
    """An auditor asks for one file; the text is sealed under that person."""

    person_id: UUID
    reason: AuditReason
    text: Sealed


@topic("audit_file.granted")
class AuditFileGranted(Event, frozen=True, kw_only=True):
    """A second person opened the file to whoever asked."""

    until: datetime


@topic("audit_file.refused")
class AuditFileRefused(Event, frozen=True, kw_only=True):
    """A second person did not open it."""


@topic("audit_file.reviewed")
class AuditFileReviewed(Event, frozen=True, kw_only=True):
    """Afterwards somebody else said whether it was right."""

    verdict: Verdict
    remark: Sealed | None = None


AuditFileEvent = AuditFileRequested | AuditFileGranted | AuditFileRefused | AuditFileReviewed


class CannotOpenForAudit(Refusal):
    """A file is not opened to an auditor."""

    @classmethod
    def because_it_is_your_own_request(cls) -> Self:
        """Two persons are needed."""
        return cls("own_request")

    @classmethod
    def because_it_was_decided(cls) -> Self:
        """Granted or refused before; a new look is a new request."""
        return cls("decided")


class AuditFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request for one file as it stands."""

    id: UUID
    version: int
    staff_id: UUID
    person_id: UUID
    reason: AuditReason
    text: Sealed
    requested_at: datetime
    state: AuditFileState = AuditFileState.REQUESTED
    decided_by: UUID | None = None  # nobody answered yet
    decided_on: date | None = None
    until: datetime | None = None  # a granted one only
    verdict: Verdict | None = None  # not reviewed yet
    remark: Sealed | None = None
    reviewed_by: UUID | None = None
    reviewed_on: date | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the file is open."""
        return self.until is not None and now < self.until

    @property
    def review_by(self) -> date:
        """The last day for the review; asked of a granted one."""
        assert self.decided_on is not None
        return review_by(self.decided_on)


def request(
    audit_file_id: UUID, occasion: Occasion, *, person_id: UUID, reason: AuditReason, text: Sealed
) -> AuditFileRequested:
    """Ask for one file."""
    return AuditFileRequested(**head(audit_file_id, 0, occasion), person_id=person_id, reason=reason, text=text)


def grant(file: AuditFile, occasion: Occasion) -> AuditFileGranted:
    """The second person opens it."""
    _check_open(file, occasion)
    return AuditFileGranted(**head(file.id, file.version, occasion), until=occasion.recorded_at + LASTS)


def refuse(file: AuditFile, occasion: Occasion) -> AuditFileRefused:
    """The second person does not open it; whoever asked may take the request back in the same way."""
    if file.state is not AuditFileState.REQUESTED:
        raise CannotOpenForAudit.because_it_was_decided()
    return AuditFileRefused(**head(file.id, file.version, occasion))


def review(file: AuditFile, occasion: Occasion, *, verdict: Verdict, remark: Sealed | None) -> AuditFileReviewed:
    """Afterwards, somebody who did not ask for it says whether it was right."""
    if file.verdict is not None or file.state is not AuditFileState.GRANTED:
        raise CannotReview.because_it_was_done()
    if file.holds(occasion.recorded_at):
        raise CannotReview.because_it_still_runs()
    check_review(occasion, {file.staff_id}, verdict, remark is not None)
    return AuditFileReviewed(**head(file.id, file.version, occasion), verdict=verdict, remark=remark)


def _check_open(file: AuditFile, occasion: Occasion) -> None:
    if file.state is not AuditFileState.REQUESTED:
        raise CannotOpenForAudit.because_it_was_decided()
    if occasion.actor == file.staff_id:
        raise CannotOpenForAudit.because_it_is_your_own_request()


def evolve(file: AuditFile | None, event: AuditFileEvent) -> AuditFile:
    """The request after one more event."""
    if isinstance(event, AuditFileRequested):
        return AuditFile(
            id=event.originator_id,
            version=event.originator_version,
            staff_id=event.occasion.actor,
            person_id=event.person_id,
            reason=event.reason,
            text=event.text,
            requested_at=event.occasion.recorded_at,
        )
    assert file is not None
    version, by, on = event.originator_version, event.occasion.actor, event.occasion.recorded_on
    match event:
        case AuditFileGranted():
            granted = AuditFileState.GRANTED
            return replace(file, version=version, state=granted, decided_by=by, decided_on=on, until=event.until)
        case AuditFileRefused():
            return replace(file, version=version, state=AuditFileState.REFUSED, decided_by=by, decided_on=on)
        case AuditFileReviewed():
            verdict, remark = event.verdict, event.remark
            return replace(file, version=version, verdict=verdict, remark=remark, reviewed_by=by, reviewed_on=on)


def fold(events: Iterable[AuditFileEvent]) -> AuditFile | None:
    """The request behind its events."""
    return reduce(evolve, events, None)
