"""Rebuild (Neuaufbau): the tables once more from the log, beside the living ones, and switched when they are full."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.elements import quoted_name

from projections import bookmark, lock, parked
from projections.bookmark import Bookmark
from projections.projection import Projection
from projections.runner import Runner
from projections.span import Span
from projections.stand import Stand, beside

SPAN = 30_000
"""Events that are written at once: the more, the fewer rows are written twice, and the longer others wait for it."""

OLD_KEPT = timedelta(hours=1)
"""How long the tables of another version stay, for processes of that version that still serve pages."""

READERS_SECONDS = 300.0
"""How long a switch waits for those who began to read before; then they may meet tables that are empty for them."""

Progress = Callable[[int, int], None]


class NoSuchProjection(Exception):
    """A name that is no projection."""

    @classmethod
    def because_we_know(cls, name: str, known: Iterable[str]) -> "NoSuchProjection":
        return cls(f"There is no projection '{name}'. There are: {', '.join(sorted(known))}.")


def rebuild(
    runner: Runner,
    names: Iterable[str] | None = None,
    progress: Progress = lambda position, head: None,
    *,
    afresh: bool = False,
    page: int = SPAN,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Build projections (all, or those named) again and switch to the new tables; pages read the old ones meanwhile.

    Goes on where an interrupted rebuild stopped, unless `afresh`.
    `progress(position, head)` is told after each page that was folded, and after each span that was written.
    """
    wanted = wanted_of(runner, names)
    with lock.waiting(runner.store) as connection:
        _begin(runner, connection, wanted, afresh)
    position = -1
    with _no_looking_for_cycles():
        while position and not stopped():
            position = _next_span(runner, wanted, page, lambda folded: progress(folded, runner.log.head()))
            progress(position or runner.log.head(), runner.log.head())
    if not position:
        _index(runner, wanted)
        full = lock.moment(runner.store)
        patience = time.monotonic() + READERS_SECONDS
        while not stopped() and not _switched(runner, wanted, page, full if time.monotonic() < patience else None):
            progress(runner.log.head(), runner.log.head())


@contextmanager
def _no_looking_for_cycles() -> Iterator[None]:
    """A page is a hundred thousand objects without a cycle: looking through them again and again takes a fifth."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def wanted_of(runner: Runner, names: Iterable[str] | None) -> list[Projection]:
    """The projections of these names, or all; raises NoSuchProjection."""
    wanted = list(runner.projections) if names is None else list(dict.fromkeys(names))
    for name in wanted:
        if name not in runner.projections:
            raise NoSuchProjection.because_we_know(name, runner.projections)
    return [runner.projections[name] for name in wanted]


def _begin(runner: Runner, connection: Connection, wanted: Iterable[Projection], afresh: bool) -> None:
    for projection in wanted:
        marks = [mark for mark in bookmark.read(connection) if mark.building and mark.name == projection.name]
        if not afresh and any(mark.version == projection.version for mark in marks):
            continue
        for mark in marks:
            _drop(connection, [f"{name}_next" for name in mark.tables])
            bookmark.remove(connection, mark.name, mark.version, building=True)
            parked.clear(connection, (mark.name, mark.version, True))
        for table in projection.tables:
            beside(table).create(connection)
        bookmark.write(connection, [projection], 0, runner.clock(), building=True)


def _next_span(runner: Runner, wanted: Sequence[Projection], limit: int, folded: Callable[[int], None]) -> int:
    """The position that the tables being built have reached; 0 when there was nothing left.

    Nobody is kept waiting while the span is folded; was somebody else faster, it is read again.
    """
    try:
        with runner.store.reading() as connection:
            stands = _being_built(runner, connection, wanted)
            span = Span.read(connection, runner.log, stands, limit, folded)
        if span is None:
            return 0
        with lock.waiting(runner.store, lock.BUILDING) as connection:
            now_at = _being_built(runner, connection, wanted)
            if now_at == stands:
                runner.write_span(connection, span)
                return span.end
            return min((stand.position for stand in now_at), default=0)
    except Exception:  # noqa: BLE001  # whatever it is: asked once more, event by event, it parks one or is raised
        with lock.waiting(runner.store, lock.BUILDING) as connection:
            return runner.apply_with_care(connection, _being_built(runner, connection, wanted), limit)


def _being_built(runner: Runner, connection: Connection, wanted: Sequence[Projection]) -> list[Stand]:
    stands = runner.stands(bookmark.read(connection), building=True)
    return [stand for stand in stands if stand.projection in wanted]


def _index(runner: Runner, wanted: Sequence[Projection]) -> None:
    """Indexes of full tables are made in one go, under names that the living ones do not have."""
    with lock.waiting(runner.store, lock.BUILDING) as connection:
        for stand in _being_built(runner, connection, wanted):
            for table in stand.projection.tables:
                name = beside(table).name
                if inspect(connection).get_indexes(name):
                    continue
                for index in table.to_metadata(MetaData(), name=name).indexes:
                    index.name = quoted_name(f"{index.name}_{uuid4().hex[:8]}", quote=None)
                    index.create(connection)


def _switched(runner: Runner, wanted: Sequence[Projection], page: int, full: str | None) -> bool:
    """Whether the switch is done; not, where somebody reads one of the tables, or reads as of before they were full."""
    if lock.is_read_as_of_before(runner.store, full):
        time.sleep(0.05)
        return False
    try:
        _switch(runner, wanted, page)
    except OperationalError as error:
        if not lock.gave_way(error):
            raise
        return False
    return True


def _switch(runner: Runner, wanted: Sequence[Projection], page: int) -> None:
    """The tables built become the living ones; those of other versions stay for whoever still reads them."""
    with lock.switching(runner.store) as connection:
        while runner.apply_with_care(connection, _being_built(runner, connection, wanted), page):
            pass
        for projection, _, position in _being_built(runner, connection, wanted):
            _drop(connection, [table.name for table in projection.tables])
            for table in projection.tables:
                _rename(connection, beside(table).name, table.name)
            bookmark.remove(connection, projection.name, projection.version, building=True)
            parked.switch(connection, projection.name, projection.version)
            bookmark.touch(connection, projection.name, runner.clock())
            bookmark.write(connection, [projection], position, runner.clock(), building=False)


def sweep(runner: Runner) -> list[str]:
    """Drop the tables of other versions an hour after ours took their place; the names of their projections."""
    outdated = {each.name for each in runner.outdated()}
    with runner.store.reading() as connection:
        over = [
            mark
            for mark in bookmark.read(connection)
            if mark.name in runner.projections
            and mark.name not in outdated
            and mark.version != runner.projections[mark.name].version
            and runner.clock() - mark.updated_at >= OLD_KEPT
        ]
    return [mark.name for mark in over if _swept(runner, mark)]


def _swept(runner: Runner, mark: Bookmark) -> bool:
    try:
        with lock.switching(runner.store) as connection:
            _drop(connection, [f"{name}_next" for name in mark.tables] if mark.building else mark.tables)
            bookmark.remove(connection, mark.name, mark.version, building=mark.building)
            parked.clear(connection, (mark.name, mark.version, mark.building))
    except OperationalError as error:
        if not lock.gave_way(error):
            raise
        return False  # somebody reads it: the next time, then
    return True


def _drop(connection: Connection, tables: Iterable[str]) -> None:
    for name in tables:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def _rename(connection: Connection, old: str, new: str) -> None:
    connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
    if connection.dialect.name == "postgresql":
        # The next rebuild makes a primary key under the old name again.
        connection.exec_driver_sql(f"ALTER INDEX {old}_pkey RENAME TO {new}_pkey")
        connection.exec_driver_sql(f"ANALYZE {new}")
