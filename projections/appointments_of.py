"""The appointments of a case manager (Termine), past, coming and called off: a question on the caseload."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, or_, select

from projections.caseload import part, referrals
from referrals.referral.codes import Phase
from referrals.referral.state import Appointment, Referral

_r = referrals.c


class Meeting(NamedTuple):
    """An appointment and the referral it belongs to."""

    referral: Referral
    appointment: Appointment


def appointments_of(connection: Connection, case_manager: UUID, since: date) -> Iterator[Meeting]:
    """Those of their active referrals, and of those that ended since this day; entries in error have none."""
    statement = select(_r.state).where(
        _r.case_manager == case_manager,
        _r.phase != Phase.VOID.value,
        or_(_r.due_on.is_not(None), _r.ended_on >= since),
    )
    for (state,) in connection.execute(statement.order_by(_r.id), execution_options={"yield_per": 200}):
        referral = part.load(state)
        for appointment in referral.appointments:
            if appointment.starts_on >= since:
                yield Meeting(referral, appointment)
