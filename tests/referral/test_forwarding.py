"""Nothing leaves us without a ground."""

from datetime import timedelta
from typing import Any

import pytest

from referrals.referral import closing, forwarding
from referrals.referral import events as e
from referrals.referral.codes import Ground, Outcome, Party, Phase, ReopenReason, Way
from referrals.referral.refusals import CannotContinue, CannotForward, CannotReopen
from referrals.release import CannotGiveRelease, CannotWithdrawRelease, Covers, Given, evolve, give, withdraw
from tests.cast import GUEL, JOBCENTER, OLENA, RELEASE, VHS, Story, day, on, release


def forward(**changes: Any) -> e.ReferralForwarded:
    fields: dict[str, Any] = {
        "institution_id": VHS,
        "ground": Ground.RELEASE,
        "release": release(),
        "way": Way.PHONE,
        "shared": ("contact",),
    }
    return forwarding.forward(Story().opened().referral, on(2), **{**fields, **changes})


def test_it_is_forwarded_with_a_release() -> None:
    """The event names the release it stands on."""
    assert forward().release_id == RELEASE


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"release": None}, "no_release"),
        ({"institution_id": JOBCENTER}, "no_release"),
        ({"release": release(person_id=OLENA)}, "no_release"),
        ({"release": release(withdrawn_on=day(1))}, "release_withdrawn"),
        ({"release": release(valid_until=day(1))}, "release_not_valid"),
        ({"release": release(given_on=day(3))}, "release_not_valid"),
        ({"shared": ("contact", "birth_year")}, "beyond_release"),
    ],
    ids=["none", "another institution", "another person", "withdrawn", "over", "later", "more than allowed"],
)
def test_nothing_is_forwarded_without_a_release_that_holds(changes: dict[str, Any], why: str) -> None:
    """Each way in which a release does not carry the step."""
    with pytest.raises(CannotForward) as refused:
        forward(**changes)
    assert refused.value.reason == why


@pytest.mark.parametrize("ground", [Ground.STATUTORY_DUTY, Ground.EMERGENCY, Ground.PERSON_PASSES_IT_ON])
def test_another_recorded_ground_carries_the_step_too(ground: Ground) -> None:
    """A release is not the only ground; the event says which it was."""
    event = forward(release=None, ground=ground)
    assert (event.ground, event.release_id) == (ground, None)


def test_a_release_for_nobody_or_nothing_is_refused() -> None:
    """A blanket release is void."""
    fields: dict[str, Any] = {
        "person_id": GUEL,
        "institution_ids": (VHS,),
        "covers": (Covers.NEED,),
        "valid_until": day(9),
        "given": Given.ORAL,
        "language": "tr",
    }
    for missing, why in (("institution_ids", "no_institution"), ("covers", "covers_nothing")):
        with pytest.raises(CannotGiveRelease, match=why):
            give(RELEASE, on(0), **{**fields, missing: ()})
    with pytest.raises(CannotGiveRelease, match="already_over"):
        give(RELEASE, on(0), **{**fields, "valid_until": day(0) - timedelta(days=1)})
    assert evolve(None, give(RELEASE, on(0), **fields)).allows(VHS, day(9))


def test_a_release_is_withdrawn_once() -> None:
    """From that day nothing is passed on."""
    held = evolve(release(), withdraw(release(), on(4), given=Given.ORAL))
    assert not held.allows(VHS, day(4))
    with pytest.raises(CannotWithdrawRelease):
        withdraw(held, on(5), given=Given.ORAL)


def test_a_withdrawn_release_stops_the_referral_and_asks_the_case_manager() -> None:
    """The person at the keyboard decides: close, or go on without passing data."""
    story = Story().opened().forwarded()
    story.tell(forwarding.stop_forwarding(story.referral, on(3), release_id=RELEASE))
    assert story.referral.stopped == RELEASE
    story.tell(forwarding.continue_without_data(story.referral, on(3)))
    assert (story.referral.stopped, story.referral.release_id) == (None, None)
    with pytest.raises(CannotContinue):
        forwarding.continue_without_data(story.referral, on(3))


def test_a_closed_referral_reopens_only_while_its_release_holds() -> None:
    """Otherwise data of a person who said no would be worked on again."""
    story = Story().opened().forwarded().then(e.ReferralClosed, 3, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
    with pytest.raises(CannotReopen, match="release_over"):
        closing.reopen(story.referral, on(4), reason=ReopenReason.NEED_PERSISTS, release=release(withdrawn_on=day(3)))
    story.tell(closing.reopen(story.referral, on(4), reason=ReopenReason.NEED_PERSISTS, release=release()))
    assert story.referral.phase is Phase.FORWARDED


def test_a_referral_that_was_referred_on_stays_closed() -> None:
    """The need lives on in the next attempt."""
    story = (
        Story()
        .opened()
        .then(e.ReferralClosed, 3, outcome=Outcome.REFERRED_ON, decided_by=Party.PERSON, next_referral=JOBCENTER)
    )
    with pytest.raises(CannotReopen, match="referred_on"):
        closing.reopen(story.referral, on(4), reason=ReopenReason.NEED_PERSISTS, release=None)
