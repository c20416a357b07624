"""Catching up: a page that is a little behind takes in what is new; far behind it says how old it is."""

from collections import Counter
from datetime import timedelta

import pytest

from projections import caseload, staff
from projections.bookmark import ViewsMissing
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.runner import Runner
from referrals.referral.state import fold
from tests.cast import REFERRAL, Story, moment
from tests.projections.conftest import Desk
from tests.projections.following_processes import COUNTING
from tests.projections.histories import History


def test_a_step_is_seen_at_once(desk: Desk) -> None:
    """Anna records, the page catches up, and her own change is there."""
    desk.record(Story().opened().told)
    freshness = desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert caseload.get(connection, REFERRAL) == Story().opened().referral
    assert (freshness.position, freshness.head, freshness.behind) == (1, 1, 0)


def test_an_empty_log_is_caught_up_with(desk: Desk) -> None:
    assert desk.runner.catch_up() == (0, 0)


@pytest.mark.parametrize("page", [1, 7, 1000])
def test_the_size_of_a_page_changes_nothing(desk: Desk, page: int) -> None:
    """Folding across the edges of pages gives the rows that folding at once gives."""
    history = History(seed=3, referrals=6, steps_each=16)
    desk.record(history.events)
    desk.runner_of(PROJECTIONS, page=page).catch_up()
    with desk.views.reading() as connection:
        for stream, told in history.told.items():
            assert caseload.get(connection, stream) == fold(told)


def test_corrections_arriving_one_by_one_give_what_folding_at_once_gives(desk: Desk) -> None:
    """Taking back and correcting change the past: the stream is read again up to that event, not beyond."""
    history = History(seed=3, referrals=6, steps_each=16)
    topics = [event.TOPIC for event in history.events]
    assert {"referral.step_taken_back", "referral.step_corrected"} <= set(topics)
    for event in history.events:
        desk.record([event])
        desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert {s: caseload.get(connection, s) for s in history.told} == {s: fold(t) for s, t in history.told.items()}


def test_far_behind_nothing_is_taken_in_and_the_page_says_so(desk: Desk) -> None:
    history = History(seed=1, referrals=5)
    desk.record(history.events)
    freshness = desk.runner.catch_up(max_events=10)
    assert freshness.position == 0
    assert freshness.behind == len(history.events)
    assert desk.rows()["caseload_v1"] == []


def test_a_projection_far_behind_does_not_keep_the_others_waiting(desk: Desk) -> None:
    """Staff is up to date; the caseload, just made, is built by the process."""
    history = History(seed=1, referrals=5)
    desk.record(history.events[:-1])
    desk.runner_of([staff.PROJECTION]).catch_up()
    desk.record(history.events[-1:])
    of_staff = desk.runner.catch_up(max_events=10, names=["staff"])
    assert of_staff.behind == 0
    assert desk.runner.catch_up(max_events=10).position == 0


def test_who_is_ahead_skips_what_it_has_seen(desk: Desk) -> None:
    """One page serves all; an event is never folded twice into a projection that is further on."""
    history = History(seed=2, referrals=5)
    desk.record(history.events[:40])
    desk.runner_of([COUNTING]).catch_up()
    desk.record(history.events[40:])
    runner = desk.runner_of([COUNTING, caseload.PROJECTION], page=30)
    runner.catch_up()
    assert set(runner.positions().values()) == {len(history.events)}
    counted = {stream: int(state) for stream, _, state in desk.rows([COUNTING])["counting_v1"]}  # type: ignore[call-overload]
    assert counted == Counter(event.originator_id for event in history.events)
    with desk.views.reading() as connection:
        assert {s: caseload.get(connection, s) for s in history.told} == {s: fold(t) for s, t in history.told.items()}


def test_without_tables_the_cure_is_named(desk: Desk) -> None:
    """A projection that no release has made."""
    newer = Projection("caseload", 99, caseload.PROJECTION.parts)
    with pytest.raises(ViewsMissing, match="release"):
        Runner(desk.log, desk.views, [newer]).catch_up()


def test_the_status_names_the_lag_in_events_and_seconds(desk: Desk) -> None:
    """The lag in seconds is the age of the oldest event that waits."""
    story = Story().opened(0)
    desk.record(story.told)
    desk.runner.catch_up()
    desk.record(story.forwarded(1).accepted(2).told[1:])
    now = moment(1, hour=12) + timedelta(seconds=30)
    status = {each.name: each for each in desk.runner.status(now)}["caseload"]
    assert status == ("caseload", 1, 1, 2, 30.0, None, 0)
    desk.runner.catch_up()
    assert {(each.lag_events, each.lag_seconds) for each in desk.runner.status(now)} == {(0, 0.0)}
