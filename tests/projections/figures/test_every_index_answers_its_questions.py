"""Each index of the figures answers a question by itself: no figure reads the rows of a whole project."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from projections import caseload, figures
from projections.figures import periods, tables
from projections.figures.panel import Asked, AsOf
from projections.runner import Runner
from referrals.log.application import Log
from referrals.store import Store
from tests.cast import moment

CASELOAD = {"waiting_for", "waiting_tasks", "workload"}
"""They look into the caseload, active referral by active referral."""
FEW = {"language_gap", "announced"}
"""They look at offers and announced needs, of which there are few."""


def plans(folder: Path) -> dict[str, list[str]]:
    """How SQLite goes about each figure."""
    log = Log.open(folder / "events.sqlite", create=True)
    views = Store(f"sqlite:///{folder}/views.sqlite", schema="views")
    Runner(log, views, (caseload.PROJECTION, tables.PROJECTION)).create()
    asked: list[tuple[str, Any]] = []
    event.listen(views.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    found: dict[str, list[str]] = {}
    with views.reading() as connection:
        for code in figures.CODES:
            asked.clear()
            question = Asked(period=periods.parse("2026-Q4"), quarter="stephanplatz")
            figures.panels(connection, question, AsOf(0, moment(0)), exact=True, only=[code])
            told = [each for each in asked if each[0].startswith("SELECT")]
            plan = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values) for text, values in told]
            found[code] = [str(row[3]) for rows in plan for row in rows]
    views.dispose()
    log.close()
    return found


def test_every_figure_is_answered_by_an_index_alone(tmp_path: Path) -> None:
    """And every index is there for a figure."""
    found = plans(tmp_path)
    for code, plan in found.items():
        reads = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
        assert reads, code
        if code not in CASELOAD | FEW:
            assert [step for step in reads if "COVERING INDEX" not in step] == [], code
        assert [step for step in reads if step.startswith("SCAN") and "INDEX" not in step] == [], code
    told = " ".join(step for plan in found.values() for step in plan)
    indexes = [index.name for table in tables.PROJECTION.tables for index in table.indexes]
    assert [name for name in indexes if f"INDEX {name} " not in f"{told} "] == []
