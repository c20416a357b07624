"""Erasures: which are to be carried out, and how far the newest request for a person is."""

from uuid import UUID

from projections import erasures
from referrals.erasure_events import (
    ErasureApproved,
    ErasureEvent,
    ErasureGround,
    ErasureRefused,
    ErasureRequested,
    Stage,
    StopReason,
)
from tests.cast import EMIL, GUEL, OLENA, day, known, on
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


def test_the_newest_request_for_a_person_counts(desk: Desk) -> None:
    """The one that was refused before it does not; who was never asked for is left out."""
    refused = ErasureRefused(
        originator_id=known("first"), originator_version=2, occasion=on(1, by=EMIL), reason=StopReason.STILL_NEEDED
    )
    desk.record([requested(known("first")), refused, requested(known("second"), number=2)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert erasures.stages_of(connection, [GUEL, OLENA]) == {GUEL: Stage.REQUESTED}
        assert erasures.stages_of(connection, []) == {}
