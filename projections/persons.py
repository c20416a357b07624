"""Persons (ratsuchende Personen): their sealed values and codes; nothing here names anybody.

Opening `person.name` and the others: `vault.reveal(person.name, person.id, "name")`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Index, Select, String, Uuid, bindparam, func, select

from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.person import Person, PersonEvent, evolve

VERSION = 1
_persons = keyed_table(
    "persons",
    VERSION,
    Column("case_manager", Uuid, nullable=False),
    # Null where nobody said who lives together.
    Column("household_id", Uuid),
    Column("quarter", String, nullable=False),
    Column("language", String, nullable=False),
    # of_household
    Index(f"persons_v{VERSION}_of_household", "household_id"),
)
# changed_since
Index(f"persons_v{VERSION}_changed", _persons.c.position)


def _columns(person: Person) -> dict[str, Any]:
    return {
        "case_manager": person.case_manager,
        "household_id": person.household_id,
        "quarter": person.quarter,
        "language": person.language,
    }


_part = Keyed(table=_persons, topics=topics_of(PersonEvent), state=Person, fold=evolve, columns=_columns)
PROJECTION = Projection("persons", VERSION, (_part,))

_THESE = _persons.c.id.in_(bindparam("ids", expanding=True))
_STATES = select(_persons.c.id, _persons.c.state).where(_THESE)
_STATES_ALONE = select(_persons.c.state).where(_THESE)
_RESTRICTED = b'"restricted":'
"""In the states of those whose data may only be kept, and in no other: a state names only what is not usual."""
_REGISTRARS = select(_persons.c.id, _persons.c.case_manager).where(_THESE)


def get(connection: Connection, person_id: UUID) -> Person | None:
    """One person; None when there is nobody under this id."""
    return of_ids(connection, [person_id]).get(person_id)


def of_ids(connection: Connection, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The persons under these ids, for the rows of a page."""
    wanted = list(set(person_ids))
    rows = connection.execute(_STATES, {"ids": wanted}).all() if wanted else ()
    return {person_id: _part.load(state) for person_id, state in rows}


def restricted_among(connection: Connection, person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of them whose data may only be kept (Art. 18 GDPR)."""
    wanted = list(person_ids)
    states = connection.execute(_STATES_ALONE, {"ids": wanted}).scalars().all() if wanted else ()
    found = (_part.load(state) for state in states if _RESTRICTED in state)
    return frozenset(person.id for person in found if person.restricted)


def of_household(connection: Connection, household_id: UUID) -> list[Person]:
    """Who lives together, in the order in which they first came."""
    rows = connection.execute(select(_persons.c.state).where(_persons.c.household_id == household_id))
    return sorted((_part.load(state) for (state,) in rows), key=lambda person: (person.registered_on, person.id))


def registered_by(connection: Connection, case_managers: Iterable[UUID]) -> frozenset[UUID]:
    """The persons whom these registered."""
    statement = select(_persons.c.id).where(_persons.c.case_manager.in_(list(case_managers)))
    return frozenset(connection.execute(statement).scalars())


def registrars_of(connection: Connection, person_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who registered each of these."""
    rows = connection.execute(_REGISTRARS, {"ids": list(person_ids)}).all()
    return {person_id: {case_manager} for person_id, case_manager in rows}


def others_than(connection: Connection, known: Select[tuple[UUID]]) -> list[Person]:
    """Everybody who is not among these."""
    rows = connection.execute(select(_persons.c.state).where(_persons.c.id.not_in(known)))
    return [_part.load(state) for (state,) in rows]


def between(connection: Connection, first: UUID, last: UUID) -> list[UUID]:
    """The persons with an id in this range; two at most, for a code should mean one."""
    return list(connection.execute(select(_persons.c.id).where(_persons.c.id.between(first, last)).limit(2)).scalars())


def count(connection: Connection, *, quarter: str | None = None, language: str | None = None) -> int:
    """How many persons there are, or how many of a quarter or language."""
    wanted = select(func.count()).select_from(_persons).where(*_of(quarter, language))
    return connection.execute(wanted).scalar_one()


def page(
    connection: Connection,
    *,
    quarter: str | None = None,
    language: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[tuple[int, Person]]:
    """The persons of whom something was told last first, with the position of that event: the next page's `before`."""
    wanted = select(_persons.c.position, _persons.c.state).where(*_of(quarter, language))
    if before is not None:
        wanted = wanted.where(_persons.c.position < before)
    rows = connection.execute(wanted.order_by(_persons.c.position.desc()).limit(limit))
    return [(position, _part.load(state)) for position, state in rows]


def changed_since(connection: Connection, position: int, limit: int) -> list[tuple[int, Person]]:
    """The persons with an event behind the position, with the position of their last one, in its order."""
    rows = connection.execute(
        select(_persons.c.position, _persons.c.state)
        .where(_persons.c.position > position)
        .order_by(_persons.c.position)
        .limit(limit)
    )
    return [(last, _part.load(state)) for last, state in rows]


def _of(quarter: str | None, language: str | None) -> list[ColumnElement[bool]]:
    asked = ((_persons.c.quarter, quarter), (_persons.c.language, language))
    return [column == value for column, value in asked if value is not None]
