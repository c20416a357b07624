"""The commands on participations in the ESF Plus, each with what it records and how it is refused."""

from typing import Any
from uuid import UUID

from referrals.consent import Scope
from referrals.participation import Answers, id_of
from referrals.participation_events import AgeGroup, Employment, LeavingResult, Migration
from referrals.referral.codes import CorrectionReason, VoidReason
from referrals.release import Given
from tests.casework.given import Act, Case, Prepare, person
from tests.workplace import Workplace

ASKED = Answers(employment=Employment.UNEMPLOYED, age_group=AgeGroup.FROM_30_TO_54)


def participations(name: str, /, **arguments: Any) -> Act:
    """A command on a participation."""
    return lambda w, sent, subject: getattr(w.casework.participations, name)(sent, subject, **arguments)


ENTER = participations("enter", answers=ASKED)
NOTE = participations("note", answers=Answers(employment=Employment.EMPLOYED))
ORIGIN = participations("note", answers=Answers(migration=Migration.THIRD_COUNTRY_NATIONAL))
LEAVE = participations("leave", results=(LeavingResult.JOB_SEARCHING,))
FOLLOW_UP = participations("follow_up", results=(LeavingResult.IN_EMPLOYMENT,))
BACK = participations("take_leaving_back", reason=CorrectionReason.MISUNDERSTANDING)
VOID = participations("void", reason=VoidReason.WRONG_PERSON)


def entered(w: Workplace) -> UUID:
    """Gül takes part."""
    return w.casework.participations.enter(w.sent(), person(w), ASKED).stream("participation.")


def consenting_participant(w: Workplace) -> UUID:
    """She consents to statistics, too."""
    known = person(w)
    w.casework.persons.give_consent(w.sent(), known, scope=(Scope.STATISTICS,), given=Given.WRITTEN, language="tr")
    return w.casework.participations.enter(w.sent(), known, ASKED).stream("participation.")


def after(*acts: Act) -> Prepare:
    """A participation for which this was recorded."""

    def prepare(w: Workplace) -> UUID:
        subject = entered(w)
        for act in acts:
            act(w, w.sent(), subject)
        return subject

    return prepare


def taking_part(w: Workplace) -> UUID:
    """The person behind a participation."""
    known = person(w)
    w.casework.participations.enter(w.sent(), known, ASKED)
    assert w.log.events_of(id_of(known))
    return known


def late(w: Workplace) -> UUID:
    """She left, and more than four weeks have gone by."""
    subject = after(LEAVE)(w)
    w.now = w.now.replace(month=12, day=20)
    return subject


PARTICIPATION_CASES: dict[str, Case] = {
    "participations.enter": Case(
        person, ENTER, ("participation.entered",), ENTER, "CannotRecordParticipation.takes_part", taking_part
    ),
    "participations.note": Case(
        entered, NOTE, ("participation.noted",), ORIGIN, "CannotRecordParticipation.no_consent"
    ),
    "participations.leave": Case(
        entered, LEAVE, ("participation.left",), LEAVE, "CannotRecordParticipation.has_left", after(LEAVE)
    ),
    "participations.follow_up": Case(
        after(LEAVE),
        FOLLOW_UP,
        ("participation.followed_up",),
        FOLLOW_UP,
        "CannotRecordParticipation.four_weeks_over",
        late,
    ),
    "participations.reenter": Case(
        after(LEAVE),
        participations("reenter"),
        ("participation.reentered",),
        participations("reenter"),
        "CannotRecordParticipation.has_not_left",
        entered,
    ),
    "participations.take_leaving_back": Case(
        after(LEAVE),
        BACK,
        ("participation.leaving_taken_back",),
        BACK,
        "CannotRecordParticipation.has_not_left",
        entered,
    ),
    "participations.void": Case(
        entered, VOID, ("participation.voided",), VOID, "CannotRecordParticipation.void", after(VOID)
    ),
}
