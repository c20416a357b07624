"""Rows (Zeilen): one module for each row of the table of goals, named for what it measures."""

from collections.abc import Callable

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
