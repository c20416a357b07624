"""Turning back (Zurückdrehen): the living tables as they were at an earlier event, in a private store.

What has not moved since is copied; streams that have moved are told again from the log, up to that event. A day of work
moves some hundred of them, so this costs seconds where reading a log of a million events takes minutes.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, MetaData, Table, select, text

from projections import bookmark, parked, rows
from projections.projection import Projection
from projections.runner import Runner
from referrals.event import Event
from referrals.log.application import Log, Recorded
from referrals.store import Store

PAGE = 5_000
CHUNK = 10_000
FEW = 2_000
SHARE = 10
"""More than so few events, and more than one in ten: then the whole log is read sooner than every stream of them."""


class _Moved:
    """The streams that have moved, each up to the event that counts, as if the log held nothing else."""

    def __init__(self, log: Log, until: Mapping[UUID, int | None], head: int) -> None:
        self._log = log
        told = list(log.streams(until))
        later = _first_versions(log, head)  # what was recorded while we read
        self._told = [each for each in told if _counts(each, until[each.originator_id], later.get(each.originator_id))]
        self._places = [each.position for each in self._told]

    def head(self) -> int:
        """The last of them."""
        return self._places[-1] if self._places else 0

    def read(self, after: int, limit: int) -> list[Recorded]:
        """The next of them."""
        first = bisect_right(self._places, after)
        return self._told[first : first + limit]

    def events_of(self, originator_id: UUID) -> list[Event]:
        """A stream, later events too: whoever folds it knows how far it goes."""
        return self._log.events_of(originator_id)


def turned_back(
    log: Log,
    views: Store,
    store: Store,
    projections: Sequence[Projection],
    position: int,
    only: Mapping[Table, str],
    whole: Collection[Table] = (),
) -> bool:
    """Fill an empty store with the tables of these projections as of an event; not, where reading the log is sooner.

    `only` says which rows of a table anybody asks for (SQL), `whole` are the tables whose states are read.
    """
    with views.reading() as living:
        reached = _reached(living, projections)
        if not reached:
            return False
        head, since = log.head(), min(*reached, position)
        if head - since > max(FEW, position // SHARE):
            return False
        moved: dict[UUID, int | None] = dict.fromkeys(_streams(log, since, head))
        moved.update(dict.fromkeys(_parked(living, projections)))
        moved.update(_first_versions(log, position, head))
        with store.writing() as copy:
            bookmark.metadata.create_all(copy)
            for table in (table for projection in projections for table in projection.tables):
                bare = frozenset() if table in whole else _states(table)
                _copy(living, copy, table, only.get(table, "TRUE"), moved, bare)
            bookmark.write(copy, projections, 0, max(each.updated_at for each in bookmark.read(living)), building=False)
    runner = Runner(_Moved(log, moved, head), store, projections, page=PAGE)
    while runner.step():
        pass
    return True


def _reached(living: Connection, projections: Sequence[Projection]) -> list[int]:
    """How far the living tables are; empty where some of another version stand there."""
    at = bookmark.positions(living)
    known = [at.get((each.name, each.version)) for each in projections]
    return [each for each in known if each is not None] if None not in known else []


def _parked(living: Connection, projections: Sequence[Projection]) -> Iterator[UUID]:
    """Streams of which the living tables lack something."""
    ours = {(each.name, each.version, False) for each in projections}
    for tables, streams in parked.streams(living).items():
        if tables in ours:
            yield from streams


def _streams(log: Log, after: int, until: int) -> Iterator[UUID]:
    return (each.originator_id for each in _events(log, after, until))


def _first_versions(log: Log, after: int, until: int | None = None) -> dict[UUID, int]:
    """Of each stream that went on: its first version behind a position."""
    found: dict[UUID, int] = {}
    for each in _events(log, after, until):
        found.setdefault(each.originator_id, each.version)
    return found


def _counts(told: Recorded, *ends: int | None) -> bool:
    return all(end is None or told.version < end for end in ends)


def _events(log: Log, after: int, until: int | None) -> Iterator[Recorded]:
    while page := log.read(after, PAGE):
        yield from (each for each in page if until is None or each.position <= until)
        after = page[-1].position
        if until is not None and after >= until:
            return


def _copy(
    living: Connection, copy: Connection, table: Table, only: str, moved: Iterable[UUID], blank: frozenset[str]
) -> None:
    """A table without the rows of what has moved; its indexes are made when it is full. `blank` are the columns that
    nobody reads: what has not moved is not folded on."""
    bare = table.to_metadata(MetaData())
    bare.indexes.clear()
    bare.create(copy)
    if living.dialect.name == "sqlite":
        _copy_as_it_is(living, copy, table, only, {stream.hex for stream in moved}, blank)
    else:
        _copy_from_server(living, copy, table, only, frozenset(moved), blank)
    for index in table.to_metadata(MetaData()).indexes:
        index.create(copy)


def _copy_as_it_is(
    living: Connection, copy: Connection, table: Table, only: str, moved: set[str], blank: frozenset[str]
) -> None:
    names = [column.name for column in table.columns]
    wanted = ", ".join("x''" if name in blank else name for name in names)
    places = ", ".join("?" * len(names))
    at = names.index("id")
    found = living.exec_driver_sql(f"SELECT {wanted} FROM {table.name} WHERE {only}").cursor  # noqa: S608  # our names
    assert found is not None
    while chunk := found.fetchmany(CHUNK):
        kept = [row for row in chunk if row[at] not in moved]
        if kept:
            copy.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({places})", kept)  # noqa: S608


def _copy_from_server(
    living: Connection, copy: Connection, table: Table, only: str, moved: frozenset[UUID], blank: frozenset[str]
) -> None:
    columns = [column for column in table.columns if column.name not in blank]
    empty = dict.fromkeys(blank, b"")
    found = living.execution_options(yield_per=CHUNK).execute(select(*columns).where(text(only)))
    for chunk in found.mappings().partitions():
        rows.write(copy, table, [{**row, **empty} for row in chunk if row["id"] not in moved])


def _states(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if isinstance(column.type, LargeBinary))
