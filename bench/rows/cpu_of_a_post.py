"""Row 3: the CPU of a step against that of a page that does nothing."""

from bench import posting
from bench.goals import Row, at_most, plain
from bench.here import Here
from bench.posting import HELLO, LOTSE
from bench.rounds import cpu_ms


def measure(here: Here) -> Row:
    """Session, rules, sealing, leaf and projections, in units of Flask's hello world at the same concurrency."""
    posted = posting.on_sqlite(here)
    parts = {name: 1000 * spent / sample.done for sample in posted.many[LOTSE] for name, spent in sample.parts.items()}
    goals = (
        at_most(4, "Flask's hello world, c=8", posted.many.ratio(LOTSE, HELLO, cpu_ms)),
        at_most(4, "Flask's hello world, c=1", posted.one.ratio(LOTSE, HELLO, cpu_ms)),
    )
    notes = [f"Of a step, c=8: {', '.join(f'{name} {plain(spent)} ms' for name, spent in parts.items())}."]
    return Row(3, "CPU of a POST", goals, notes=notes)
