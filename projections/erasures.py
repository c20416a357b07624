"""Erasures (Löschungen): what is requested, what falls due, and the certificates."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Index, Select, String, Uuid, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.erasure import Erasure, evolve
from referrals.erasure_events import ErasureEvent, Stage

VERSION = 1
CHUNK = 500
_erasures = keyed_table(
    "erasures",
    VERSION,
    Column("person_id", Uuid, nullable=False),
    Column("stage", String, nullable=False),
    # Null until approved.
    Column("due_on", Date),
)
# of_person, stages_of
Index(f"erasures_v{VERSION}_of_person", _erasures.c.person_id, _erasures.c.position)
# in_stages
Index(f"erasures_v{VERSION}_in_stage", _erasures.c.stage, _erasures.c.position)


def _columns(erasure: Erasure) -> dict[str, Any]:
    return {"person_id": erasure.person_id, "stage": erasure.stage.value, "due_on": erasure.due_on}


_part = Keyed(table=_erasures, topics=topics_of(ErasureEvent), state=Erasure, fold=evolve, columns=_columns)
PROJECTION = Projection("erasures", VERSION, (_part,))


def get(connection: Connection, erasure_id: UUID) -> Erasure | None:
    """One erasure; None when there is none under this id."""
    return next(iter(_loaded(connection, select(_erasures.c.state).where(_erasures.c.id == erasure_id))), None)


def of_person(connection: Connection, person_id: UUID) -> list[Erasure]:
    """The requests for a person, the newest first."""
    wanted = select(_erasures.c.state).where(_erasures.c.person_id == person_id)
    return _loaded(connection, wanted.order_by(_erasures.c.position.desc()))


def stages_of(connection: Connection, person_ids: Sequence[UUID]) -> dict[UUID, Stage]:
    """How far the newest request for each of these is; who was never asked for is left out."""
    found: dict[UUID, Stage] = {}
    for start in range(0, len(person_ids), CHUNK):
        some = _erasures.c.person_id.in_(person_ids[start : start + CHUNK])
        wanted = select(_erasures.c.person_id, _erasures.c.stage).where(some).order_by(_erasures.c.position)
        found.update((person_id, Stage(stage)) for person_id, stage in connection.execute(wanted))
    return found


def in_stages(connection: Connection, stages: Iterable[Stage], limit: int | None = 500) -> list[Erasure]:
    """The erasures that stand there, the one that moved last first."""
    wanted = select(_erasures.c.state).where(_erasures.c.stage.in_([stage.value for stage in stages]))
    return _loaded(connection, wanted.order_by(_erasures.c.position.desc()).limit(limit))


def page(connection: Connection, before: int | None, limit: int) -> list[tuple[int, Erasure]]:
    """Every request, the one that moved last first, with its position; the next page is `before` the last of this."""
    wanted = select(_erasures.c.position, _erasures.c.state).order_by(_erasures.c.position.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_erasures.c.position < before)
    return [(position, _part.load(state)) for position, state in connection.execute(wanted)]


def is_open(connection: Connection) -> list[Erasure]:
    """The erasures in which something is still to be done."""
    return in_stages(connection, [stage for stage in Stage if stage.is_open])


def due(connection: Connection, today: date) -> list[Erasure]:
    """What is to be carried out, or was begun; the one that waits longest first."""
    waiting = in_stages(connection, [Stage.APPROVED, Stage.BEGUN, Stage.KEYS_DESTROYED], limit=None)
    return [erasure for erasure in reversed(waiting) if erasure.is_due(today)]


def _loaded(connection: Connection, wanted: Select[Any]) -> list[Erasure]:
    return [_part.load(state) for (state,) in connection.execute(wanted)]
