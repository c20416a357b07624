"""Participations (Teilnahmen am ESF Plus): days, and references to what is sealed; nothing here says the answers."""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Index, Uuid, select

from projections.figures import definitions
from projections.projection import Appended, Keyed, Projection, appended_table, keyed_table, topics_of
from referrals.event import Event
from referrals.participation_events import FunderListHandedOver, ParticipationEvent
from referrals.participation_state import Participation, evolve

DEFINITIONS = definitions.read(Path(__file__).with_suffix(".toml").read_text("utf-8"))
VERSION = 1
_participations = keyed_table(
    "participations",
    VERSION,
    Column("person_id", Uuid, nullable=False),
    Column("entered_on", Date, nullable=False),
    # Null while the person takes part.
    Column("left_on", Date),
    # of_person, of_persons
    Index(f"participations_v{VERSION}_of_person", "person_id"),
    # everybody
    Index(f"participations_v{VERSION}_entered", "entered_on", "id"),
)
_handed_over = appended_table(
    "participations_handed_over",
    VERSION,
    Column("participation_id", Uuid, primary_key=True),
    Column("handed_on", Date, nullable=False),
    # handed_over_on
    Index(f"participations_handed_over_v{VERSION}_of_one", "participation_id", "position"),
)


def _columns(participation: Participation) -> dict[str, Any]:
    return {
        "person_id": participation.person_id,
        "entered_on": participation.entered_on,
        "left_on": participation.left_on,
    }


def _fold(participation: Participation | None, event: ParticipationEvent) -> Participation:
    return evolve(participation, event)


def _listed(event: FunderListHandedOver) -> Iterable[dict[str, Any]]:
    for each in dict.fromkeys(event.participations):
        yield {"participation_id": each, "handed_on": event.occasion.occurred_on}


_part = Keyed(
    table=_participations,
    topics=topics_of(ParticipationEvent),
    state=Participation,
    fold=_fold,
    columns=_columns,
)
PROJECTION = Projection(
    "participations", VERSION, (_part, Appended(_handed_over, topics_of(FunderListHandedOver), _listed))
)


def of_person(connection: Connection, person_id: UUID) -> Participation | None:
    """The participation of a person, a void one too; None where she never took part."""
    state = connection.execute(select(_participations.c.state).where(_participations.c.person_id == person_id)).scalar()
    return None if state is None else _part.load(state)


def of_persons(connection: Connection, person_ids: Collection[UUID]) -> list[Participation]:
    """The participations of these persons that were not entered in error, the oldest first."""
    wanted = set(person_ids)
    return [each for each in everybody(connection) if each.person_id in wanted]


def everybody(connection: Connection) -> list[Participation]:
    """All participations that were not entered in error, in the order of entry."""
    rows = connection.execute(
        select(_participations.c.state).order_by(_participations.c.entered_on, _participations.c.id)
    )
    return [known for (state,) in rows if not (known := _part.load(state)).void]


def at_end_of(told: Iterable[Event], day: date) -> list[Participation]:
    """The participations that were not entered in error, as they stood at the end of a day, in the order of entry.

    `told` are the events of all participations, in the order of the log.
    """
    found: dict[UUID, Participation] = {}
    for event in told:
        if isinstance(event, ParticipationEvent) and event.occasion.recorded_on <= day:
            found[event.originator_id] = evolve(found.get(event.originator_id), event)
    standing = (each for each in found.values() if not each.void)
    return sorted(standing, key=lambda each: (each.entered_on, each.id))


def handed_over_on(connection: Connection, participation_id: UUID) -> list[date]:
    """On which days the funder got a list with this participation on it."""
    rows = connection.execute(
        select(_handed_over.c.handed_on)
        .where(_handed_over.c.participation_id == participation_id)
        .order_by(_handed_over.c.position)
    )
    return list(rows.scalars())
