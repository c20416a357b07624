"""Corrections: new events that name the wrong ones; the history is checked again."""

from datetime import date
from typing import Any

import pytest

from referrals.referral import corrections
from referrals.referral import events as e
from referrals.referral.codes import (
    CorrectionReason,
    DeclineReason,
    Outcome,
    Party,
    PauseReason,
    Phase,
    VoidReason,
    Way,
)
from referrals.referral.refusals import CannotCorrect, CannotRecordAppointment, CannotVoid
from referrals.refusal import Refusal, WrongOrderOfTime
from tests.cast import APPOINTMENT, BEN, NEXT, Story, day, on, release, sealed

WHY = CorrectionReason.TYPING_MISTAKE


def correct(story: Story, step: int, field: str, value: str | None, **changes: Any) -> e.StepCorrected:
    fields: dict[str, Any] = {"sealed": None, "reason": WHY, "release": release(), **changes}
    return corrections.correct(story.told, on(30), step=step, field=field, value=value, **fields)


def test_a_corrected_day_moves_the_step_and_not_the_log() -> None:
    """The wrong event stays as it was; the fold reads it as it should have been."""
    story = Story().opened().forwarded(3)
    wrong = story.told[1]
    story.tell(correct(story, 2, "occurred_on", day(1).isoformat()))
    assert story.referral.phase_since == day(1)
    assert story.told[1] is wrong
    assert story.referral.version == 3


def test_a_corrected_code_is_read_as_such() -> None:
    """The reason of a refusal was mistyped."""
    story = declined()
    story.tell(correct(story, 3, "reason", "not_eligible"))
    assert story.referral.phase is Phase.DECLINED


def test_a_corrected_length_is_a_number_again() -> None:
    """Written as text, like every value of a correction; cleared, nobody knows it; half an hour is 30."""
    story = Story().opened().forwarded().agreed(minutes=45)
    story.tell(correct(story, 3, "minutes", "30"))
    assert story.referral.appointments[0].minutes == 30
    story.tell(correct(story, 3, "minutes", None))
    assert story.referral.appointments[0].minutes is None
    with pytest.raises(CannotCorrect, match="bad_value"):
        correct(story, 3, "minutes", "half an hour")
    with pytest.raises(CannotRecordAppointment, match="length"):
        correct(story, 3, "minutes", "3")


def declined() -> Story:
    return (
        Story()
        .opened()
        .forwarded()
        .then(e.ReferralDeclined, 2, reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=Way.PHONE)
    )


@pytest.mark.parametrize(
    ("step", "field", "value", "why"),
    [
        (9, "occurred_on", "2026-11-03", "no_such_step"),
        (1, "person_id", "x", "fixed_field"),
        (2, "release_id", "x", "fixed_field"),
        (2, "nonsense", "x", "fixed_field"),
        (3, "reason", "because", "bad_value"),
        (3, "occurred_on", "yesterday", "bad_value"),
        (3, "reason", "no_capacity", "same_value"),
        (3, "note", "in clear", "bad_value"),
    ],
)
def test_a_correction_that_does_not_hold_is_refused(step: int, field: str, value: str, why: str) -> None:
    """Each reason."""
    with pytest.raises(CannotCorrect) as refused:
        correct(declined(), step, field, value)
    assert refused.value.reason == why


def test_the_order_of_time_is_checked_again() -> None:
    """The forwarding cannot move behind its answer."""
    with pytest.raises(WrongOrderOfTime):
        correct(Story().opened().forwarded(1).accepted(2), 2, "occurred_on", day(5).isoformat())


def test_a_step_cannot_be_moved_into_the_future() -> None:
    """Nor beyond today."""
    with pytest.raises(WrongOrderOfTime):
        correct(Story().opened().forwarded(1), 2, "occurred_on", day(90).isoformat())


def test_a_note_is_replaced_by_another_sealed_one() -> None:
    """A personal value is corrected by a personal value."""
    story = Story().opened().then(e.NoteTaken, 1, text=sealed("wrong"))
    correction = correct(story, 2, "text", None, sealed=sealed("right"))
    assert correction.value is None
    assert correction.sealed == sealed("right")


def test_a_step_taken_back_did_not_happen() -> None:
    """The phase is the one before."""
    story = Story().opened().forwarded().accepted()
    story.tell(corrections.take_back(story.told, on(4), step=3, reason=WHY))
    assert story.referral.phase is Phase.FORWARDED
    assert story.referral.version == 4


def test_taking_back_can_be_taken_back() -> None:
    """The step stands again."""
    story = Story().opened().forwarded().accepted()
    story.tell(corrections.take_back(story.told, on(4), step=3, reason=WHY))
    story.tell(corrections.take_back(story.told, on(4), step=4, reason=WHY))
    assert story.referral.phase is Phase.ACCEPTED


def test_what_another_step_depends_on_is_not_taken_back() -> None:
    """Take back the later one first."""
    story = Story().opened().forwarded().agreed().kept()
    with pytest.raises(CannotCorrect, match="later_step_depends"):
        corrections.take_back(story.told, on(11), step=3, reason=WHY)
    assert corrections.may_be_taken_back(story.told, on(11), 4)
    assert not corrections.may_be_taken_back(story.told, on(11), 3)


def test_the_first_step_is_voided_and_not_taken_back() -> None:
    """A referral without a beginning is none."""
    with pytest.raises(CannotCorrect, match="void_instead"):
        corrections.take_back(Story().opened().told, on(1), step=1, reason=WHY)


def test_referring_on_is_not_taken_back() -> None:
    """The next attempt began with it."""
    story = (
        Story()
        .opened()
        .then(e.ReferralClosed, 3, outcome=Outcome.REFERRED_ON, decided_by=Party.PERSON, next_referral=NEXT)
    )
    with pytest.raises(CannotCorrect, match="has_consequences"):
        corrections.take_back(story.told, on(4), step=2, reason=WHY)


def test_one_person_voids_what_never_left_us() -> None:
    """A typing mistake at the door."""
    voided = corrections.request_void(Story().opened().referral, on(1), reason=VoidReason.RECORDED_TWICE)
    assert isinstance(voided, e.ReferralVoided)


def test_two_people_void_what_was_forwarded() -> None:
    """Data has left us: Anna asks, Ben agrees, Anna cannot agree with herself."""
    story = Story().opened().forwarded()
    story.tell(corrections.request_void(story.referral, on(2), reason=VoidReason.WRONG_PERSON))
    assert story.referral.phase is Phase.FORWARDED
    with pytest.raises(CannotVoid, match="second_person"):
        corrections.agree_to_void(story.referral, on(2), reason=VoidReason.WRONG_PERSON)
    story.tell(corrections.agree_to_void(story.referral, on(2, by=BEN), reason=VoidReason.WRONG_PERSON))
    assert story.referral.phase is Phase.VOID
    with pytest.raises(CannotVoid, match="already_void"):
        corrections.request_void(story.referral, on(3), reason=VoidReason.TEST)


def test_a_forwarding_taken_back_still_needs_two_people_to_void() -> None:
    """The data left us all the same."""
    story = Story().opened().forwarded()
    story.tell(corrections.take_back(story.told, on(2), step=2, reason=WHY))
    assert isinstance(corrections.request_void(story.referral, on(3), reason=VoidReason.TEST), e.VoidRequested)


def test_every_field_offered_for_correction_is_one_that_may_be_corrected() -> None:
    """The page offers nothing that would be refused."""
    story = Story().opened().forwarded().agreed()
    assert corrections.correctable_fields(story.told[0]) == ["occurred_on", "need", "quarter", "language", "origin"]
    assert corrections.correctable_fields(story.told[1]) == ["occurred_on", "way"]
    assert "starts_at" in corrections.correctable_fields(story.told[2])
    assert story.referral.appointments[0].id == APPOINTMENT


def agreed() -> Story:
    return Story().opened().forwarded().accepted().agreed(3, for_day=10)


@pytest.mark.parametrize(
    ("story", "field", "value", "why"),
    [
        (Story().opened().forwarded(3), "occurred_on", day(1), "CannotForward.release_not_valid"),
        (
            Story().opened().forwarded().then(e.ReferralWaitlisted, 5, source=Way.PHONE, review_on=day(20)),
            "review_on",
            day(5),
            "CannotSetDay.not_ahead",
        ),
        (
            Story()
            .opened()
            .forwarded()
            .accepted()
            .then(e.ReferralPaused, 5, reason=PauseReason.ILLNESS, resume_on=day(20)),
            "resume_on",
            day(5),
            "CannotSetDay.not_ahead",
        ),
        (Story().opened().then(e.FollowUpSet, 5, due_on=day(20)), "due_on", day(4), "CannotSetDay.not_ahead"),
        (agreed(), "starts_at", "2026-01-01T09:00:00Z", "CannotRecordAppointment.before_it_was_made"),
        (
            Story().opened().then(e.ReferralClosed, 5, outcome=Outcome.OTHER, decided_by=Party.PERSON, note=sealed()),
            "note",
            None,
            "CannotClose.other_needs_words",
        ),
    ],
)
def test_a_correction_leaves_no_step_that_nobody_could_have_taken(
    story: Story, field: str, value: date | str | None, why: str
) -> None:
    """What was asked of the step is asked of what it becomes: the release held on the day, what lies ahead does."""
    written = value.isoformat() if isinstance(value, date) else value
    with pytest.raises(Refusal) as refused:
        correct(story, len(story.told), field, written, release=release(given_on=day(2)))
    assert refused.value.code == why


def test_a_forwarding_is_moved_to_a_day_on_which_the_release_held() -> None:
    """Also where it was withdrawn later."""
    story = Story().opened().forwarded(5)
    held = release(given_on=day(2), withdrawn_on=day(20))
    story.tell(correct(story, 2, "occurred_on", day(3).isoformat(), release=held))
    assert story.referral.forwarded_on == day(3)
