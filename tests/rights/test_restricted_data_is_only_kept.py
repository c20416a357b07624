"""Restriction (Art. 18 GDPR): what uses her data is refused, what ends the matter is not."""

from collections.abc import Callable

import pytest

from referrals import person
from referrals.person_events import HoldGround, LiftReason, RestrictionGround
from referrals.referral.codes import Ground, Outcome, Party, Way
from referrals.release import Given
from referrals.rights import ProcessingRestricted
from tests.casework.given import NEW, RELEASE
from tests.cast import BEN, VHS, day, moment
from tests.workplace import Workplace

GROUND = RestrictionGround.ACCURACY_CONTESTED


def test_nothing_is_done_with_restricted_data(workplace: Workplace) -> None:
    """Forwarding, appointments, notes, answers, a new referral, a new release: each is refused, and records nothing."""
    receipt = workplace.take_in()
    who, referral = receipt.stream("person."), receipt.stream("referral.")
    w, steps = workplace, workplace.casework.referrals
    w.casework.rights.restrict(w.sent(), who, ground=GROUND)
    head = w.log.head()
    refused: list[Callable[[], object]] = [
        lambda: steps.forward(
            w.sent(), referral, institution_id=VHS, ground=Ground.EMERGENCY, release_id=None, way=Way.PHONE
        ),
        lambda: steps.take_note(w.sent(), referral, text="eine Notiz"),
        lambda: steps.accept(w.sent(), referral, source=Way.PHONE),
        lambda: w.casework.appointments.agree(w.sent(), referral, starts_at=moment(3), **NEW),
        lambda: w.casework.persons.give_release(w.sent(), who, RELEASE),
        lambda: w.take_in(person=who),
    ]
    for command in refused:
        with pytest.raises(ProcessingRestricted):
            command()
    assert w.log.head() == head


def test_what_ends_the_matter_is_allowed(workplace: Workplace) -> None:
    """Withdrawing, putting right, handing over, closing; and afterwards it may be used again."""
    receipt = workplace.take_in()
    who, referral = receipt.stream("person."), receipt.stream("referral.")
    w = workplace
    w.casework.rights.restrict(w.sent(), who, ground=GROUND)
    w.casework.persons.withdraw_release(w.sent(), receipt.stream("release."), given=Given.ORAL)
    w.casework.persons.rename(w.sent(), who, name="Gül B.")
    w.casework.referrals.hand_over(w.sent(), [referral], receiver=BEN, reason="leaving")  # type: ignore[arg-type]
    w.casework.referrals.close(w.sent(), referral, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
    w.casework.rights.lift_restriction(w.sent(), who, reason=LiftReason.PUT_RIGHT)
    w.take_in(person=who)


def test_a_hold_ends_by_itself_and_a_new_day_takes_the_place_of_the_old(workplace: Workplace) -> None:
    who = workplace.take_in().stream("person.")
    hold = workplace.casework.rights.place_hold
    hold(workplace.sent(), who, ground=HoldGround.LEGAL_CLAIM, until=day(5))
    hold(workplace.sent(), who, ground=HoldGround.LEGAL_CLAIM, until=day(9))
    known = person.fold(workplace.log.events_of(who))  # type: ignore[arg-type]
    assert known is not None
    assert [(each.ground, each.until) for each in known.held_on(day(9))] == [(HoldGround.LEGAL_CLAIM, day(9))]
    assert known.held_on(day(10)) == ()
