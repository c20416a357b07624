"""The steps of Gül's referral, as Anna records them on 3 November 2026."""

from datetime import UTC, datetime
from typing import Any

from referrals.event import Event
from referrals.need import NeedKind
from referrals.referral import events as e
from referrals.referral.codes import Company, DeclineReason, Party, Way
from tests.cast import ANNA, GUEL, NEED, REFERRAL, known
from tests.projections.examples import occasion

TUESDAY = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)


def step(cls: type[Event], version: int = 2, *, when: Any = None, **fields: Any) -> Any:
    """A step of Gül's referral, by Anna on 3 November 2026."""
    return cls(originator_id=REFERRAL, originator_version=version, occasion=when or occasion(), **fields)


def opened(**fields: Any) -> e.ReferralOpened:
    """Anna opens it."""
    told: e.ReferralOpened = step(
        e.ReferralOpened,
        1,
        **{
            "person_id": GUEL,
            "need_id": NEED,
            "need": NeedKind.LANGUAGE,
            "quarter": "stephanplatz",
            "language": "tr",
            "case_manager": ANNA,
            **fields,
        },
    )
    return told


def agreed(version: int = 2, starts_at: datetime = TUESDAY, **fields: Any) -> Any:
    """A Tuesday at the VHS."""
    told = {"appointment_id": known("first"), "language": "de", "company": Company.INTERPRETER, **fields}
    return step(e.AppointmentAgreed, version, starts_at=starts_at, **told)


DECLINED = step(e.ReferralDeclined, reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=Way.LETTER)
