"""The commands on the rights of a person, each with what it records and how it is refused."""

from typing import Any
from uuid import UUID, uuid4

from referrals.person_events import DisputeResult, Fact, HoldGround, LiftReason, NoticeAbout, RestrictionGround
from referrals.referral.codes import Way
from referrals.retention import STREAM, SuspendReason
from tests.casework.given import Act, Case, Prepare, of_nobody, person, rights
from tests.cast import VHS, day
from tests.workplace import Workplace

RESTRICT = rights("restrict", ground=RestrictionGround.ACCURACY_CONTESTED)
DISPUTE = rights("dispute", field=Fact.NAME, note="Sie heißt Gül B.")
HOLD = rights("place_hold", ground=HoldGround.LEGAL_CLAIM, until=day(90))
SUSPEND: Act = lambda w, sent, _: w.casework.retention.suspend(sent, reason=SuspendReason.AUDIT)  # noqa: E731
RESUME: Act = lambda w, sent, _: w.casework.retention.resume(sent)  # noqa: E731
NOTIFY: dict[str, Any] = {"about": NoticeAbout.RECTIFICATION, "way": Way.PHONE}


def after(act: Any) -> Prepare:
    """A person for whom this was recorded."""

    def prepare(w: Workplace) -> UUID:
        known = person(w)
        act(w, w.sent(), known)
        return known

    return prepare


def suspended(w: Workplace) -> UUID:
    """The automatic run stands still."""
    SUSPEND(w, w.sent(), STREAM)
    return STREAM


def resumed(w: Workplace) -> UUID:
    """It runs again."""
    RESUME(w, w.sent(), suspended(w))
    return STREAM


RIGHTS_CASES: dict[str, Case] = {
    "rights.restrict": Case(
        person, RESTRICT, ("person.restricted",), RESTRICT, "CannotRestrict.restricted_already", after(RESTRICT)
    ),
    "rights.lift_restriction": Case(
        after(RESTRICT),
        rights("lift_restriction", reason=LiftReason.FOUND_ACCURATE),
        ("person.restriction_lifted",),
        rights("lift_restriction", reason=LiftReason.FOUND_ACCURATE),
        "CannotRestrict.not_restricted",
        person,
    ),
    "rights.dispute": Case(
        person, DISPUTE, ("person.fact_disputed",), DISPUTE, "CannotDispute.disputed_already", after(DISPUTE)
    ),
    "rights.settle_dispute": Case(
        after(DISPUTE),
        rights("settle_dispute", field=Fact.NAME, result=DisputeResult.PUT_RIGHT),
        ("person.dispute_settled",),
        rights("settle_dispute", field=Fact.QUARTER, result=DisputeResult.PUT_RIGHT),
        "CannotDispute.not_disputed",
    ),
    "rights.place_hold": Case(person, HOLD, ("person.hold_placed",), HOLD, "CannotHold.held_already", after(HOLD)),
    "rights.lift_hold": Case(
        after(HOLD),
        rights("lift_hold", ground=HoldGround.LEGAL_CLAIM),
        ("person.hold_lifted",),
        rights("lift_hold", ground=HoldGround.YOUTH_WELFARE),
        "CannotHold.not_held",
    ),
    "rights.inform": Case(
        person,
        rights("inform", way=Way.LETTER),
        ("person.informed",),
        of_nobody(rights("inform", way=Way.LETTER)),
        "NotFound.no_such_person",
    ),
    "rights.notify_recipient": Case(
        person,
        rights("notify_recipient", institution_id=VHS, **NOTIFY),
        ("person.recipient_notified",),
        rights("notify_recipient", institution_id=uuid4(), **NOTIFY),
        "NotFound.no_such_institution",
    ),
    "retention.suspend": Case(
        resumed, SUSPEND, ("retention.suspended",), SUSPEND, "CannotSuspend.suspended_already", suspended
    ),
    "retention.resume": Case(suspended, RESUME, ("retention.resumed",), RESUME, "CannotSuspend.not_suspended", resumed),
}
