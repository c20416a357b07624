"""Page (Seite): events of the log, folded in memory for one set of tables; every touched row is written once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from projections import rows
from projections.projection import Appended, Keyed, Projection
from referrals.event import Event
from referrals.log.application import Recorded


class Source(Protocol):
    """Where events come from; `referrals.log.application.Log` is the one outside of tests."""

    def head(self) -> int: ...

    def read(self, after: int, limit: int) -> list[Recorded]: ...

    def events_of(self, originator_id: UUID) -> list[Event]: ...


class CannotApply(Exception):
    """An event that a projection cannot take in; nothing of its page was written."""

    @classmethod
    def because_of(cls, projection: str, recorded: Recorded, error: Exception) -> "CannotApply":
        return cls(
            f"The projection '{projection}' cannot take in event {recorded.position} ({recorded.topic}): "
            f"{type(error).__name__}: {error}"
        )


class Stand(NamedTuple):
    """One set of tables of a projection (the living one, or the one being built) and how far it is."""

    projection: Projection
    building: bool
    position: int

    def place(self, table: Table) -> Table:
        """Where the rows of this table lie."""
        return beside(table) if self.building else table


@lru_cache(maxsize=200)
def beside(table: Table) -> Table:
    """The table that is built beside a living one; its indexes come when it is full."""
    copy = table.to_metadata(MetaData(), name=f"{table.name}_next")
    copy.indexes.clear()
    return copy


class Change(NamedTuple):
    """What a page does to one table: rows that go, then rows that come."""

    table: Table
    gone: list[UUID]
    come: list[dict[str, Any]]

    def write(self, connection: Connection) -> None:
        """Carry it out."""
        rows.delete(connection, self.table, self.gone)
        rows.write(connection, self.table, self.come)


def changes(connection: Connection, log: Source, stand: Stand, page: Sequence[Recorded]) -> list[Change]:
    """What the events of the page that lie behind the stand do to its tables; only reads."""
    news = [recorded for recorded in page if recorded.position > stand.position]
    found: list[Change] = []
    for part in stand.projection.parts:
        told = [recorded for recorded in news if recorded.topic in part.topics]
        if not told:
            continue
        if isinstance(part, Appended):
            found.append(Change(stand.place(part.table), [], appended(stand.projection, part, told)))
        else:
            found += _fold(connection, log, stand, part, told)
    return found


def appended(projection: Projection, part: Appended, told: Sequence[Recorded]) -> list[dict[str, Any]]:
    """The rows that these events add."""
    recorded = told[0]
    added: list[dict[str, Any]] = []
    try:
        for recorded in told:
            added += [{"position": recorded.position, **row} for row in part.rows(recorded.event)]
    except Exception as error:
        raise CannotApply.because_of(projection.name, recorded, error) from error
    return added


def _fold(
    connection: Connection, log: Source, stand: Stand, part: Keyed[Any], told: Sequence[Recorded]
) -> list[Change]:
    table = stand.place(part.table)
    keys = touched(stand.projection, part, told)
    born = {each.originator_id for each in told if each.stored.originator_version == 1} if part.by_stream else set()
    known = {key for of_one in keys for key in of_one} - born
    states: dict[UUID, Any] = {key: part.load(state) for key, state in rows.load(connection, table, known).items()}
    histories = {each.position: _until(log, each) for each in told if each.topic in part.retold_by}
    moved = folded(stand.projection, part, zip(told, keys, strict=True), states, histories)
    kept = [(key, states[key], position) for key, position in moved.items() if states[key] is not None]
    found = [Change(table, [key for key in moved if states[key] is None], [part.row(*each) for each in kept])]
    for spread in part.spread:
        many = [{"id": key, **row} for key, state, _ in kept for row in spread.rows(state)]
        found.append(Change(stand.place(spread.table), [key for key in moved if key in known], many))
    return found


def touched(projection: Projection, part: Keyed[Any], told: Sequence[Recorded]) -> list[tuple[UUID, ...]]:
    """The keys that each event touches."""
    if part.by_stream:
        return [(recorded.originator_id,) for recorded in told]
    recorded = told[0]
    keys: list[tuple[UUID, ...]] = []
    try:
        for recorded in told:
            keys.append(tuple(part.keys(recorded.event)))  # the error names the event
    except Exception as error:
        raise CannotApply.because_of(projection.name, recorded, error) from error
    return keys


def folded(
    projection: Projection,
    part: Keyed[Any],
    told: Iterable[tuple[Recorded, tuple[UUID, ...]]],
    states: dict[UUID, Any],
    histories: Mapping[int, Sequence[Event]],
) -> dict[UUID, int]:
    """Fold the events into the states; for each key the position of its last event."""
    moved: dict[UUID, int] = {}
    for recorded, keys in told:
        try:
            for key in keys:
                if part.refold is not None and recorded.position in histories:
                    states[key] = part.refold(histories[recorded.position])
                else:
                    states[key] = part.fold(states.get(key), recorded.event)
                moved[key] = recorded.position
        except Exception as error:
            raise CannotApply.because_of(projection.name, recorded, error) from error
    return moved


def _until(log: Source, recorded: Recorded) -> list[Event]:
    version = recorded.stored.originator_version
    return [event for event in log.events_of(recorded.originator_id) if event.originator_version <= version]
