"""Appointments: a machine of their own beside the phase."""

from datetime import timedelta
from typing import Any

import pytest

from referrals.referral import appointments
from referrals.referral.clock import outcome_is_missing
from referrals.referral.codes import Company, Party, Phase
from referrals.referral.refusals import CannotRecordAppointment
from referrals.referral.state import AppointmentState
from tests.cast import APPOINTMENT, LATER, Story, moment, on

WHEN: dict[str, Any] = {"starts_at": moment(20, 9), "place": None, "language": "tr", "company": Company.ALONE}


def agreed() -> Story:
    return Story().opened().forwarded().agreed(3, for_day=10)


def refuses(why: str, decide: Any) -> None:
    with pytest.raises(CannotRecordAppointment) as refused:
        decide()
    assert refused.value.reason == why


def test_kept_means_help_has_begun() -> None:
    """The phase follows the first appointment that was kept."""
    story = agreed()
    story.tell(appointments.keep(story.referral, on(10), appointment_id=APPOINTMENT))
    assert story.referral.phase is Phase.IN_SERVICE
    assert story.referral.appointments[0].state is AppointmentState.KEPT


def test_an_appointment_is_not_kept_before_its_day() -> None:
    """Not in the future."""
    refuses("lies_ahead", lambda: appointments.keep(agreed().referral, on(9), appointment_id=APPOINTMENT))


def test_an_appointment_is_kept_on_its_day_before_its_hour() -> None:
    """Anna records it in the corridor while it goes on."""
    event = appointments.keep(agreed().referral, on(10, hour=8), appointment_id=APPOINTMENT)
    assert event.appointment_id == APPOINTMENT


def test_an_appointment_is_not_missed_before_its_hour() -> None:
    """Nine o'clock has not struck."""
    refuses(
        "lies_ahead",
        lambda: appointments.miss(agreed().referral, on(10, hour=8), appointment_id=APPOINTMENT, by=Party.PERSON),
    )


def test_missed_says_who_missed_it_and_leaves_the_phase() -> None:
    """An illness is no refusal."""
    story = agreed()
    story.tell(appointments.miss(story.referral, on(10), appointment_id=APPOINTMENT, by=Party.INSTITUTION))
    assert (story.referral.phase, story.referral.missed_on) == (Phase.FORWARDED, on(10).occurred_on)


def test_nothing_recorded_is_an_open_outcome_and_never_a_no_show() -> None:
    """Derived from state and clock, stored nowhere."""
    referral = agreed().referral
    assert not outcome_is_missing(referral, moment(10, 8))
    assert outcome_is_missing(referral, moment(10, 9) + timedelta(seconds=1))
    assert referral.appointments[0].state is AppointmentState.AGREED


def test_what_is_settled_is_not_settled_again() -> None:
    """Correct the step instead."""
    story = agreed().kept()
    for decide in (
        lambda: appointments.keep(story.referral, on(11), appointment_id=APPOINTMENT),
        lambda: appointments.miss(story.referral, on(11), appointment_id=APPOINTMENT, by=Party.PERSON),
        lambda: appointments.cancel(story.referral, on(11), appointment_id=APPOINTMENT, by=Party.PERSON),
        lambda: appointments.agree(story.referral, on(11), appointment_id=APPOINTMENT, **WHEN),
    ):
        refuses("settled", decide)


def test_an_unknown_appointment_is_refused() -> None:
    """A stale link."""
    refuses("unknown", lambda: appointments.keep(agreed().referral, on(10), appointment_id=LATER))


def test_a_proposed_appointment_must_be_agreed_before_it_is_kept() -> None:
    """A proposal binds nobody."""
    story = Story().opened().forwarded()
    story.tell(appointments.propose(story.referral, on(2), appointment_id=APPOINTMENT, **WHEN))
    refuses("not_agreed", lambda: appointments.keep(story.referral, on(20), appointment_id=APPOINTMENT))
    story.tell(appointments.agree(story.referral, on(3), appointment_id=APPOINTMENT, **WHEN))
    assert [a.state for a in story.referral.appointments] == [AppointmentState.AGREED]


def test_rescheduled_links_the_old_to_the_new() -> None:
    """The old one is settled, the new one agreed."""
    story = agreed()
    story.tell(
        appointments.reschedule(
            story.referral, on(9), appointment_id=APPOINTMENT, by=Party.PERSON, new_appointment_id=LATER, **WHEN
        )
    )
    assert {a.id: a.state for a in story.referral.appointments} == {
        APPOINTMENT: AppointmentState.RESCHEDULED,
        LATER: AppointmentState.AGREED,
    }


def test_an_appointment_is_not_made_for_a_day_before_it_is_made() -> None:
    """A typing mistake in the year."""
    refuses(
        "before_it_was_made",
        lambda: appointments.agree(
            Story().opened().forwarded().referral, on(5), appointment_id=LATER, **{**WHEN, "starts_at": moment(4)}
        ),
    )


def test_how_long_it_takes_is_told_where_somebody_knows() -> None:
    """Nobody has to say; nobody says three minutes, or two days."""
    begun = Story().opened().forwarded()
    known = appointments.agree(begun.referral, on(5), appointment_id=APPOINTMENT, minutes=90, **WHEN)
    assert begun.tell(known).referral.appointments[0].ends_at == moment(20, 9) + timedelta(minutes=90)
    assert agreed().referral.appointments[0].ends_at is None
    for minutes in (4, 721):
        refuses(
            "length",
            lambda minutes=minutes: appointments.propose(
                begun.referral, on(5), appointment_id=LATER, minutes=minutes, **WHEN
            ),
        )


def test_cancelled_says_by_whom() -> None:
    """And nothing is open any more."""
    story = agreed()
    story.tell(appointments.cancel(story.referral, on(5), appointment_id=APPOINTMENT, by=Party.INSTITUTION))
    assert story.referral.open_appointments == ()
