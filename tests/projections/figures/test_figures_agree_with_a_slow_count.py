"""Every exact figure agrees with a slow and obvious count of the raw events: any history, any question."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from projections import caseload, figures
from projections.figures import narrowing, periods
from projections.figures.panel import Asked, AsOf, Compare, Panel, Unit
from projections.figures.tables import PROJECTION
from projections.runner import Runner
from referrals.event import Event
from referrals.log.application import Log
from referrals.need import NeedKind
from referrals.store import Store
from tests.cast import JOBCENTER, VHS, moment
from tests.projections.conftest import Desk
from tests.projections.figures.slow import Numbers, Slow, survival
from tests.projections.histories import LANGUAGES, QUARTERS, History
from tests.real_house import settings_in
from web import demo
from web.house import RealHouse
from web.release import release

NEEDED = (caseload.PROJECTION, PROJECTION)
PERIODS = ("2026-11", "2026-12", "2027-01", "2026-Q4", "2026", "project")


def questions() -> st.SearchStrategy[Asked]:
    """Any period, narrowed to anything, held against anything."""
    return st.builds(
        Asked,
        period=st.sampled_from(PERIODS).map(periods.parse),
        quarter=st.none() | st.sampled_from(QUARTERS),
        need=st.none() | st.sampled_from([need.value for need in NeedKind]),
        language=st.none() | st.sampled_from(LANGUAGES),
        institution=st.none() | st.sampled_from((VHS, JOBCENTER)),
        compare=st.sampled_from(Compare),
    )


def check(connection: Connection, events: Sequence[Event], asked: Asked, now: datetime) -> int:
    """Hold every panel against the slow count; how many numbers were compared."""
    sides = {part.code: Slow(events, part.asked, now) for part in narrowing.parts(connection, asked)}
    panels = figures.panels(connection, asked, AsOf(0, now), exact=True)
    left_out = {"announced"} if asked.language else set()
    assert {panel.code for panel in panels} == set(figures.CODES) - left_out
    compared = 0
    for panel in panels:
        for code, slow in sides.items():
            if panel.part in (None, code):
                compared += _check(panel, code, slow)
    return compared


def _check(panel: Panel, part: str, slow: Slow) -> int:
    lines = {line.code: line.cells for line in panel.lines}
    if panel.code in ("to_first_kept", "to_closed"):
        waited = slow.durations(panel.code)
        expected = survival(waited)
        for label, cell in zip(panel.labels, lines[part], strict=True):
            reached = [share for day, share in expected.items() if day <= int(label)]
            assert cell.value == pytest.approx(100 * (reached[-1] if reached else 1.0)), panel.code
            assert cell.base == len(waited)
        return len(panel.labels)
    if panel.unit in (Unit.PERCENT, Unit.DAYS):
        shares = _shares(panel.code, slow)
        found = {label: cell for label, cell in zip(panel.labels, lines[part], strict=True) if cell.base}
        assert set(found) == set(shares), panel.code
        for label, (value, base) in shares.items():
            assert (found[label].value, found[label].base) == (pytest.approx(value), base), panel.code
        return len(shares)
    counted = _counted(panel, slow)
    own = [part] if part in lines else list(lines)
    told: Numbers = Counter()
    for line in own:
        for label, cell in zip(panel.labels, lines[line], strict=True):
            told["all" if line == part else line, label] += int(cell.value or 0)
    assert +told == +counted, panel.code
    return len(counted)


def _counted(panel: Panel, slow: Slow) -> Numbers:
    if panel.code.startswith("open_by_"):
        return slow.open_by(panel.code.removeprefix("open_by_"))
    if panel.code.startswith("waiting_"):
        return slow.waiting(panel.code)
    answers = Counter(("all", each.answer(slow.today)) for each in slow.forwardings())
    declines = Counter((each.reason, str(each.institution_id)) for each in slow.forwardings() if each.reason)
    counts: dict[str, Callable[[], Numbers]] = {
        "flow": lambda: slow.flow(panel.labels),
        "answers": lambda: answers,
        "institution_declines": lambda: declines,
        "announced": slow.announcements,
        "language_gap": slow.gap,
        "funnel": slow.funnel,
        "persons": slow.persons,
        "appointments": slow.appointments,
        "outcomes": slow.outcomes,
        "workload": slow.workload,
    }
    return counts[panel.code]()


def _shares(code: str, slow: Slow) -> dict[str, tuple[float | None, int]]:
    if code == "institution_kept":
        return {where: (100 * kept / base, base) for where, (kept, base) in slow.kept_rate().items()}
    if code == "answered_in_time":
        told = [each for each in slow.forwardings() if each.counts_for_the_share(slow.today)]
        months = Counter(f"{each.on:%Y-%m}" for each in told)
        good = Counter(f"{each.on:%Y-%m}" for each in told if each.answer(slow.today) == "in_time")
        return {month: (100 * good[month] / base, base) for month, base in months.items()}
    assert code == "institution_answers"
    found: dict[str, tuple[float | None, int]] = {}
    for where in {str(each.institution_id) for each in slow.forwardings()}:
        waited = [each.waited(slow.today) for each in slow.forwardings() if str(each.institution_id) == where]
        curve = survival(waited)
        found[where] = (next((day for day, share in curve.items() if share <= 0.5 + 1e-9), None), len(waited))
    return found


@contextmanager
def counted(events: Sequence[Event]) -> Iterator[Connection]:
    """The figures of a history, on SQLite."""
    with TemporaryDirectory() as folder:
        log = Log.open(Path(folder) / "events.sqlite", create=True)
        views = Store(f"sqlite:///{folder}/views.sqlite", schema="views", private=True)
        for start in range(0, len(events), 500):
            log.record(*events[start : start + 500])
        runner = Runner(log, views, NEEDED, page=90)
        runner.create()
        while runner.step():
            pass
        with views.reading() as connection:
            yield connection
        views.dispose()
        log.close()


@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a history is one seed: nothing gets simpler by trying others
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10_000),
    later=st.integers(0, 60),
    asked=st.lists(questions(), min_size=3, max_size=3),
)
def test_any_history_and_any_question(seed: int, later: int, asked: list[Asked]) -> None:
    """With corrections, steps taken back, wrong entries, reopened and handed over referrals."""
    history = History(seed, referrals=14, steps_each=9)
    now = moment(history.today + later)
    with counted(history.events) as connection:
        assert check(connection, history.events, Asked(period=periods.parse("project")), now) > 40
        for question in asked:
            check(connection, history.events, question, now)


def test_on_both_databases(desk: Desk) -> None:
    """The same statements, the same numbers."""
    history = History(11, referrals=30)
    desk.record(history.events)
    runner = desk.runner_of(NEEDED, page=200)
    while runner.step():
        pass
    with desk.views.reading() as connection:
        for compare in Compare:
            asked = Asked(period=periods.parse("2026-Q4"), compare=compare)
            assert check(connection, history.events, asked, moment(history.today + 1)) > 60


def test_on_the_demo_data(tmp_path: Path) -> None:
    """As the coordinator sees them."""
    settings_here = settings_in(tmp_path)
    release(settings_here)
    house = RealHouse(settings_here, lambda: moment(18))
    demo.tell(house)
    runner = Runner(house.log, house.views, NEEDED)
    while runner.step():
        pass
    events = [each.event for each in house.log.read(0, 10_000)]
    with house.views.reading() as connection:
        for compare in Compare:
            asked = Asked(period=periods.parse("2026-Q4"), compare=compare)
            assert check(connection, events, asked, house.now() + timedelta(hours=1)) > 100
    house.close()
