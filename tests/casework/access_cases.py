"""Every command on looking: emergency access, files for audit, reviews, closed files, segments of the access log."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from referrals.access_review import Verdict
from referrals.access_segment import ACCESS_LOG, DropGround
from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from tests.casework.given import Act, Case, person
from tests.cast import ANNA, BEN, CEM, DORA, EMIL, day
from tests.workplace import Workplace

ASKED: dict[str, Any] = {"reason": AuditReason.COMPLAINT, "text": "Beschwerde vom Montag"}
IN_NEED: dict[str, Any] = {"reason": Emergency.PERSON_WAITS, "text": "Sie steht in der Kita."}
OK: dict[str, Any] = {"verdict": Verdict.APPROVED, "remark": None}
WRONG: dict[str, Any] = {"verdict": Verdict.FLAGGED, "remark": None}


def broken(w: Workplace) -> UUID:
    return w.casework.break_glass.open(w.sent(actor=BEN), person(w), **IN_NEED).stream("break_glass.")


def over(w: Workplace) -> UUID:
    stream = broken(w)
    w.now += timedelta(hours=3)
    return stream


def closed(w: Workplace) -> UUID:
    known = person(w)
    w.casework.closed_groups.close(w.sent(), known, staff=(ANNA, CEM), carriers=(ANNA,))
    return known


def asked(w: Workplace) -> UUID:
    return w.casework.audit_files.request(w.sent(actor=DORA), person(w), **ASKED).stream("audit_file.")


def granted(w: Workplace) -> UUID:
    stream = asked(w)
    w.casework.audit_files.grant(w.sent(actor=EMIL), stream)
    return stream


def read(w: Workplace) -> UUID:
    stream = granted(w)
    w.now += timedelta(hours=1)
    return stream


def neighbour(w: Workplace) -> UUID:
    w.neighbour = person(w)
    w.now += timedelta(days=1)
    return w.neighbour


def reviewed_look(w: Workplace) -> UUID:
    look("decide", **OK)(w, w.sent(actor=DORA), neighbour(w))
    return w.neighbour


def segment(w: Workplace) -> UUID:
    w.now += timedelta(days=1)
    w.casework.access_segments.close(w.sent(), day=day(0), entries=3, root="ab")
    w.now += timedelta(days=400)
    return ACCESS_LOG


def of(room: str, name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(getattr(w.casework, room), name)(sent, subject, **arguments)


def look(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, _: getattr(w.casework.access_reviews, name)(
        sent, staff_id=BEN, person_id=w.neighbour, day=day(0), **arguments
    )


def days(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, _: getattr(w.casework.access_segments, name)(sent, **arguments)


ACCESS_CASES: dict[str, Case] = {
    "break_glass.open": Case(
        person,
        of("break_glass", "open", **IN_NEED),
        ("break_glass.opened",),
        of("break_glass", "open", **IN_NEED),
        "CannotBreakGlass.closed_file",
        closed,
        BEN,
    ),
    "break_glass.end": Case(
        broken,
        of("break_glass", "end"),
        ("break_glass.ended",),
        of("break_glass", "end"),
        "CannotBreakGlass.over",
        over,
        BEN,
    ),
    "break_glass.review": Case(
        over,
        of("break_glass", "review", **OK),
        ("break_glass.reviewed",),
        of("break_glass", "review", **WRONG),
        "CannotReview.flag_needs_words",
        by=DORA,
    ),
    "audit_files.request": Case(
        person,
        of("audit_files", "request", **ASKED),
        ("audit_file.requested",),
        lambda w, sent, _: w.casework.audit_files.request(sent, ANNA, **ASKED),
        "NotFound.no_such_person",
        by=DORA,
    ),
    "audit_files.grant": Case(
        asked,
        of("audit_files", "grant"),
        ("audit_file.granted",),
        lambda w, sent, stream: w.casework.audit_files.grant(w.sent(actor=DORA), stream),
        "CannotOpenForAudit.own_request",
        by=EMIL,
    ),
    "audit_files.refuse": Case(
        asked,
        of("audit_files", "refuse"),
        ("audit_file.refused",),
        of("audit_files", "refuse"),
        "CannotOpenForAudit.decided",
        granted,
        EMIL,
    ),
    "audit_files.review": Case(
        read,
        of("audit_files", "review", **OK),
        ("audit_file.reviewed",),
        of("audit_files", "review", **OK),
        "CannotReview.still_runs",
        granted,
        EMIL,
    ),
    "access_reviews.decide": Case(
        neighbour,
        look("decide", **OK),
        ("access_review.decided",),
        look("decide", **OK),
        "CannotReview.done",
        reviewed_look,
        DORA,
    ),
    "closed_groups.close": Case(
        person,
        of("closed_groups", "close", staff=(ANNA,), carriers=(ANNA,)),
        ("person.closed_to",),
        of("closed_groups", "close", staff=(CEM,), carriers=(ANNA,)),
        "CannotCloseFile.nobody_carries_it",
    ),
    "closed_groups.open_again": Case(
        closed,
        of("closed_groups", "open_again"),
        ("person.opened_again",),
        of("closed_groups", "open_again"),
        "CannotCloseFile.same_value",
        person,
    ),
    "access_segments.drop": Case(
        segment,
        days("drop", day=day(0), ground=DropGround.EXPIRED),
        ("access_segment.dropped",),
        days("drop", day=day(1), ground=DropGround.EXPIRED),
        "CannotChangeSegment.not_there",
    ),
    "access_segments.thin": Case(
        segment,
        days("thin", day=day(0), entries=2),
        ("access_segment.thinned",),
        days("thin", day=day(1), entries=2),
        "CannotChangeSegment.not_there",
    ),
    "access_segments.close": Case(
        segment,
        days("close", day=day(1), entries=0, root="cd"),
        ("access_segment.closed",),
        days("close", day=day(0), entries=0, root="cd"),
        "CannotChangeSegment.closed_before",
    ),
}
