"""Notices (Art. 19 GDPR): who received data is told once of what was put right, restricted or erased."""

from typing import Any

from referrals.event import Event
from referrals.notices import Notice, open_notices, recipients
from referrals.person_events import (
    BirthYearNoted,
    ContactChanged,
    LiftReason,
    NoticeAbout,
    PersonMoved,
    PersonRenamed,
    PersonRestricted,
    RecipientNotified,
    RestrictionGround,
    RestrictionLifted,
)
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, Ground, Way
from tests.cast import GUEL, JOBCENTER, REFERRAL, VHS, day, on, sealed

ABOUT = NoticeAbout.RECTIFICATION


def hers(cls: type[Event], number: int, **fields: Any) -> Event:
    """Something in her own stream."""
    return cls(originator_id=GUEL, originator_version=number, occasion=on(number), **fields)


def forwarded(number: int = 1, to: Any = VHS, **fields: Any) -> Event:
    """Data left us."""
    more = {"ground": Ground.EMERGENCY, "way": Way.PHONE, "shared": ("contact",), **fields}
    return e.ReferralForwarded(
        originator_id=REFERRAL, originator_version=number, occasion=on(number), institution_id=to, **more
    )


RENAMED = hers(PersonRenamed, 3, name=sealed())
TOLD = hers(RecipientNotified, 4, institution_id=VHS, about=ABOUT, way=Way.PHONE)


def test_a_corrected_name_is_told_to_those_who_had_it() -> None:
    """Nobody who heard of it later, or who was told by the person herself."""
    told = [forwarded(), forwarded(2, JOBCENTER, ground=Ground.PERSON_PASSES_IT_ON), RENAMED, forwarded(4, JOBCENTER)]
    assert open_notices(told) == [Notice(VHS, ABOUT, day(3))]
    assert recipients(told) == [VHS, JOBCENTER]


def test_what_was_not_passed_on_concerns_nobody() -> None:
    """The birth year was not shared, a move makes nothing wrong; a forwarding that does not say shared everything."""
    born, moved = hers(BirthYearNoted, 3, birth_year=sealed()), hers(PersonMoved, 4, quarter="elsewhere")
    assert open_notices([forwarded(), born, moved]) == []
    assert open_notices([forwarded(shared=()), born]) == [Notice(VHS, ABOUT, day(3))]


def test_a_notice_is_open_until_it_is_recorded_and_again_after_the_next_change() -> None:
    told = [forwarded(), RENAMED, hers(ContactChanged, 3), TOLD]
    assert open_notices(told) == []
    assert open_notices([*told, hers(PersonRenamed, 5, name=sealed())]) == [Notice(VHS, ABOUT, day(5))]


def test_a_corrected_forwarding_is_told_to_whom_it_went() -> None:
    """What was written to the VHS is no matter of the Jobcenter."""
    correction = e.StepCorrected(
        originator_id=REFERRAL,
        originator_version=3,
        occasion=on(3),
        step=1,
        field="message",
        sealed=sealed(),
        reason=CorrectionReason.MISUNDERSTANDING,
    )
    assert open_notices([forwarded(), forwarded(2, JOBCENTER), correction]) == [Notice(VHS, ABOUT, day(3))]


def test_a_restriction_is_told_until_it_is_lifted() -> None:
    restricted = hers(PersonRestricted, 3, ground=RestrictionGround.UNLAWFUL)
    assert open_notices([forwarded(), restricted]) == [Notice(VHS, NoticeAbout.RESTRICTION, day(3))]
    assert open_notices([forwarded(), restricted, hers(RestrictionLifted, 4, reason=LiftReason.PERSON_AGREES)]) == []
