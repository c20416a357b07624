"""Every command four ways: it happens, it is refused, it is sent twice, somebody was faster."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from referrals.announcement import DropReason
from referrals.casework import NewPerson, NewRelease, Overtaken, Receipt, Sent
from referrals.description import InstitutionDescription, OfferDescription
from referrals.need import NeedKind
from referrals.person import Scope
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.refusal import Refusal
from referrals.release import Covers, Given
from referrals.staff import Role
from tests.casework.conftest import Workplace
from tests.cast import ANNA, BEN, CEM, JOBCENTER, VHS, day, moment

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
    w.casework.persons.withdraw_release(w.sent(), release, given=Given.ORAL, referral_ids=[referral])
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

CASES: dict[str, Case] = {
    "referrals.forward": Case(
        opened,
        referrals("forward", ground=Ground.STATUTORY_DUTY, release_id=None, **FORWARD),
        ("referral.forwarded",),
        referrals("forward", ground=Ground.RELEASE, release_id=None, **FORWARD),
        "CannotForward.no_release",
    ),
    "referrals.accept": Case(
        forwarded,
        referrals("accept", source=Way.PHONE, note="gern"),
        ("referral.accepted",),
        referrals("accept", source=Way.PHONE),
        "CannotTakeStep.phase",
        opened,
    ),
    "referrals.waitlist": Case(
        forwarded,
        referrals("waitlist", source=Way.PHONE, review_on=day(20)),
        ("referral.waitlisted",),
        referrals("waitlist", source=Way.PHONE, review_on=day(0)),
        "CannotSetDay.not_ahead",
    ),
    "referrals.decline": Case(
        forwarded,
        referrals("decline", reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=Way.EMAIL),
        ("referral.declined",),
        referrals("decline", reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=Way.EMAIL),
        "CannotTakeStep.phase",
        opened,
    ),
    "referrals.start_service": Case(
        accepted,
        referrals("start_service"),
        ("referral.service_started",),
        referrals("start_service"),
        "CannotTakeStep.phase",
        forwarded,
    ),
    "referrals.pause": Case(
        accepted,
        referrals("pause", reason=PauseReason.TRAVEL, resume_on=day(20)),
        ("referral.paused",),
        referrals("pause", reason=PauseReason.TRAVEL, resume_on=day(20)),
        "CannotPause.open_appointment",
        with_appointment,
    ),
    "referrals.resume": Case(
        paused,
        referrals("resume"),
        ("referral.resumed",),
        referrals("resume"),
        "CannotTakeStep.phase",
        accepted,
    ),
    "referrals.set_follow_up": Case(
        opened,
        referrals("set_follow_up", due_on=day(20), note="anrufen"),
        ("referral.follow_up_set",),
        referrals("set_follow_up", due_on=day(-1)),
        "CannotSetDay.not_ahead",
    ),
    "referrals.take_note": Case(
        opened,
        referrals("take_note", text="war allein da", confided=True),
        ("referral.note_taken",),
        of_nobody(referrals("take_note", text="war allein da")),
        "NotFound.no_such_referral",
    ),
    "referrals.close": Case(
        forwarded,
        referrals("close", outcome=Outcome.NEED_MET, decided_by=Party.PERSON, note="schön"),
        ("referral.closed",),
        referrals("close", outcome=Outcome.OTHER, decided_by=Party.PERSON),
        "CannotClose.other_needs_words",
    ),
    "referrals.reopen": Case(
        closed,
        referrals("reopen", reason=ReopenReason.NEED_PERSISTS),
        ("referral.reopened",),
        referrals("reopen", reason=ReopenReason.NEED_PERSISTS),
        "CannotTakeStep.phase",
        forwarded,
    ),
    "referrals.refer_on": Case(
        accepted,
        referrals("refer_on", decided_by=Party.INSTITUTION, institution_id=JOBCENTER),
        ("referral.closed", "referral.opened"),
        referrals("refer_on", decided_by=Party.INSTITUTION),
        "CannotTakeStep.phase",
        forwarded,
    ),
    "referrals.continue_without_data": Case(
        stopped,
        referrals("continue_without_data"),
        ("referral.continued_without_data",),
        referrals("continue_without_data"),
        "CannotContinue.not_stopped",
        forwarded,
    ),
    "referrals.hand_over": Case(
        opened,
        lambda w, sent, r: w.casework.referrals.hand_over(sent, [r], receiver=BEN, reason=HandoverReason.WORKLOAD),
        ("referral.handed_over",),
        lambda w, sent, r: w.casework.referrals.hand_over(sent, [r], receiver=ANNA, reason=HandoverReason.WORKLOAD),
        "CannotHandOver.theirs_already",
    ),
    "appointments.propose": Case(
        accepted,
        lambda w, sent, r: w.casework.appointments.propose(sent, r, starts_at=moment(9), **NEW),
        ("appointment.proposed",),
        lambda w, sent, r: w.casework.appointments.propose(sent, r, starts_at=moment(-9), **NEW),
        "CannotRecordAppointment.before_it_was_made",
    ),
    "appointments.agree": Case(
        accepted,
        lambda w, sent, r: w.casework.appointments.agree(sent, r, starts_at=moment(9), **NEW),
        ("appointment.agreed",),
        lambda w, sent, r: w.casework.appointments.agree(sent, r, starts_at=moment(9), **NEW),
        "CannotTakeStep.phase",
        opened,
    ),
    "appointments.keep": Case(
        with_appointment,
        appointment("keep", note="pünktlich"),
        ("appointment.kept",),
        lambda w, sent, r: w.casework.appointments.keep(sent, r, appointment_id=uuid4()),
        "CannotRecordAppointment.unknown",
    ),
    "appointments.miss": Case(
        with_appointment,
        appointment("miss", by=Party.PERSON, note="Kind krank"),
        ("appointment.missed",),
        lambda w, sent, r: w.casework.appointments.miss(sent, r, appointment_id=uuid4(), by=Party.PERSON),
        "CannotRecordAppointment.unknown",
    ),
    "appointments.cancel": Case(
        with_appointment,
        appointment("cancel", by=Party.INSTITUTION),
        ("appointment.cancelled",),
        lambda w, sent, r: w.casework.appointments.cancel(sent, r, appointment_id=uuid4(), by=Party.PERSON),
        "CannotRecordAppointment.unknown",
    ),
    "appointments.reschedule": Case(
        with_appointment,
        appointment("reschedule", by=Party.PERSON, starts_at=moment(9), **NEW),
        ("appointment.rescheduled",),
        appointment("reschedule", by=Party.PERSON, starts_at=moment(-9), **NEW),
        "CannotRecordAppointment.before_it_was_made",
    ),
    "corrections.correct": Case(
        forwarded,
        corrections("correct", field="way", value="letter", **CORRECT),
        ("referral.step_corrected",),
        corrections("correct", field="way", value="pigeon", **CORRECT),
        "CannotCorrect.bad_value",
    ),
    "corrections.take_back": Case(
        forwarded,
        corrections("take_back", step=2, reason=CorrectionReason.TYPING_MISTAKE),
        ("referral.step_taken_back",),
        corrections("take_back", step=1, reason=CorrectionReason.TYPING_MISTAKE),
        "CannotCorrect.void_instead",
    ),
    "corrections.void": Case(
        opened,
        corrections("void", reason=VoidReason.TEST),
        ("referral.voided",),
        of_nobody(corrections("void", reason=VoidReason.TEST)),
        "NotFound.no_such_referral",
    ),
    "corrections.agree_to_void": Case(
        void_requested,
        corrections("agree_to_void", reason=VoidReason.WRONG_PERSON),
        ("referral.voided",),
        corrections("agree_to_void", reason=VoidReason.WRONG_PERSON),
        "CannotVoid.second_person",
        forwarded,
        by=BEN,
    ),
    "persons.rename": Case(
        person,
        persons("rename", name="Gül B."),
        ("person.renamed",),
        of_nobody(persons("rename", name="Gül B.")),
        "NotFound.no_such_person",
    ),
    "persons.change_contact": Case(
        person,
        persons("change_contact", phone="02151 000001", email=None, address="Musterweg 1"),
        ("person.contact_changed",),
        of_nobody(persons("change_contact", phone=None, email=None, address=None)),
        "NotFound.no_such_person",
    ),
    "persons.note_birth_year": Case(
        person,
        persons("note_birth_year", birth_year="1990"),
        ("person.birth_year_noted",),
        of_nobody(persons("note_birth_year", birth_year="1990")),
        "NotFound.no_such_person",
    ),
    "persons.move": Case(
        person,
        persons("move", quarter="alt_inrath"),
        ("person.moved",),
        persons("move", quarter="stephanplatz"),
        "CannotChangePerson.same_value",
    ),
    "persons.note_language": Case(
        person,
        persons("note_language", language="ku"),
        ("person.language_noted",),
        persons("note_language", language="tr"),
        "CannotChangePerson.same_value",
    ),
    "persons.join_household": Case(
        beside_a_neighbour,
        lambda w, sent, p: w.casework.persons.join_household(sent, p, other=w.neighbour),
        ("person.household_joined", "person.household_joined"),
        lambda w, sent, p: w.casework.persons.join_household(sent, p, other=p),
        "CannotChangePerson.same_value",
    ),
    "persons.leave_household": Case(
        in_household,
        persons("leave_household"),
        ("person.household_left",),
        persons("leave_household"),
        "CannotChangePerson.same_value",
        person,
    ),
    "persons.give_consent": Case(
        person,
        persons("give_consent", scope=(Scope.CASE_FILE,), given=Given.WRITTEN, language="tr"),
        ("person.consent_given",),
        persons("give_consent", scope=(), given=Given.WRITTEN, language="tr"),
        "CannotChangePerson.empty_scope",
    ),
    "persons.withdraw_consent": Case(
        consenting,
        persons("withdraw_consent", given=Given.ORAL),
        ("person.consent_withdrawn",),
        persons("withdraw_consent", given=Given.ORAL),
        "CannotChangePerson.no_consent",
        person,
    ),
    "persons.give_release": Case(
        person,
        lambda w, sent, p: w.casework.persons.give_release(sent, p, RELEASE),
        ("release.given",),
        of_nobody(lambda w, sent, p: w.casework.persons.give_release(sent, p, RELEASE)),
        "NotFound.no_such_person",
    ),
    "persons.withdraw_release": Case(
        release,
        persons("withdraw_release", given=Given.ORAL),
        ("release.withdrawn",),
        of_nobody(persons("withdraw_release", given=Given.ORAL)),
        "NotFound.no_such_release",
    ),
    "announcements.drop": Case(
        announced,
        lambda w, sent, a: w.casework.announcements.drop(sent, a, reason=DropReason.NOBODY_CAME),
        ("announcement.dropped",),
        of_nobody(lambda w, sent, a: w.casework.announcements.drop(sent, a, reason=DropReason.NOBODY_CAME)),
        "NotFound.no_such_announcement",
    ),
    "institutions.describe": Case(
        institution,
        lambda w, sent, i: w.casework.institutions.describe(
            sent,
            i,
            description=InstitutionDescription(name="VHS Krefeld"),
            offers={None: OfferDescription(name="Integrationskurs")},
        ),
        ("institution.described", "offer.listed"),
        lambda w, sent, i: w.casework.institutions.describe(
            sent, i, description=InstitutionDescription(name="Volkshochschule")
        ),
        "CannotDescribe.same_value",
    ),
    "institutions.delist": Case(
        institution,
        lambda w, sent, i: w.casework.institutions.delist(sent, i),
        ("institution.delisted",),
        of_nobody(lambda w, sent, i: w.casework.institutions.delist(sent, i)),
        "NotFound.no_such_institution",
    ),
    "team.rename": Case(
        staff,
        team("rename", name="Cem T."),
        ("staff.renamed",),
        of_nobody(team("rename", name="Cem T.")),
        "NotFound.no_such_staff",
    ),
    "team.change_roles": Case(
        staff,
        team("change_roles", roles=(Role.COORDINATOR,)),
        ("staff.roles_changed",),
        team("change_roles", roles=(Role.AUDITOR, Role.ADMINISTRATOR)),
        "CannotChangeStaff.conflicting_roles",
    ),
    "team.change_team": Case(
        staff,
        team("change_team", team="Mitte"),
        ("staff.team_changed",),
        team("change_team", team="Nord"),
        "CannotChangeStaff.same_value",
    ),
    "team.disable": Case(
        staff,
        team("disable", open_cases=0),
        ("staff.disabled",),
        team("disable", open_cases=3),
        "CannotChangeStaff.cases_remain",
    ),
    "team.enable": Case(
        disabled,
        team("enable"),
        ("staff.enabled",),
        team("enable"),
        "CannotChangeStaff.same_value",
        staff,
    ),
    "team.arrange_substitution": Case(
        staff,
        team("arrange_substitution", substitute=BEN, first_day=day(0), last_day=day(9)),
        ("staff.substitution_arranged",),
        team("arrange_substitution", substitute=CEM, first_day=day(0), last_day=day(9)),
        "CannotSubstitute.same_person",
    ),
    "team.end_substitution": Case(
        substituted,
        lambda w, sent, s: w.casework.team.end_substitution(sent, s, substitution_id=the_substitution(w)),
        ("staff.substitution_ended",),
        lambda w, sent, s: w.casework.team.end_substitution(sent, s, substitution_id=uuid4()),
        "CannotSubstitute.over",
    ),
}
BEGINNING = {
    "intake.take_in",
    "persons.register",
    "announcements.announce",
    "team.add",
}
"""Commands that begin a stream: nobody can be faster; they stand in test_the_door.py."""

every = pytest.mark.parametrize("name", CASES)


@every
def test_it_happens(workplace: Workplace, name: str) -> None:
    """The events are recorded, in one transaction, with the occasion of the command."""
    case = CASES[name]
    subject = case.before(workplace)
    sent = workplace.sent(actor=case.by)
    receipt = case.act(workplace, sent, subject)
    assert tuple(ref.topic for ref in receipt.recorded) == case.records
    assert not receipt.again
    for found in workplace.log.at([ref.position for ref in receipt.recorded]):
        assert found.event.occasion.command_id == sent.command_id
        assert found.event.occasion.actor == case.by


@every
def test_it_is_refused_and_nothing_is_recorded(workplace: Workplace, name: str) -> None:
    """The rule that stands against it has a code, for the sentence on the page."""
    case = CASES[name]
    subject = (case.before_refusal or case.before)(workplace)
    head = workplace.log.head()
    with pytest.raises(Refusal) as refused:
        case.refused(workplace, workplace.sent(actor=case.by), subject)
    assert refused.value.code == case.refused_as
    assert workplace.log.head() == head


@every
def test_sent_twice_it_is_recorded_once(workplace: Workplace, name: str) -> None:
    """The second time gives the first result back."""
    case = CASES[name]
    subject = case.before(workplace)
    sent = workplace.sent(actor=case.by)
    first = case.act(workplace, sent, subject)
    head = workplace.log.head()
    again = case.act(workplace, sent, subject)
    assert again.again
    assert again.recorded == first.recorded
    assert workplace.log.head() == head


@every
def test_whoever_was_slower_is_told(workplace: Workplace, name: str) -> None:
    """The page was made at an older version: nothing is recorded, and both versions are named."""
    case = CASES[name]
    subject = case.before(workplace)
    version = workplace.log.events_of(subject)[-1].originator_version
    head = workplace.log.head()
    with pytest.raises(Overtaken) as told:
        case.act(workplace, workplace.sent(actor=case.by, expected=(subject, version - 1)), subject)
    assert (told.value.originator_id, told.value.expected, told.value.found) == (subject, version - 1, version)
    assert workplace.log.head() == head


def test_no_command_is_left_out(workplace: Workplace) -> None:
    """Every public method of the door stands in this file or begins a stream."""
    found = {
        f"{room}.{name}"
        for room, commands in vars(workplace.casework).items()
        for name in vars(type(commands))
        if not name.startswith("_")
    }
    assert found == set(CASES) | BEGINNING


def test_a_new_person_is_registered_and_a_new_person_is_a_new_person(workplace: Workplace) -> None:
    """Two women of one name stay two women."""
    new = NewPerson(name="Gül A.", language="tr", quarter="stephanplatz")
    first = workplace.casework.persons.register(workplace.sent(), new, case_manager=ANNA)
    second = workplace.casework.persons.register(workplace.sent(), new, case_manager=ANNA)
    assert first.stream("person.") != second.stream("person.")
