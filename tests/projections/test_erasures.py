"""Erasures: which are to be carried out."""

from uuid import UUID

from projections import erasures
from referrals.erasure_events import (
    ErasureApproved,
    ErasureEvent,
    ErasureGround,
    ErasureRequested,
)
from tests.cast import EMIL, GUEL, day, known, on
from tests.projections.conftest import Desk


def requested(erasure_id: UUID, person_id: UUID = GUEL, number: int = 0) -> ErasureRequested:
    """Anna asks that a person be forgotten."""
    ground = ErasureGround.NO_LONGER_NEEDED
    return ErasureRequested(
        originator_id=erasure_id, originator_version=1, occasion=on(number), person_id=person_id, ground=ground
    )


def approved(erasure_id: UUID, due: int) -> ErasureApproved:
    """Emil agrees; it is carried out from that day on."""
    return ErasureApproved(originator_id=erasure_id, originator_version=2, occasion=on(1, by=EMIL), due_on=day(due))


def test_what_is_due_is_found_behind_many_that_still_wait(desk: Desk) -> None:
    """However many were approved since, the one that waits longest comes first."""
    first, second = known("first"), known("second")
    told: list[ErasureEvent] = [requested(first), approved(first, 3), requested(second), approved(second, 4)]
    for number in range(501):
        later = known(f"later {number}")
        told += [requested(later, known(f"person {number}")), approved(later, 8)]
    desk.record(told)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert [each.id for each in erasures.due(connection, day(7))] == [first, second]
        assert len(erasures.due(connection, day(8))) == 503
