"""Row 10: what two workers hold after load, with 10,000 referrals and with many more, against Django's."""

from bench import on_sqlite
from bench.asked import DJANGO_HISTORY, HELLO, LOTSE
from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.rows import growth


def measure(here: Here) -> Row:
    """After steps and the caseload, asked by eight browsers."""
    small = on_sqlite.measured(here).read.memory
    large = growth.measured(here).memory
    goals = (
        at_most(1, "Django's", small[LOTSE] / small[DJANGO_HISTORY]),
        at_most(1.2, f"from {here.measure.small:,} to {here.large:,} referrals", large / small[LOTSE]),
    )
    lines = [
        [f"Lotse, {here.measure.small:,} referrals", plain(small[LOTSE])],
        [f"Lotse, {here.large:,} referrals", plain(large)],
        *([name, plain(mib)] for name, mib in small.items() if name not in (LOTSE, HELLO)),
        [HELLO, plain(small[HELLO])],
    ]
    detail = Detail("Memory of two workers after load (PSS)", ("what", "MiB"), lines)
    return Row(10, "memory, 2 workers after load", goals, [detail])
