"""Page (Seite): events of the log, folded in memory for each set of tables; every touched row is written once.

An event that a fold cannot take in is parked, and with it the later ones of its stream; the rest of the page goes on.
"""

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from msgspec import MsgspecError
from sqlalchemy import Connection, MetaData, Table

from projections import rows
from projections.parked import Refused, Tables, reason_of
from projections.projection import Appended, Keyed, Part, Projection
from referrals.event import Event, UnknownTopic
from referrals.log.application import Recorded

UNREADABLE = (UnknownTopic, MsgspecError, ValueError, TypeError, LookupError)
"""What reading a stored event raises where it is not one that this version understands."""


class Source(Protocol):
    """Where events come from; `referrals.log.application.Log` is the one outside of tests."""

    def head(self) -> int: ...

    def read(self, after: int, limit: int) -> list[Recorded]: ...

    def events_of(self, originator_id: UUID) -> list[Event]: ...


class Stand(NamedTuple):
    """One set of tables of a projection (the living one, or the one being built) and how far it is."""

    projection: Projection
    building: bool
    position: int

    @property
    def tables(self) -> Tables:
        """How bookmarks and parked events name this set."""
        return self.projection.name, self.projection.version, self.building

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


class Folded(NamedTuple):
    """What a page does to one set of tables: which rows change, and which events have to wait."""

    stand: Stand
    changes: list[Change]
    refused: list[Refused]


class Told:
    """A page as it was read: which of its events each part wants to hear."""

    def __init__(self, page: Sequence[Recorded], parts: Iterable[Part]) -> None:
        self.page = page
        self.end = page[-1].position
        heard: dict[int, tuple[Part, list[Recorded]]] = {id(part): (part, []) for part in parts}
        hearing: dict[str, list[list[Recorded]]] = {}
        for recorded in page:
            topic = recorded.topic
            if (lists := hearing.get(topic)) is None:
                lists = hearing[topic] = [events for part, events in heard.values() if topic in part.topics]
            for events in lists:
                events.append(recorded)
        self._heard = {key: events for key, (_, events) in heard.items()}
        self._born = {each.originator_id.int: each.position for each in page if each.stored.originator_version == 1}
        self._streams: dict[int, list[Event]] = {}

    def by(self, part: Part) -> list[Recorded]:
        """The events that a part wants to hear, in the order of the log."""
        return self._heard[id(part)]

    def is_born(self, stream: UUID, stand: Stand) -> bool:
        """Whether the stream begins on this page, behind the stand: it has no row yet."""
        return self._born.get(stream.int, 0) > stand.position

    def until(self, log: Source, recorded: Recorded) -> list[Event]:
        """The stream up to this event; read once, whoever asks."""
        key, version = recorded.originator_id.int, recorded.stored.originator_version
        if key not in self._streams:
            self._streams[key] = log.events_of(recorded.originator_id)
        return [event for event in self._streams[key] if event.originator_version <= version]


def folded(connection: Connection, log: Source, stand: Stand, told: Told, waiting: Set[UUID] = frozenset()) -> Folded:
    """What the events behind the stand do to its tables, but for those of the `waiting` streams; only reads."""
    poisoned: dict[UUID, tuple[int, str]] = {}
    while True:
        fold = _Fold(connection, log, stand, told)
        for part in stand.projection.parts:
            events = told.by(part)
            if told.page[0].position <= stand.position or waiting or poisoned:
                events = [each for each in events if _counts(each, stand, waiting, poisoned)]
            if events:
                fold.hear(part, events)
        if not fold.refused:
            return Folded(stand, fold.changes, _refused(stand, told, waiting, poisoned))
        poisoned |= fold.refused


def _counts(recorded: Recorded, stand: Stand, waiting: Set[UUID], poisoned: dict[UUID, tuple[int, str]]) -> bool:
    stream, position = recorded.originator_id, recorded.position
    if position <= stand.position or stream in waiting:
        return False
    return stream not in poisoned or position < poisoned[stream][0]


def _refused(stand: Stand, told: Told, waiting: Set[UUID], poisoned: dict[UUID, tuple[int, str]]) -> list[Refused]:
    if not waiting and not poisoned:
        return []
    found = []
    for each in told.page:
        if each.position <= stand.position or _counts(each, stand, waiting, poisoned):
            continue
        if not any(each.topic in part.topics for part in stand.projection.parts):
            continue
        at, reason = poisoned.get(each.originator_id, (0, ""))
        found.append(Refused(each.position, each.originator_id, each.topic, reason if each.position == at else None))
    return found


class _Fold:
    """The fold of a page for one set of tables: changes, and the first event of each stream that was not taken in."""

    def __init__(self, connection: Connection, log: Source, stand: Stand, told: Told) -> None:
        self.connection, self.log, self.stand, self.told = connection, log, stand, told
        self.changes: list[Change] = []
        self.refused: dict[UUID, tuple[int, str]] = {}

    def hear(self, part: Part, told: Sequence[Recorded]) -> None:
        """Fold these events into the rows of a part."""
        if isinstance(part, Appended):
            self._append(part, told)
            return
        heard: dict[int, _Heard] = {}
        by_stream = part.by_stream
        for recorded in told:
            for key in (recorded.originator_id,) if by_stream else self._keys(part, recorded):
                if (of_key := heard.get(key.int)) is None:
                    heard[key.int] = (key, [recorded])
                else:
                    of_key[1].append(recorded)
        self._keyed(part, list(heard.values()), self._histories(part, told))

    def _refuse(self, recorded: Recorded, error: Exception) -> None:
        before = self.refused.get(recorded.originator_id)
        if before is None or recorded.position < before[0]:
            self.refused[recorded.originator_id] = recorded.position, reason_of(error)

    def _append(self, part: Appended, told: Sequence[Recorded]) -> None:
        added: list[dict[str, Any]] = []
        for recorded in told:
            try:
                for row in part.rows(recorded.event):
                    row["position"] = recorded.position
                    if part.stored is not None:
                        row[part.stored] = recorded.stored.state
                    added.append(row)
            except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
                self._refuse(recorded, error)
        self.changes.append(Change(self.stand.place(part.table), [], added))

    def _keyed(self, part: Keyed[Any], heard: "Sequence[_Heard]", histories: "_Histories") -> None:
        table = self.stand.place(part.table)
        by_stream = part.by_stream
        known = [key for key, _ in heard if not (by_stream and self.told.is_born(key, self.stand))]
        states = {key.int: part.load(state) for key, state in rows.load(self.connection, table, known).items()}
        gone: list[UUID] = []
        come: list[dict[str, Any]] = []
        many: list[list[dict[str, Any]]] = [[] for _ in part.spread]
        fold = part.fold
        for key, told in heard:
            state = states.get(key.int)
            for recorded in told:
                try:
                    if recorded.position in histories:
                        state = _next(part, state, recorded, histories)
                    else:
                        state = fold(state, recorded.event)
                except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
                    self._refuse(recorded, error)
            if state is None:
                gone.append(key)
                continue
            try:
                come.append(part.row(key, state, told[-1].position))
                for place, spread in enumerate(part.spread):
                    many[place] += [{"id": key, **row} for row in spread.rows(state)]
            except Exception:  # noqa: BLE001  # asked once more, event by event
                self._refuse_first(part, key, states.get(key.int), told, histories)
        self.changes.append(Change(table, gone, come))
        for spread, of_spread in zip(part.spread, many, strict=True):
            self.changes.append(Change(self.stand.place(spread.table), known, of_spread))

    def _keys(self, part: Keyed[Any], recorded: Recorded) -> Sequence[UUID]:
        try:
            return tuple(dict.fromkeys(part.keys(recorded.event)))
        except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
            self._refuse(recorded, error)
            return ()

    def _histories(self, part: Keyed[Any], told: Sequence[Recorded]) -> "_Histories":
        """The streams whose past an event changes, up to that event."""
        found: _Histories = {}
        for recorded in told if part.retold_by else ():
            if recorded.topic in part.retold_by:
                try:
                    found[recorded.position] = self.told.until(self.log, recorded)
                except UNREADABLE as error:
                    self._refuse(recorded, error)
        return found

    def _refuse_first(
        self, part: Keyed[Any], key: UUID, state: Any, told: Sequence[Recorded], histories: "_Histories"
    ) -> None:
        """Find the event after which a state cannot be written as a row."""
        for recorded in told:
            try:
                state = _next(part, state, recorded, histories)
                if state is not None:
                    part.row(key, state, recorded.position)
                    for spread in part.spread:
                        list(spread.rows(state))
            except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
                self._refuse(recorded, error)
                return


_Heard = tuple[UUID, list[Recorded]]
"""The events that concern one row."""

_Histories = dict[int, list[Event]]


def _next(part: Keyed[Any], state: Any, recorded: Recorded, histories: _Histories) -> Any:
    if part.refold is not None and recorded.position in histories:
        return part.refold(histories[recorded.position])
    return part.fold(state, recorded.event)
