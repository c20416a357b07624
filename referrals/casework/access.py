"""Commands on looking: emergency access, files opened for audit, reviews, closed files, segments of the access log."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from referrals import access_review, access_segment, audit_file, break_glass, closed_group
from referrals.access_review import Verdict
from referrals.access_segment import ACCESS_LOG, DropGround
from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.event import Event
from referrals.sealing import Group, Sealed


class _Commands:
    def __init__(self, door: Door) -> None:
        self._door = door


class BreakGlassCommands(_Commands):
    """Emergency access (Notfallzugriff)."""

    def open(self, sent: Sent, person_id: UUID, *, reason: Emergency, text: str) -> Receipt:
        """Open the file of one person."""

        def decide(attempt: Attempt) -> list[Event]:
            person, stream = attempt.person(person_id), self._door.new_id()
            words = attempt.sealer.seal(person_id, Group.CASE, stream, "text", text)
            return [break_glass.open_file(stream, attempt.occasion, person, reason=reason, text=words)]

        return self._door.carry(sent, decide)

    def end(self, sent: Sent, break_glass_id: UUID) -> Receipt:
        """Done before the time is over."""
        return self._door.carry(sent, lambda a: [break_glass.end(_broken(a, break_glass_id), a.occasion)])

    def review(self, sent: Sent, break_glass_id: UUID, *, verdict: Verdict, remark: str | None) -> Receipt:
        """A second person says whether it was right."""

        def decide(attempt: Attempt) -> list[Event]:
            broken = _broken(attempt, break_glass_id)
            words = _remark(attempt, broken.person_id, break_glass_id, remark)
            return [break_glass.review(broken, attempt.occasion, verdict=verdict, remark=words)]

        return self._door.carry(sent, decide)


class AuditFileCommands(_Commands):
    """One file opened to an auditor by a second person."""

    def request(self, sent: Sent, person_id: UUID, *, reason: AuditReason, text: str) -> Receipt:
        """Ask for one file."""

        def decide(attempt: Attempt) -> list[Event]:
            attempt.person(person_id)
            stream = self._door.new_id()
            words = attempt.sealer.seal(person_id, Group.CASE, stream, "text", text)
            return [audit_file.request(stream, attempt.occasion, person_id=person_id, reason=reason, text=words)]

        return self._door.carry(sent, decide)

    def grant(self, sent: Sent, audit_file_id: UUID) -> Receipt:
        """The second person opens it."""
        return self._door.carry(sent, lambda a: [audit_file.grant(_file(a, audit_file_id), a.occasion)])

    def refuse(self, sent: Sent, audit_file_id: UUID) -> Receipt:
        """The second person does not open it."""
        return self._door.carry(sent, lambda a: [audit_file.refuse(_file(a, audit_file_id), a.occasion)])

    def review(self, sent: Sent, audit_file_id: UUID, *, verdict: Verdict, remark: str | None) -> Receipt:
        """Afterwards somebody else says whether it was right."""

        def decide(attempt: Attempt) -> list[Event]:
            file = _file(attempt, audit_file_id)
            words = _remark(attempt, file.person_id, audit_file_id, remark)
            return [audit_file.review(file, attempt.occasion, verdict=verdict, remark=words)]

        return self._door.carry(sent, decide)


class AccessReviewCommands(_Commands):
    """Looks outside one's caseload."""

    def decide(
        self, sent: Sent, *, staff_id: UUID, person_id: UUID, day: date, verdict: Verdict, remark: str | None
    ) -> Receipt:
        """A second person says whether they were right."""

        def decide(attempt: Attempt) -> list[Event]:
            attempt.person(person_id)
            stream = access_review.review_id(staff_id, person_id, day)
            words = _remark(attempt, person_id, stream, remark)
            return [
                access_review.decide(
                    len(attempt.events(stream)),
                    attempt.occasion,
                    staff_id=staff_id,
                    person_id=person_id,
                    day=day,
                    verdict=verdict,
                    remark=words,
                )
            ]

        return self._door.carry(sent, decide)


class ClosedGroupCommands(_Commands):
    """Files of colleagues and their families."""

    def close(self, sent: Sent, person_id: UUID, *, staff: Collection[UUID], carriers: Collection[UUID]) -> Receipt:
        """Only these see the file from now on."""

        def decide(attempt: Attempt) -> list[Event]:
            for member in staff:
                attempt.member(member)
            person = attempt.person(person_id)
            return [closed_group.close(person, attempt.occasion, staff=tuple(staff), carriers=carriers)]

        return self._door.carry(sent, decide)

    def open_again(self, sent: Sent, person_id: UUID) -> Receipt:
        """Whoever carries the file sees it again."""
        return self._door.carry(sent, lambda a: [closed_group.open_again(a.person(person_id), a.occasion)])


class AccessSegmentCommands(_Commands):
    """The days of the access log."""

    def thin(self, sent: Sent, *, day: date, entries: int) -> Receipt:
        """The looks of institutions on that day are no longer kept."""
        return self._door.carry(
            sent, lambda a: [access_segment.thin(_segments(a), a.occasion, day=day, entries=entries)]
        )

    def close(self, sent: Sent, *, day: date, entries: int, root: str) -> Receipt:
        """The day is over."""
        return self._door.carry(
            sent,
            lambda a: [access_segment.close(_segments(a), a.occasion, day=day, entries=entries, root=root)],
        )

    def drop(self, sent: Sent, *, day: date, ground: DropGround) -> Receipt:
        """Its rows are no longer kept."""
        return self._door.carry(sent, lambda a: [access_segment.drop(_segments(a), a.occasion, day=day, ground=ground)])


def _broken(attempt: Attempt, stream: UUID) -> break_glass.BreakGlass:
    return found(attempt, stream, "break_glass", break_glass.BreakGlassEvent, break_glass.fold)


def _file(attempt: Attempt, stream: UUID) -> audit_file.AuditFile:
    return found(attempt, stream, "audit_file", audit_file.AuditFileEvent, audit_file.fold)


def _segments(attempt: Attempt) -> access_segment.Segments:
    return access_segment.fold(attempt.events(ACCESS_LOG))  # type: ignore[arg-type]


def _remark(attempt: Attempt, person_id: UUID, stream: UUID, remark: str | None) -> Sealed | None:
    return attempt.seal(person_id, Group.CASE, stream, "remark", remark)
