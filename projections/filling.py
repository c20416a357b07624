"""Filling (Füllen): the tables built beside the living ones get their rows, span by span, and their indexes."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.sql.elements import quoted_name

from projections import lock
from projections.projection import Projection
from projections.runner import Runner
from projections.span import Span
from projections.stand import Stand, beside

SPAN = 30_000
"""Events that are written at once: the more, the fewer rows are written twice, and the longer others wait for it."""

CACHE = 65_536
"""Kibibytes of the file that SQLite holds in memory meanwhile, of its own 2,000."""

Progress = Callable[[int, int], None]


def fill(
    runner: Runner, wanted: Sequence[Projection], span: int, progress: Progress, stopped: Callable[[], bool]
) -> bool:
    """Whether the tables being built are full, with their indexes; not, where it was stopped before."""
    position = -1
    with _no_looking_for_cycles():
        while position and not stopped():
            position = _next_span(runner, wanted, span, lambda folded: progress(folded, runner.log.head()))
            progress(position or runner.log.head(), runner.log.head())
    if position:
        return False
    for projection in wanted:
        for table in projection.tables:
            _index(runner, table)
    return True


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


@contextmanager
def _writing(runner: Runner) -> Iterator[Connection]:
    """One transaction, in which SQLite holds the pages that many rows touch until it writes each of them once."""
    with lock.waiting(runner.store, lock.BUILDING) as connection:
        if not runner.store.is_sqlite:
            yield connection
            return
        usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        connection.exec_driver_sql(f"PRAGMA cache_size={-CACHE}")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA cache_size={usual}")


def _next_span(runner: Runner, wanted: Sequence[Projection], limit: int, folded: Callable[[int], None]) -> int:
    """The position that the tables being built have reached; 0 when there was nothing left.

    Nobody is kept waiting while the span is folded; was somebody else faster, it is read again.
    """
    try:
        with runner.store.reading() as connection:
            stands = being_built(runner, connection, wanted)
            span = Span.read(connection, runner.log, stands, limit, folded)
        if span is None:
            return 0
        with _writing(runner) as connection:
            now_at = being_built(runner, connection, wanted)
            if now_at == stands:
                runner.write_span(connection, span)
                return span.end
            return min((stand.position for stand in now_at), default=0)
    except Exception:  # noqa: BLE001  # whatever it is: asked once more, event by event, it parks one or is raised
        with _writing(runner) as connection:
            return runner.apply_with_care(connection, being_built(runner, connection, wanted), limit)


def being_built(runner: Runner, connection: Connection, wanted: Sequence[Projection]) -> list[Stand]:
    return [stand for stand in runner.stands(connection, building=True) if stand.projection in wanted]


def _index(runner: Runner, table: Table) -> None:
    """Indexes of a full table are made under names that the living one's do not have; others write between two."""
    full = table.to_metadata(MetaData(), name=beside(table).name)
    for index in sorted(full.indexes, key=lambda index: str(index.name)):
        with _writing(runner) as connection:
            there = [found["column_names"] for found in inspect(connection).get_indexes(full.name)]
            if [column.name for column in index.columns] not in there:
                index.name = quoted_name(f"{index.name}_{uuid4().hex[:8]}", quote=None)
                index.create(connection)
