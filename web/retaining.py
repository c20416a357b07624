"""Retaining (Löschfristen): what falls due is requested for erasure by itself; a second person still decides."""

from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from projections.expiring import Falling, falling
from referrals import retention
from referrals.casework import Sent
from referrals.erasure_events import ErasureGround
from referrals.occasion import Purpose
from referrals.refusal import Refusal
from referrals.retention import STREAM, RetentionEvent, Standing
from web.house import RealHouse


class Ran(NamedTuple):
    """What one run did: for whom erasure was requested, and whose file is held or could not be requested."""

    requested: list[UUID]
    kept: list[UUID]


def standing(house: RealHouse) -> Standing:
    """Whether the automatic run is suspended, from the log itself."""
    told = [event for event in house.log.events_of(retention.STREAM) if isinstance(event, RetentionEvent)]
    return retention.fold(told)


def due(house: RealHouse, today: date, months: int) -> list[Falling]:
    """What falls due within so many months."""
    house.catch_up()
    with house.views.reading() as connection:
        return falling(connection, today, months)


def run(house: RealHouse, today: date) -> Ran:
    """Request the erasure of what is due and not held: once for each day on which a file falls due.

    A request that was refused or called off does not come back by itself; the file stays in the list.
    """
    ran = Ran([], [])
    for each in due(house, today, months=0):
        if each.stage is not None:
            continue
        (ran.kept if each.due.holds or not _request(house, each) else ran.requested).append(each.due.person_id)
    return ran


def _request(house: RealHouse, each: Falling) -> bool:
    command_id = uuid5(STREAM, f"{each.due.person_id} {each.due.on}")
    sent = Sent.by_the_installation(command_id, Purpose.DATA_SUBJECT_RIGHTS)
    try:
        house.casework.erasures.request(sent, each.due.person_id, ground=ErasureGround.RETENTION_OVER, open_referrals=0)
    except Refusal:
        return False
    return True
