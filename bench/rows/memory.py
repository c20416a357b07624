"""Row 10: what two workers hold after load, with 10,000 referrals and with many more, against Django's."""

from bench import posting
from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.lotse import lotse
from bench.posting import DJANGO, DJANGO_HISTORY, LOTSE, MANY
from bench.rows import caseload_page


def measure(here: Here) -> Row:
    """The same load on a small and on a large town: steps, then the caseload."""
    posted, read = posting.on_sqlite(here), caseload_page.on_sqlite(here)
    django = max(posted.memory[DJANGO_HISTORY], read.memory[DJANGO])
    held = {number: _held(here, number) for number in dict.fromkeys((here.measure.small, here.large))}
    small, large = held[here.measure.small], held[here.large]
    goals = (
        at_most(1, "Django's", small / django),
        at_most(1.2, f"from {here.measure.small:,} to {here.large:,} referrals", large / small),
    )
    lines = [[f"Lotse, {number:,} referrals, steps and caseload", plain(mib)] for number, mib in held.items()]
    lines += [[f"{name}, steps", plain(posted.memory[name])] for name in posted.memory]
    lines += [[f"{name}, caseload", plain(mib)] for name, mib in read.memory.items() if name != LOTSE]
    detail = Detail("Memory of two workers after load (PSS)", ("what", "MiB"), lines)
    return Row(10, "memory, 2 workers after load", goals, [detail])


def _held(here: Here, referrals: int) -> float:
    town = here.working_town(referrals)
    with lotse(town.folder, town.town) as ours:
        for _ in range(2):
            ours.post(here.measure.seconds, MANY)
            ours.read("/caseload", here.measure.seconds, MANY)
        return ours.web.memory()
