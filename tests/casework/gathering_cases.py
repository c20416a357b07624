"""The commands on gatherings, each with what it records and how it is refused."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from referrals.gathering import About, GatheringVoidReason, GroupOffer, Place, Spoken
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.codes import CorrectionReason
from tests.casework.given import Act, Case
from tests.cast import ANNA, day
from tests.workplace import Workplace

CAFE = About(
    group_offer=GroupOffer.WOMENS_CAFE,
    quarter=Quarter.STEPHANPLATZ,
    place=Place.QUARTER_OFFICE,
    headcount=12,
    languages=(Spoken.AR, Spoken.TR),
    needs=(NeedKind.LANGUAGE,),
    held_by=(ANNA,),
)
"""Twelve women at the café, and Anna."""


def held(w: Workplace) -> UUID:
    """The café took place."""
    return w.casework.gatherings.hold(w.sent(), CAFE).stream("gathering.")


def voided(w: Workplace) -> UUID:
    """It did not."""
    gathering = held(w)
    w.casework.gatherings.void(w.sent(), gathering, reason=GatheringVoidReason.DID_NOT_TAKE_PLACE)
    return gathering


def correcting(**changes: Any) -> Act:
    """Say how it was."""
    about = replace(CAFE, **changes)
    return lambda w, sent, subject: w.casework.gatherings.correct(
        sent, subject, about, held_on=day(0), reason=CorrectionReason.TYPING_MISTAKE
    )


VOID: Act = lambda w, sent, subject: w.casework.gatherings.void(  # noqa: E731
    sent, subject, reason=GatheringVoidReason.RECORDED_TWICE
)
GATHERING_CASES: dict[str, Case] = {
    "gatherings.correct": Case(
        held, correcting(headcount=14), ("gathering.corrected",), correcting(), "CannotRecordGathering.same_value"
    ),
    "gatherings.void": Case(held, VOID, ("gathering.voided",), VOID, "CannotRecordGathering.void", voided),
}
