"""The step table of the domain, row by row: from which phase a step is allowed, and where it leads."""

from collections.abc import Callable
from typing import Any

import pytest

from referrals.referral import appointments, closing, forwarding, steps
from referrals.referral import events as e
from referrals.referral.codes import (
    Company,
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    Phase,
    ReopenReason,
    Way,
)
from referrals.referral.refusals import CannotClose, CannotHandOver, CannotPause, CannotSetDay, CannotTakeStep
from referrals.referral.state import Referral, evolve
from referrals.refusal import WrongOrderOfTime
from tests.cast import ANNA, APPOINTMENT, BEN, JOBCENTER, LATER, NEXT, VHS, Story, day, moment, on, release, sealed

STORIES: dict[Phase, Callable[[], Story]] = {
    Phase.OPENED: lambda: Story().opened(),
    Phase.FORWARDED: lambda: Story().opened().forwarded(),
    Phase.ACCEPTED: lambda: Story().opened().forwarded().accepted(),
    Phase.WAITLISTED: lambda: (
        Story().opened().forwarded().then(e.ReferralWaitlisted, 2, source=Way.PHONE, review_on=day(30))
    ),
    Phase.DECLINED: lambda: (
        Story()
        .opened()
        .forwarded()
        .then(
            e.ReferralDeclined,
            2,
            reason=DeclineReason.NO_CAPACITY,
            decided_by=Party.INSTITUTION,
            source=Way.PHONE,
        )
    ),
    Phase.IN_SERVICE: lambda: Story().opened().forwarded().accepted().then(e.ServiceStarted, 3),
    Phase.PAUSED: lambda: (
        Story().opened().forwarded().accepted().then(e.ReferralPaused, 3, reason=PauseReason.TRAVEL, resume_on=day(40))
    ),
    Phase.CLOSED: lambda: (
        Story().opened().forwarded().then(e.ReferralClosed, 3, outcome=Outcome.NEED_MET, decided_by=Party.CASE_MANAGER)
    ),
    Phase.VOID: lambda: Story().opened().then(e.ReferralVoided, 3, reason="test"),
}

NEW_APPOINTMENT: dict[str, Any] = {
    "starts_at": moment(20, 9),
    "place": None,
    "language": "tr",
    "company": Company.ALONE,
}
STEPS: dict[str, tuple[Callable[[Referral], Any], set[str], str | None]] = {
    "forward": (
        lambda r: forwarding.forward(
            r, on(10), institution_id=VHS, ground=Ground.RELEASE, release=release(), way=Way.PHONE
        ),
        {"opened", "declined"},
        "forwarded",
    ),
    "accept": (lambda r: steps.accept(r, on(10), source=Way.PHONE), {"forwarded", "waitlisted"}, "accepted"),
    "waitlist": (
        lambda r: steps.waitlist(r, on(10), source=Way.PHONE, review_on=day(30)),
        {"forwarded", "accepted"},
        "waitlisted",
    ),
    "decline": (
        lambda r: steps.decline(
            r, on(10), reason=DeclineReason.NOT_ELIGIBLE, decided_by=Party.INSTITUTION, source=Way.LETTER
        ),
        {"forwarded", "waitlisted", "accepted"},
        "declined",
    ),
    "propose": (
        lambda r: appointments.propose(r, on(10), appointment_id=LATER, **NEW_APPOINTMENT),
        {"forwarded", "accepted", "waitlisted", "in_service"},
        None,
    ),
    "agree": (
        lambda r: appointments.agree(r, on(10), appointment_id=LATER, **NEW_APPOINTMENT),
        {"forwarded", "accepted", "waitlisted", "in_service"},
        None,
    ),
    "start service": (lambda r: steps.start_service(r, on(10)), {"accepted"}, "in_service"),
    "pause": (
        lambda r: steps.pause(r, on(10), reason=PauseReason.ILLNESS, resume_on=day(20)),
        {"accepted", "in_service"},
        "paused",
    ),
    "resume": (lambda r: steps.resume(r, on(10)), {"paused"}, "accepted"),
    "close": (
        lambda r: closing.close(r, on(10), outcome=Outcome.NEED_MET, decided_by=Party.PERSON)[-1],
        {"opened", "forwarded", "accepted", "waitlisted", "declined", "in_service", "paused"},
        "closed",
    ),
    "reopen": (
        lambda r: closing.reopen(r, on(10), reason=ReopenReason.NEED_PERSISTS, release=release()),
        {"closed"},
        "forwarded",
    ),
    "refer on": (
        lambda r: closing.refer_on(
            r, on(10), next_referral=NEXT, institution_id=JOBCENTER, offer_id=None, decided_by=Party.INSTITUTION
        )[0],
        {"declined", "waitlisted", "accepted"},
        "closed",
    ),
    "hand over": (
        lambda r: steps.hand_over(r, on(10), receiver=BEN, reason=HandoverReason.ABSENCE, receiver_may=True),
        {"opened", "forwarded", "accepted", "waitlisted", "declined", "in_service", "paused"},
        None,
    ),
    "set a follow-up": (
        lambda r: steps.set_follow_up(r, on(10), due_on=day(20)),
        {"opened", "forwarded", "accepted", "waitlisted", "declined", "in_service", "paused"},
        None,
    ),
}
EVERY = [(step, phase) for step in STEPS for phase in Phase]


@pytest.mark.parametrize(("step", "phase"), EVERY, ids=[f"{step} from {phase}" for step, phase in EVERY])
def test_a_step_is_allowed_from_its_phases_and_refused_from_the_others(step: str, phase: Phase) -> None:
    """Every row of the table against every phase."""
    decide, allowed, after = STEPS[step]
    referral = STORIES[phase]().referral
    assert referral.phase is phase
    if phase.value in allowed:
        moved = evolve(referral, decide(referral))
        assert moved.phase.value == (after or phase.value)
        assert moved.version == referral.version + 1
    else:
        with pytest.raises(CannotTakeStep) as refused:
            decide(referral)
        assert refused.value.params["phase"] == phase


@pytest.mark.parametrize("phase", [p for p in Phase if p.is_active])
def test_withdrawing_works_from_every_active_phase_whatever_the_other_side_does(phase: Phase) -> None:
    """An open appointment does not hold back a person who no longer wants."""
    story = STORIES[phase]().agreed(4)
    told = closing.close(story.referral, on(5), outcome=Outcome.NO_LONGER_WANTED, decided_by=Party.PERSON)
    assert [type(event) for event in told] == [e.AppointmentCancelled, e.ReferralClosed]
    for event in told:
        story.tell(event)
    assert story.referral.phase is Phase.CLOSED
    assert story.referral.open_appointments == ()


def test_nothing_closes_while_an_appointment_is_open() -> None:
    """Its outcome is missing; a closed referral would hide that."""
    story = Story().opened().forwarded().agreed()
    with pytest.raises(CannotClose, match="open_appointment"):
        closing.close(story.referral, on(11), outcome=Outcome.NEED_MET, decided_by=Party.PERSON)


def test_another_outcome_needs_words() -> None:
    """OTHER without a text says nothing."""
    referral = Story().opened().referral
    with pytest.raises(CannotClose, match="other_needs_words"):
        closing.close(referral, on(1), outcome=Outcome.OTHER, decided_by=Party.PERSON)
    told = closing.close(referral, on(1), outcome=Outcome.OTHER, decided_by=Party.PERSON, note=sealed())
    assert len(told) == 1


def test_referred_on_is_recorded_by_referring_on() -> None:
    """Closing alone would lose the thread of the need."""
    with pytest.raises(CannotClose, match="use_refer_on"):
        closing.close(Story().opened().referral, on(1), outcome=Outcome.REFERRED_ON, decided_by=Party.PERSON)


def test_referring_on_keeps_the_need_and_counts_the_attempt() -> None:
    """One thread for one need, however often it moves."""
    referral = STORIES[Phase.DECLINED]().referral
    closed, opened = closing.refer_on(
        referral, on(5), next_referral=NEXT, institution_id=JOBCENTER, offer_id=None, decided_by=Party.INSTITUTION
    )
    assert isinstance(closed, e.ReferralClosed)
    assert isinstance(opened, e.ReferralOpened)
    assert (closed.outcome, closed.next_referral) == (Outcome.REFERRED_ON, NEXT)
    assert (opened.need_id, opened.attempt, opened.previous) == (referral.need_id, 2, referral.id)
    assert opened.case_manager == ANNA


def test_a_step_cannot_happen_tomorrow() -> None:
    """`occurred_on` is at most the day it is recorded."""
    with pytest.raises(WrongOrderOfTime, match="in_the_future"):
        steps.accept(Story().opened().forwarded(1).referral, on(5, recorded=4), source=Way.PHONE)


def test_a_step_cannot_happen_before_the_step_it_depends_on() -> None:
    """An answer does not come before the question."""
    with pytest.raises(WrongOrderOfTime, match="before_the_step_it_depends_on"):
        steps.accept(Story().opened().forwarded(3).referral, on(2, recorded=5), source=Way.PHONE)


def test_a_late_entry_keeps_its_own_day() -> None:
    """Recorded on Friday, happened on Tuesday."""
    event = steps.accept(Story().opened().forwarded(0).referral, on(1, recorded=4), source=Way.PHONE)
    assert (event.occasion.occurred_on, event.occasion.recorded_on) == (day(1), day(4))


@pytest.mark.parametrize("review", [0, 2])
def test_a_review_day_lies_ahead(review: int) -> None:
    """Otherwise the waiting list is overdue at birth."""
    with pytest.raises(CannotSetDay):
        steps.waitlist(Story().opened().forwarded().referral, on(2), source=Way.PHONE, review_on=day(review))


def test_a_referral_with_an_open_appointment_does_not_rest() -> None:
    """Resolve the appointment first."""
    with pytest.raises(CannotPause):
        steps.pause(
            Story().opened().forwarded().accepted().agreed().referral,
            on(4),
            reason=PauseReason.ILLNESS,
            resume_on=day(20),
        )


def test_resuming_leads_back_to_the_phase_before() -> None:
    """A course that paused goes on as a course."""
    story = STORIES[Phase.IN_SERVICE]().then(e.ReferralPaused, 4, reason=PauseReason.ILLNESS, resume_on=day(20))
    story.tell(steps.resume(story.referral, on(6)))
    assert story.referral.phase is Phase.IN_SERVICE


def test_a_referral_closed_while_it_rested_reopens_in_the_phase_before_the_rest() -> None:
    """Resting is not a phase to come back to."""
    story = STORIES[Phase.PAUSED]().then(
        e.ReferralClosed, 5, outcome=Outcome.NOT_REACHED, decided_by=Party.CASE_MANAGER
    )
    story.tell(closing.reopen(story.referral, on(6), reason=ReopenReason.NEED_PERSISTS, release=release()))
    assert story.referral.phase is Phase.ACCEPTED


def test_a_handover_says_how_many_confided_notes_stay_behind() -> None:
    """§ 65 SGB VIII: what was confided stays with whom it was confided to."""
    story = Story().opened().then(e.NoteTaken, 1, text=sealed(), confided=True)
    handed = steps.hand_over(story.referral, on(2), receiver=BEN, reason=HandoverReason.LANGUAGE, receiver_may=True)
    assert handed.kept_back == 1
    assert story.tell(handed).referral.case_manager == BEN


@pytest.mark.parametrize(("receiver", "may", "why"), [(ANNA, True, "theirs"), (BEN, False, "no_cases")])
def test_nobody_receives_what_is_theirs_or_what_they_may_not_carry(receiver: Any, may: bool, why: str) -> None:
    """The two ways a handover is refused."""
    with pytest.raises(CannotHandOver, match=why):
        steps.hand_over(
            Story().opened().referral, on(2), receiver=receiver, reason=HandoverReason.OTHER, receiver_may=may
        )


def test_the_appointment_id_of_a_kept_appointment_stands() -> None:
    """The whole path of the mission: opened, forwarded, appointment kept, closed."""
    story = Story().opened().forwarded().agreed(2, for_day=5)
    story.tell(appointments.keep(story.referral, on(5), appointment_id=APPOINTMENT))
    for event in closing.close(story.referral, on(6), outcome=Outcome.NEED_MET, decided_by=Party.PERSON):
        story.tell(event)
    assert (story.referral.phase, story.referral.outcome) == (Phase.CLOSED, Outcome.NEED_MET)
