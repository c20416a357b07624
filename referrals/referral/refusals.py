"""Why a step of a referral is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from referrals.referral.codes import Phase
from referrals.refusal import Refusal


class CannotTakeStep(Refusal):
    """The phase does not allow the step."""

    @classmethod
    def because_of_the_phase(cls, step: str, phase: Phase) -> Self:
        """See the step table."""
        return cls("phase", step=step, phase=phase)


class CannotForward(Refusal):
    """Data must not leave us."""

    @classmethod
    def because_there_is_no_release(cls, institution_id: UUID) -> Self:
        """Nobody released us from secrecy towards this institution (§ 203 StGB)."""
        return cls("no_release", institution=institution_id)

    @classmethod
    def because_no_institution_is_chosen(cls) -> Self:
        """Somebody has to receive it."""
        return cls("no_institution")

    @classmethod
    def because_the_release_was_withdrawn(cls, day: date) -> Self:
        """The person took it back."""
        return cls("release_withdrawn", day=day)

    @classmethod
    def because_the_release_does_not_hold_on(cls, day: date) -> Self:
        """It begins later, or is over."""
        return cls("release_not_valid", day=day)

    @classmethod
    def because_the_release_does_not_cover(cls, beyond: Sequence[str]) -> Self:
        """More would be passed on than the person allowed."""
        return cls("beyond_release", beyond=tuple(beyond))


class CannotContinue(Refusal):
    """There is nothing to go on from."""

    @classmethod
    def because_nothing_was_stopped(cls) -> Self:
        """No release of this referral was withdrawn."""
        return cls("not_stopped")


class CannotPause(Refusal):
    """A referral cannot rest now."""

    @classmethod
    def because_an_appointment_is_open(cls) -> Self:
        """Resolve or cancel the appointment first."""
        return cls("open_appointment")


class CannotSetDay(Refusal):
    """A day that should lie ahead does not."""

    @classmethod
    def because_it_does_not_lie_ahead(cls, field: str, day: date) -> Self:
        """`field` names the input, `day` the day after which it must lie."""
        return cls("not_ahead", field=field, day=day)


class CannotClose(Refusal):
    """A referral cannot end like this."""

    @classmethod
    def because_an_appointment_is_open(cls, starts_at: datetime) -> Self:
        """Record its outcome, or cancel it, first."""
        return cls("open_appointment", starts_at=starts_at)

    @classmethod
    def because_other_needs_words(cls) -> Self:
        """OTHER says nothing without a text."""
        return cls("other_needs_words")

    @classmethod
    def because_referring_on_names_the_next(cls) -> Self:
        """REFERRED_ON is recorded by referring on."""
        return cls("use_refer_on")


class CannotReopen(Refusal):
    """A closed referral stays closed."""

    @classmethod
    def because_the_release_no_longer_holds(cls) -> Self:
        """Ask for a new release first, or open a new referral."""
        return cls("release_over")

    @classmethod
    def because_it_was_referred_on(cls, next_referral: UUID) -> Self:
        """The need lives on in the next attempt."""
        return cls("referred_on", next_referral=next_referral)


class CannotHandOver(Refusal):
    """Responsibility cannot move there."""

    @classmethod
    def because_it_is_theirs_already(cls) -> Self:
        """Giver and receiver are the same."""
        return cls("theirs_already")

    @classmethod
    def because_the_receiver_carries_no_cases(cls) -> Self:
        """Disabled, or no case manager."""
        return cls("receiver_carries_no_cases")

    @classmethod
    def because_the_receiver_is_outside_the_group(cls) -> Self:
        """A closed file goes to nobody who may not see it."""
        return cls("receiver_outside_the_group")


class CannotRecordAppointment(Refusal):
    """An appointment does not fit."""

    @classmethod
    def because_it_is_unknown(cls) -> Self:
        """No appointment of this referral has this id."""
        return cls("unknown")

    @classmethod
    def because_it_is_settled(cls, state: str) -> Self:
        """Its outcome stands already; correct that step instead."""
        return cls("settled", state=state)

    @classmethod
    def because_it_is_not_agreed(cls) -> Self:
        """Only an agreed appointment can be kept or missed."""
        return cls("not_agreed")

    @classmethod
    def because_it_lies_ahead(cls, starts_at: datetime) -> Self:
        """It has not taken place yet."""
        return cls("lies_ahead", starts_at=starts_at)

    @classmethod
    def because_it_would_lie_before(cls, day: date) -> Self:
        """An appointment cannot take place before the day it is made."""
        return cls("before_it_was_made", day=day)

    @classmethod
    def because_it_cannot_take_so_long(cls, least: int, most: int) -> Self:
        """Not a number of minutes that an appointment takes."""
        return cls("length", least=least, most=most)


class CannotCorrect(Refusal):
    """A correction would not hold."""

    @classmethod
    def because_there_is_no_such_step(cls) -> Self:
        """The step named does not stand in this referral, or was taken back."""
        return cls("no_such_step")

    @classmethod
    def because_the_field_is_fixed(cls, field: str) -> Self:
        """Ids and links stand; take the step back instead."""
        return cls("fixed_field", field=field)

    @classmethod
    def because_the_value_does_not_fit(cls, field: str) -> Self:
        """Not one of the field's codes, or not a date."""
        return cls("bad_value", field=field)

    @classmethod
    def because_nothing_would_change(cls) -> Self:
        """The value stands there already."""
        return cls("same_value")

    @classmethod
    def because_the_history_would_not_hold(cls, step: str) -> Self:
        """A later step depends on it; `step` is its topic."""
        return cls("later_step_depends", step=step)

    @classmethod
    def because_it_begins_the_referral(cls) -> Self:
        """The first step cannot be taken back: void the referral."""
        return cls("void_instead")

    @classmethod
    def because_others_rely_on_it(cls) -> Self:
        """Another referral or another person's work began with this step."""
        return cls("has_consequences")

    @classmethod
    def because_it_was_confided_to_somebody_else(cls) -> Self:
        """§ 65 SGB VIII: a confided note is its author's, whoever carries the case now."""
        return cls("confided_to_others")


class CannotVoid(Refusal):
    """A referral cannot be voided like this."""

    @classmethod
    def because_it_is_void(cls) -> Self:
        """It is void already."""
        return cls("already_void")

    @classmethod
    def because_a_second_person_must_agree(cls) -> Self:
        """Data has left us: whoever asked cannot agree alone."""
        return cls("second_person")
