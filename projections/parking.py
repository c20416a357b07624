"""Parking (Zurückstellen): parked events are tried again, in the order of the log, when the code has changed."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection

from projections import lock, parked
from projections.page import Told, folded
from projections.parked import Parked, Refused, reason_of
from projections.projection import Projection
from projections.rebuild import rebuild, wanted_of
from projections.runner import NOT_TAKEN, Runner
from projections.stand import Stand

AT_A_TIME = 100
"""Events of one transaction."""


def waiting(runner: Runner) -> list[Parked]:
    """What waits for the living tables, projection by projection, in the order of the log."""
    with runner.store.reading() as connection:
        return [
            each
            for known in runner.projections.values()
            for each in parked.waiting(connection, known.name, known.version)
        ]


def retry(runner: Runner, names: Iterable[str] | None = None, *, building: bool = True) -> int:
    """Take in what waits (for all projections, or those named) as far as it goes now; how many events were taken in.

    The rows are those of a rebuild. Where the order among streams matters, a rebuild it is, but for `building=False`.
    """
    taken = 0
    for projection in wanted_of(runner, names):
        with runner.store.reading() as connection:
            count = len(parked.waiting(connection, projection.name, projection.version))
        if not count:
            continue
        if projection.by_stream:
            taken += _again(runner, projection)
        elif building:
            rebuild(runner, [projection.name], afresh=True)
            with runner.store.reading() as connection:
                taken += count - len(parked.waiting(connection, projection.name, projection.version))
    return taken


def _again(runner: Runner, projection: Projection) -> int:
    stand, still, taken = Stand(projection, building=False, position=0), set[UUID](), 0
    with runner.store.reading() as connection:
        all_waiting = parked.waiting(connection, projection.name, projection.version)
    for start in range(0, len(all_waiting), AT_A_TIME):
        with lock.waiting(runner.store, lock.LIVING) as connection:
            there = {each.position for each in parked.waiting(connection, projection.name, projection.version)}
            for each in all_waiting[start : start + AT_A_TIME]:
                if each.position not in there or each.stream in still:
                    continue
                if refused := _try(runner, connection, stand, each):
                    still.add(each.stream)
                    if refused.reason != each.reason:
                        parked.give_reason(connection, stand.tables, refused)
                else:
                    parked.remove(connection, stand.tables, [each.position])
                    taken += 1
    return taken


def _try(runner: Runner, connection: Connection, stand: Stand, each: Parked) -> Refused | None:
    """Take in one event; why not, where it still cannot be."""
    told = Told(runner.log.read(each.position - 1, 1), stand.projection.parts)
    done = folded(connection, runner.log, stand, told)
    if done.refused:
        return done.refused[0]
    try:
        with connection.begin_nested():
            for change in done.changes:
                change.write(connection)
    except NOT_TAKEN as error:
        return Refused(each.position, each.stream, each.topic, reason_of(error))
    return None
