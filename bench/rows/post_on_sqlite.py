"""Row 1: one step by HTTP POST on SQLite, eight browsers at a time."""

from bench import on_sqlite
from bench.asked import DJANGO_HISTORY, LOTSE, PLAIN
from bench.goals import Row, at_least
from bench.here import Here
from bench.rounds import p95, rate


def measure(here: Here) -> Row:
    """As many steps as the others, and nobody waits for the lock."""
    posted = on_sqlite.measured(here).posted
    many = posted.many
    goals = (
        at_least(3, "Django + simple-history", many.ratio(LOTSE, DJANGO_HISTORY, rate)),
        at_least(1.2, "plain eventsourcing", many.ratio(LOTSE, PLAIN, rate)),
        at_least(10, "shorter p95 than Django", many.ratio(DJANGO_HISTORY, LOTSE, p95)),
    )
    details = [posted.table("SQLite, `synchronous=FULL`", "one step by HTTP POST")]
    return Row(1, "POST one step, SQLite FULL, c=8", goals, details)
