"""Projection (Sicht): tables built from the log by pure folds, and the questions that they answer.

A projection is a name, a version and one or more parts. A part never reads or writes: the runner loads the rows
that a page of the log touches, folds, and writes each of them once, together with the bookmark.

- `Keyed`: one row per key. Beside the columns that questions filter and sort by, the row carries its whole `state`
  (JSON of a msgspec struct, mostly the domain's own), so `fold` is mostly the domain's own `evolve`.
- `Appended`: rows that an event adds and that nothing changes afterwards.

A changed fold, column or index has a new version; table names carry it, so the new ones lie beside the old.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Generic, TypeVar, get_args
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table

from referrals.event import Event
from referrals.store import Id

S = TypeVar("S")
Position = BigInteger().with_variant(Integer, "sqlite")
"""Alone in a key, SQLite needs no index for it."""
Row = Mapping[str, Any]
_encoder = msgspec.json.Encoder()


def its_stream(event: Event) -> tuple[UUID]:
    """The key of most rows: one row per stream."""
    return (event.originator_id,)


def topics_of(*events: type[Event] | UnionType) -> frozenset[str]:
    """The topics of event classes and of unions of them."""
    classes = [cls for given in events for cls in (get_args(given) or (given,))]
    return frozenset(cls.TOPIC for cls in classes)


def keyed_table(name: str, version: int, *columns: Column[Any] | Index) -> Table:
    """A table for `Keyed`: `id`, the columns given, `position` of the last event, `state`."""
    return Table(
        f"{name}_v{version}",
        MetaData(),
        Column("id", Id, primary_key=True),
        *columns,
        Column("position", BigInteger, nullable=False),
        Column("state", LargeBinary, nullable=False),
    )


def spread_table(name: str, version: int, *columns: Column[Any] | Index) -> Table:
    """A table for `Spread`: `id` of the row they belong to, and the columns given (a primary key among them)."""
    return Table(f"{name}_v{version}", MetaData(), Column("id", Id, primary_key=True), *columns)


def appended_table(name: str, version: int, *columns: Column[Any] | Index) -> Table:
    """A table for `Appended`: `position` of the event, and the columns given (its primary key among them)."""
    return Table(f"{name}_v{version}", MetaData(), Column("position", Position, primary_key=True), *columns)


@dataclass(frozen=True)
class Spread(Generic[S]):
    """What of a state can be many (appointments, languages, …): rows of a table of its own, replaced as a whole.

    Its table has a column `id`, the key of the row they belong to; `rows(state)` gives the other columns.
    """

    table: Table
    rows: Callable[[S], Iterable[dict[str, Any]]]


@dataclass(frozen=True)
class Keyed(Generic[S]):
    """One row per key; `fold` returning None deletes the row.

    `columns(state)` gives the values of the columns beside id, position and state. After an event of `retold_by`,
    which changes what was told before, the runner reads the stream again up to it and hands it to `refold`; the key
    of such an event is its stream.
    """

    table: Table
    topics: frozenset[str]
    state: type[S]
    fold: Callable[[S | None, Any], S | None]
    columns: Callable[[S], dict[str, Any]]
    keys: Callable[[Event], Iterable[UUID]] = its_stream
    retold_by: frozenset[str] = frozenset()
    refold: Callable[[Sequence[Any]], S | None] | None = None
    spread: tuple[Spread[S], ...] = ()

    @property
    def by_stream(self) -> bool:
        """Whether every stream is one row."""
        return self.keys is its_stream

    def row(self, key: UUID, state: S, position: int) -> dict[str, Any]:
        """The row to write."""
        row = self.columns(state)
        row["id"], row["position"], row["state"] = key, position, _encoder.encode(state)
        return row

    def load(self, state: bytes) -> S:
        """The state that a row carries."""
        return self._decoder.decode(state)

    @cached_property
    def _decoder(self) -> "msgspec.json.Decoder[S]":
        return msgspec.json.Decoder(self.state)


@dataclass(frozen=True)
class Appended:
    """Rows per event, each with the position of its event; `rows(event)` gives their other columns."""

    table: Table
    topics: frozenset[str]
    rows: Callable[[Any], Iterable[dict[str, Any]]]


Part = Keyed[Any] | Appended


def tables_of(part: Part) -> tuple[Table, ...]:
    """The tables of a part."""
    return (part.table, *(each.table for each in part.spread)) if isinstance(part, Keyed) else (part.table,)


@dataclass(frozen=True)
class Projection:
    """What the runner keeps up to date under one bookmark."""

    name: str
    version: int
    parts: tuple[Part, ...]

    @property
    def by_stream(self) -> bool:
        """Whether no row hears events of two streams, so that streams may be taken in in any order."""
        return all(isinstance(part, Appended) or part.by_stream for part in self.parts)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The living tables."""
        return tuple(table for part in self.parts for table in tables_of(part))
