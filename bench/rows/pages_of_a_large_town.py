"""Row 5: the caseload page and a timeline of 500 events where there are a million referrals."""

from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.lotse import Lotse
from bench.rounds import Rounds, Sample, cpu_ms, p50, p95
from bench.side_by_side import LARGE, SMALL, both, person_page


def measure(here: Here) -> Row:
    """The same page of the same case manager, with a hundred times as much of others around it."""
    small = here.town(here.measure.small)
    small = small._replace(folder=small.copied(here.new_folder()))
    with both(here, small, here.largest_town()) as towns:
        caseload = towns.rounds(here, "caseload of two towns", lambda ours, seconds: _read(ours, "/caseload", seconds))
        timeline = towns.rounds(
            here, "timeline of two towns", lambda ours, seconds: _read(ours, person_page(ours), seconds)
        )
    sizes = f"{here.measure.largest:,} and {here.measure.small:,} referrals, rows copied in the projections"
    goals = (
        at_most(1.2, "the p95 with few", caseload.ratio(LARGE, SMALL, p95), note=sizes),
        at_most(100, "timeline of 500 events, p95", timeline.median(LARGE, p95), "ms"),
    )
    lines = [*_lines("caseload, 50 rows", caseload), *_lines("person, 500 events", timeline)]
    head = ("page, c=1", "referrals", "p50 ms", "p95 ms", "CPU ms")
    sized = {SMALL: f"{here.measure.small:,}", LARGE: f"{here.measure.largest:,}"}
    shown = [[page, sized[size], *figures] for page, size, *figures in lines]
    return Row(
        5, "the same page at 1,000,000 / 10,000 referrals", goals, [Detail("Pages of a large town", head, shown)]
    )


def _read(ours: Lotse, path: str, seconds: float) -> Sample:
    return ours.read(path, seconds, 1)


def _lines(page: str, rounds: Rounds) -> list[list[str]]:
    return [[page, size, *(plain(rounds.median(size, of)) for of in (p50, p95, cpu_ms))] for size in (SMALL, LARGE)]
