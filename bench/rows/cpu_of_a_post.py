"""Row 3: the CPU of a step against that of a page that does nothing."""

from statistics import median

from bench import on_sqlite
from bench.asked import HELLO, LOTSE
from bench.goals import Row, at_most, plain
from bench.here import Here
from bench.rounds import cpu_ms


def measure(here: Here) -> Row:
    """Session, rules, sealing, leaf and projections, in units of Flask's hello world at the same concurrency."""
    posted = on_sqlite.measured(here).posted
    ours = posted.many[LOTSE]
    parts = {name: median(1000 * each.parts[name] / each.done for each in ours) for name in ours[0].parts}
    goals = (
        at_most(4, "Flask's hello world, c=8", posted.many.ratio(LOTSE, HELLO, cpu_ms)),
        at_most(4, "Flask's hello world, c=1", posted.one.ratio(LOTSE, HELLO, cpu_ms)),
    )
    notes = [f"of a step, c=8: {', '.join(f'{name} {plain(spent)} ms' for name, spent in parts.items())}."]
    return Row(3, "CPU of a POST", goals, notes=notes)
