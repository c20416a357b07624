"""Rebuild (Neuaufbau): the tables once more from the log, beside the living ones, and switched when they are full."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError

from projections import bookmark, helping, lock, parked
from projections.bookmark import Bookmark
from projections.filling import SPAN, Progress, being_built, fill
from projections.projection import Projection
from projections.runner import Runner
from projections.stand import beside

OLD_KEPT = timedelta(hours=1)
"""How long the tables of another version stay, for processes of that version that still serve pages."""

READERS_SECONDS = 300.0
"""How long a switch waits for those who began to read before; then they may meet tables that are empty for them."""

PAUSE = 0.1
"""Seconds before it is asked again how far the others are."""

OLD = "_old_"
"""In the names of tables that nobody asks any more."""


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
    with helping.others(runner, wanted, page) as (ours, others):
        done = fill(runner, ours, page, progress, stopped)
        while done and any(each.is_alive() for each in others) and not stopped():
            time.sleep(PAUSE)
            progress(_reached(runner, wanted), runner.log.head())
    # Whoever helped is done, or ended before it was: then the rest is ours.
    if done and fill(runner, wanted, page, progress, stopped):
        full = lock.moment(runner.store)
        patience = time.monotonic() + READERS_SECONDS
        while not stopped() and not _switched(runner, wanted, page, full if time.monotonic() < patience else None):
            progress(runner.log.head(), runner.log.head())
        drop_old(runner)


def _reached(runner: Runner, wanted: Sequence[Projection]) -> int:
    """Up to where all of them are filled."""
    with runner.store.reading() as connection:
        return min((stand.position for stand in being_built(runner, connection, wanted)), default=0)


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
            _set_aside(connection, [f"{name}_next" for name in mark.tables])
            bookmark.remove(connection, mark.name, mark.version, building=True)
            parked.clear(connection, (mark.name, mark.version, True))
        for table in projection.tables:
            beside(table).create(connection)
        bookmark.write(connection, [projection], 0, runner.clock(), building=True)


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
        while runner.apply_with_care(connection, being_built(runner, connection, wanted), page):
            pass
        for projection, _, position in being_built(runner, connection, wanted):
            _set_aside(connection, [table.name for table in projection.tables])
            for table in projection.tables:
                _rename(connection, beside(table).name, table.name)
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"ANALYZE {table.name}")
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
    swept = [mark.name for mark in over if _swept(runner, mark)]
    drop_old(runner)
    return swept


def _swept(runner: Runner, mark: Bookmark) -> bool:
    try:
        with lock.switching(runner.store) as connection:
            _set_aside(connection, [f"{name}_next" for name in mark.tables] if mark.building else mark.tables)
            bookmark.remove(connection, mark.name, mark.version, building=mark.building)
            parked.clear(connection, (mark.name, mark.version, mark.building))
    except OperationalError as error:
        if not lock.gave_way(error):
            raise
        return False  # somebody reads it: the next time, then
    return True


def drop_old(runner: Runner) -> None:
    """Drop what was set aside, table by table: others write in between. What is still read stays for the next time."""
    with runner.store.reading() as connection:
        names = [name for name in inspect(connection).get_table_names() if OLD in name]
    for name in names:
        try:
            with lock.switching(runner.store) as connection:
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
        except OperationalError as error:
            if not lock.gave_way(error):
                raise


def _set_aside(connection: Connection, tables: Iterable[str]) -> None:
    """To drop a large table takes seconds, to rename it none."""
    there = set(inspect(connection).get_table_names())
    for name in there.intersection(tables):
        _rename(connection, name, f"{name}{OLD}{uuid4().hex[:8]}")


def _rename(connection: Connection, old: str, new: str) -> None:
    connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
    if connection.dialect.name == "postgresql":
        # The next rebuild makes a primary key under the old name again.
        connection.exec_driver_sql(f"ALTER INDEX {old}_pkey RENAME TO {new}_pkey")
