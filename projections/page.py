"""Page (Seite): events of the log, folded in memory for each set of tables; every touched row is written once.

An event that a fold cannot take in is parked, and with it the later ones of its stream; the rest of the page goes on.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from msgspec import MsgspecError
from sqlalchemy import Connection

from projections import rows
from projections.change import Change, Kept, changed
from projections.parked import Refused, reason_of
from projections.projection import Appended, Keyed, Part
from projections.stand import Stand
from referrals.event import Event, UnknownTopic
from referrals.log.application import Recorded

UNREADABLE = (UnknownTopic, MsgspecError, ValueError, TypeError, LookupError)
"""What reading a stored event raises where it is not one that this version understands."""


class Source(Protocol):
    """Where events come from; `referrals.log.application.Log` is the one outside of tests."""

    def head(self) -> int: ...

    def read(self, after: int, limit: int) -> list[Recorded]: ...

    def events_of(self, originator_id: UUID) -> list[Event]: ...


InHand = Mapping[int, Mapping[int, Kept]]
"""The rows of earlier pages that are not written yet: by the identity of their part, then by key."""


class Folded(NamedTuple):
    """What a page does to one set of tables: which rows change, and which events have to wait.

    `kept` are the rows of parts that are not written yet, where several pages are written at once.
    """

    stand: Stand
    changes: list[Change]
    refused: list[Refused]
    kept: "list[tuple[Keyed[Any], list[Kept]]]"


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
        self._born = {each.originator_id.int: each.position for each in page if each.version == 1}
        self._streams: dict[int, list[Event]] = {}

    def by(self, part: Part) -> list[Recorded]:
        """The events that a part wants to hear, in the order of the log."""
        return self._heard[id(part)]

    def born(self, stand: Stand) -> Set[int]:
        """The streams that begin on this page, behind the stand: they have no row yet."""
        if stand.position < self.page[0].position:
            return self._born.keys()
        return {stream for stream, position in self._born.items() if position > stand.position}

    def until(self, log: Source, recorded: Recorded) -> list[Event]:
        """The stream up to this event; read once, whoever asks."""
        key, version = recorded.originator_id.int, recorded.version
        if key not in self._streams:
            self._streams[key] = log.events_of(recorded.originator_id)
        return [event for event in self._streams[key] if event.originator_version <= version]


def folded(
    connection: Connection,
    log: Source,
    stand: Stand,
    told: Told,
    waiting: Set[UUID] = frozenset(),
    in_hand: InHand | None = None,
) -> Folded:
    """What the events behind the stand do to its tables, but for those of the `waiting` streams; only reads.

    With `in_hand` the rows go on from there, and are kept instead of being made ready to be written.
    """
    poisoned: dict[UUID, tuple[int, str]] = {}
    while True:
        fold = _Fold(connection, log, stand, told, in_hand)
        for part in stand.projection.parts:
            events = told.by(part)
            if told.page[0].position <= stand.position or waiting or poisoned:
                events = [each for each in events if _counts(each, stand, waiting, poisoned)]
            if events:
                fold.hear(part, events)
        if not fold.refused:
            return Folded(stand, fold.changes, _refused(stand, told, waiting, poisoned), fold.kept)
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

    def __init__(self, connection: Connection, log: Source, stand: Stand, told: Told, in_hand: InHand | None) -> None:
        self.connection, self.log, self.stand, self.told, self.in_hand = connection, log, stand, told, in_hand
        self.changes: list[Change] = []
        self.kept: list[tuple[Keyed[Any], list[Kept]]] = []
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
                    added.append(row)
            except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
                self._refuse(recorded, error)
        self.changes.append(Change(self.stand.place(part.table), [], added))

    def _keyed(self, part: Keyed[Any], heard: "Sequence[_Heard]", histories: "_Histories") -> None:
        before = self._before(part, heard)
        kept: list[Kept] = []
        fold = part.fold
        for (key, told), (state, stored) in zip(heard, before, strict=True):
            for recorded in told:
                try:
                    if histories and recorded.position in histories:
                        state = _next(part, state, recorded, histories)
                    else:
                        state = fold(state, recorded.event)
                except Exception as error:  # noqa: BLE001  # whatever it is, it parks this event and no other
                    self._refuse(recorded, error)
            kept.append(Kept(key, state, told[-1].position, stored))
        if self.in_hand is not None:
            self.kept.append((part, kept))
            return
        try:
            self.changes += changed(self.stand, part, kept)
        except Exception:
            # Asked once more, event by event.
            for (key, told), (state, _stored) in zip(heard, before, strict=True):
                self._refuse_first(part, key, state, told, histories)
            if not self.refused:
                raise

    def _before(self, part: Keyed[Any], heard: "Sequence[_Heard]") -> list[tuple[Any, bool]]:
        """The states before the page, and whether the table may hold them."""
        in_hand = self.in_hand.get(id(part), {}) if self.in_hand is not None else {}
        born: Set[int] = self.told.born(self.stand) if part.by_stream else frozenset()
        known = {key.int: key for key, _ in heard if key.int not in in_hand and key.int not in born}
        found = rows.load(self.connection, self.stand.place(part.table), known.values())
        states = {key.int: part.load(state) for key, state in found.items()}
        if not in_hand:
            return [(states.get(key.int), key.int in known) for key, _ in heard]
        return [
            (held.state, held.stored) if (held := in_hand.get(key.int)) else (states.get(key.int), key.int in known)
            for key, _ in heard
        ]

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
