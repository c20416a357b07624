"""Row 2: one step by HTTP POST on PostgreSQL, eight browsers at a time."""

from bench import on_postgres
from bench.asked import DJANGO_HISTORY, LOTSE
from bench.goals import Row, at_least
from bench.here import Here
from bench.on_postgres import MANY_TRIPS
from bench.rounds import rate

EMMETT = 1_074 / 941
"""Emmett runs on Node, which is not to be had here: how much faster it was than Flask with five round trips, in the
one run that measured both (November 2026, the same machine and load)."""


def measure(here: Here) -> Row:
    """As many steps as the others."""
    posted = on_postgres.posted(here)
    many = posted.many
    note = f"by way of Flask + raw SQL with five round trips, which Emmett exceeded {EMMETT:.2f} times"
    goals = (
        at_least(3, "Django + simple-history", many.ratio(LOTSE, DJANGO_HISTORY, rate)),
        at_least(1, "Emmett (Node)", many.ratio(LOTSE, MANY_TRIPS, rate) / EMMETT, note=note),
    )
    title = f"PostgreSQL, fsync on, {here.measure.tiny:,} referrals (CPU of the server included)"
    detail = posted.table(title, "one step by HTTP POST")
    return Row(2, "POST one step, PostgreSQL, c=8", goals, [detail])
