"""Rows (Zeilen): one module for each row of the table of goals, named for what it measures.

What they need is made before anything is measured, three things at a time; a row that is not asked for needs nothing.
"""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from bench import on_postgres, on_sqlite
from bench.goals import Row
from bench.here import Here
from bench.rows import (
    caseload_page,
    cpu_of_a_post,
    export,
    growth,
    memory,
    pages_of_a_large_town,
    post_on_postgresql,
    post_on_sqlite,
    proof,
    rebuild,
    start,
    verify,
)

Measuring = Callable[[Here], Row]
Making = Callable[[Here], object]
ROWS: dict[int, Measuring] = {
    1: post_on_sqlite.measure,
    2: post_on_postgresql.measure,
    3: cpu_of_a_post.measure,
    4: caseload_page.measure,
    5: pages_of_a_large_town.measure,
    6: rebuild.measure,
    7: verify.measure,
    8: proof.measure,
    9: export.measure,
    10: memory.measure,
    11: start.measure,
    12: growth.measure,
}
REBUILD = 6
OF_A_LARGE_TOWN = (REBUILD, 7, 8, 9, 10, 12)
BESIDE: tuple[tuple[tuple[int, ...], Making], ...] = (
    ((2,), on_postgres.filled),
    ((1, 3, 4, 10), on_sqlite.filled),
    ((9,), export.filled_history),
    ((6,), rebuild.log_of_the_library),
    ((5,), Here.largest_town),
)
"""What is made beside the towns, and for which rows."""


def in_order(wanted: Collection[int]) -> list[int]:
    """The rebuild first, for it compares with a building that was just now."""
    return sorted(wanted, key=lambda number: (number != REBUILD, number))


def make(here: Here, wanted: Collection[int]) -> None:
    """Everything that the rows need; at the end, alone, the projections of the large town, which row 6 measures."""
    with ThreadPoolExecutor(2) as others:
        beside = [others.submit(making, here) for rows, making in BESIDE if set(rows) & set(wanted)]
        if set(wanted) & set(OF_A_LARGE_TOWN):
            here.town(here.measure.tiny)
            here.tell_large_town()
        for each in beside:
            each.result()
    here.build_large_town()
