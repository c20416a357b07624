"""What stands before a command, and how a command is given: the parts of the cases."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from referrals.casework import NewRelease, Receipt, Sent
from referrals.consent import Scope
from referrals.need import NeedKind
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    Outcome,
    Party,
    PauseReason,
    VoidReason,
    Way,
)
from referrals.release import Covers, Given
from referrals.roles import Role
from tests.cast import ANNA, BEN, CEM, EMIL, JOBCENTER, VHS, day, moment
from tests.workplace import Workplace

Act = Callable[[Workplace, Sent, UUID], Receipt]
Prepare = Callable[[Workplace], UUID]

NEW: dict[str, Any] = {"place": "Raum 3", "language": "tr", "company": Company.ALONE}
RELEASE = NewRelease(
    institution_ids=(JOBCENTER,),
    covers=(Covers.CONTACT,),
    valid_until=day(90),
    given=Given.WRITTEN,
    language="tr",
    note="am Telefon besprochen",
)


def opened(w: Workplace) -> UUID:
    return w.take_in(forwarded=False).stream("referral.")


def forwarded(w: Workplace) -> UUID:
    return w.take_in().stream("referral.")


def accepted(w: Workplace) -> UUID:
    referral = forwarded(w)
    w.casework.referrals.accept(w.sent(), referral, source=Way.PHONE)
    return referral


def paused(w: Workplace) -> UUID:
    referral = accepted(w)
    w.casework.referrals.pause(w.sent(), referral, reason=PauseReason.ILLNESS, resume_on=day(9))
    return referral


def closed(w: Workplace) -> UUID:
    referral = forwarded(w)
    w.casework.referrals.close(w.sent(), referral, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
    return referral


def with_appointment(w: Workplace) -> UUID:
    referral = accepted(w)
    w.casework.appointments.agree(w.sent(), referral, starts_at=moment(0, 9), **NEW)
    return referral


def stopped(w: Workplace) -> UUID:
    referral = forwarded(w)
    release = w.referral(referral).release_id
    assert release is not None
    w.casework.persons.withdraw_release(w.sent(), release, given=Given.ORAL)
    return referral


def void_requested(w: Workplace) -> UUID:
    referral = forwarded(w)
    w.casework.corrections.void(w.sent(), referral, reason=VoidReason.WRONG_PERSON)
    return referral


def person(w: Workplace) -> UUID:
    return w.take_in().stream("person.")


def consenting(w: Workplace) -> UUID:
    known = person(w)
    w.casework.persons.give_consent(w.sent(), known, scope=(Scope.CASE_FILE,), given=Given.WRITTEN, language="tr")
    return known


def beside_a_neighbour(w: Workplace) -> UUID:
    w.neighbour = person(w)
    return person(w)


def in_household(w: Workplace) -> UUID:
    known = person(w)
    w.casework.persons.join_household(w.sent(), known, other=person(w))
    return known


def release(w: Workplace) -> UUID:
    return w.take_in().stream("release.")


def announced(w: Workplace) -> UUID:
    return w.casework.announcements.announce(w.sent(), kind=NeedKind.AUTHORITIES, note="ein Brief").stream("announ")


def staff(_: Workplace) -> UUID:
    return CEM


def disabled(w: Workplace) -> UUID:
    w.casework.team.disable(w.sent(), CEM, open_cases=0)
    return CEM


def substituted(w: Workplace) -> UUID:
    w.casework.team.arrange_substitution(w.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(5))
    return ANNA


def with_emil(w: Workplace) -> UUID:
    w.casework.team.add(w.sent(), name="Emil", team="", roles=(Role.COORDINATOR,), staff_id=EMIL)
    return CEM


def proposed(w: Workplace) -> UUID:
    w.casework.team.change_roles(w.sent(), with_emil(w), roles=(Role.ADMINISTRATOR,))
    return CEM


def institution(_: Workplace) -> UUID:
    return VHS


def the_appointment(w: Workplace, referral: UUID) -> UUID:
    return w.referral(referral).appointments[0].id


def the_substitution(w: Workplace) -> UUID:
    return w.log.events_of(ANNA)[-1].substitution_id  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class Case:
    """A command: what stands before it, how it is given, what it records; and how it is refused."""

    before: Prepare
    act: Act
    records: tuple[str, ...]
    refused: Act
    refused_as: str
    before_refusal: Prepare | None = None
    by: UUID = field(default=ANNA)


def referrals(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.referrals, name)(sent, subject, **arguments)


def corrections(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.corrections, name)(sent, subject, **arguments)


def persons(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.persons, name)(sent, subject, **arguments)


def rights(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.rights, name)(sent, subject, **arguments)


def team(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.team, name)(sent, subject, **arguments)


def appointment(name: str, /, **arguments: Any) -> Act:
    return lambda w, sent, subject: getattr(w.casework.appointments, name)(
        sent, subject, appointment_id=the_appointment(w, subject), **arguments
    )


def of_nobody(act: Act) -> Act:
    return lambda w, sent, _: act(w, sent, uuid4())


FORWARD: dict[str, Any] = {"institution_id": VHS, "way": Way.LETTER}
CORRECT: dict[str, Any] = {"step": 2, "text": None, "reason": CorrectionReason.WRONG_DAY}
