"""Row 4: the caseload page with 50 rows whose names are unsealed, against raw SQL and Django."""

from bench import on_sqlite
from bench.asked import DJANGO_HISTORY, FLOOR, LOTSE
from bench.goals import Row, at_most
from bench.here import Here
from bench.rounds import cpu_ms


def measure(here: Here) -> Row:
    """The same fifty rows."""
    read = on_sqlite.measured(here).read
    goals = (
        at_most(0.2, "Django's CPU", read.many.ratio(LOTSE, DJANGO_HISTORY, cpu_ms)),
        at_most(1.3, "raw SQL + Jinja's CPU", read.many.ratio(LOTSE, FLOOR, cpu_ms)),
    )
    detail = read.table("The caseload page, SQLite", "caseload, 50 rows")
    return Row(4, "caseload page, 50 rows, names unsealed", goals, [detail])
