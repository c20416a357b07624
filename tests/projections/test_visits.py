"""The figures of the group offers and of the funder agree with a slow count over the raw events, and are rounded."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from projections import gatherings, participants, participations, visits
from projections.figures import periods
from projections.figures.panel import Asked, AsOf, Compare, Panel, Span
from projections.participants import Participant
from referrals.gathering import GatheringCorrected, GatheringHeld, GatheringVoided, GroupOffer
from referrals.participation import Missing, id_of
from referrals.participation_events import FunderListHandedOver
from referrals.referral import events as e
from referrals.referral.state import effective
from tests.cast import known, moment
from tests.projections.conftest import Desk
from tests.projections.histories import History

PROJECT = Asked(period=periods.PROJECT)


def of(panels: list[Panel], code: str) -> dict[str, float | None]:
    """The first line of a panel, by label."""
    panel = next(each for each in panels if each.code == code)
    return {label: cell.value for label, cell in zip(panel.labels, panel.lines[0].cells, strict=True)}


def taken_in(desk: Desk, seed: int = 21) -> History:
    """A history, as far as the projections."""
    history = History(seed, referrals=12)
    desk.record(history.events)
    desk.runner.catch_up()
    return history


def slow_visits(history: History) -> Counter[str]:
    """Head-counts by group offer: the last word on each gathering counts, and nothing of what was struck out."""
    stands: dict[UUID, Any] = {}
    for event in history.events:
        if isinstance(event, GatheringHeld | GatheringCorrected):
            stands[event.originator_id] = event
        elif isinstance(event, GatheringVoided):
            del stands[event.originator_id]
    heads: Counter[str] = Counter()
    for event in stands.values():
        heads[event.group_offer.value] += event.headcount
    return heads


def slow_beginnings(history: History) -> Counter[str]:
    """Where the referrals began that were not entered in error."""
    begun: Counter[str] = Counter()
    for told in history.told.values():
        events = effective(told)
        opened = events[0]
        assert isinstance(opened, e.ReferralOpened)
        if opened.origin and not any(isinstance(event, e.ReferralVoided) for event in events):
            begun[opened.origin.value] += 1
    return begun


def test_visits_and_beginnings_agree_with_a_slow_count(desk: Desk) -> None:
    history = taken_in(desk)
    as_of = AsOf(desk.runner.positions()["gatherings"], moment(300))
    with desk.views.reading() as connection:
        panels = visits.panels(connection, PROJECT, as_of, exact=True)
        found = visits.referrals_behind(connection, PROJECT, as_of, GroupOffer.PARENTS_BREAKFAST.value)
    heads, begun = slow_visits(history), slow_beginnings(history)
    assert sum(heads.values()) > 0
    assert sum(begun.values()) > 0
    assert {label: value for label, value in of(panels, "visits_by_offer").items() if value} == +heads
    assert sum(value or 0 for value in of(panels, "visits_by_month").values()) == heads.total()
    assert {label: value for label, value in of(panels, "referrals_begun").items() if value} == begun
    assert len(found) == begun[GroupOffer.PARENTS_BREAKFAST.value]


def test_what_leaves_the_house_is_rounded_and_shows_every_offer(desk: Desk) -> None:
    """A label that is missing would say that nobody came there."""
    taken_in(desk)
    with desk.views.reading() as connection:
        panels = visits.panels(connection, PROJECT, AsOf(1, moment(300)), exact=False)
    offers = of(panels, "visits_by_offer")
    assert set(offers) == {code.value for code in GroupOffer}
    assert all(value is not None and value % 5 == 0 for value in offers.values())


def test_a_quarter_counts_its_own_and_the_quarters_make_the_whole(desk: Desk) -> None:
    history = taken_in(desk)
    as_of = AsOf(1, moment(300))
    with desk.views.reading() as connection:
        told = {
            quarter: sum(
                value or 0
                for value in of(
                    visits.panels(connection, Asked(period=periods.PROJECT, quarter=quarter), as_of, exact=True),
                    "visits_by_offer",
                ).values()
            )
            for quarter in ("hardenbergviertel", "stephanplatz", "alt_inrath", "dieselstrasse", "elsewhere")
        }
        compared = visits.panels(connection, Asked(period=periods.PROJECT, compare=Compare.QUARTERS), as_of, exact=True)
    assert sum(told.values()) == slow_visits(history).total()
    lines = next(each for each in compared if each.code == "visits_by_offer").lines
    assert {line.code: sum(cell.value or 0 for cell in line.cells) for line in lines} == {
        quarter: told[quarter] for quarter in told if quarter in {line.code for line in lines}
    }


def test_participations_are_found_by_person_and_know_their_lists(desk: Desk) -> None:
    history = taken_in(desk)
    list_ = next(event for event in history.events if isinstance(event, FunderListHandedOver))
    with desk.views.reading() as connection:
        everybody = participations.everybody(connection)
        one = participations.of_person(connection, history.id("person 2"))
        assert one is not None
        assert participations.handed_over_on(connection, one.id) == [list_.occasion.occurred_on]
        assert participations.of_person(connection, known("nobody")) is None
        assert participations.of_persons(connection, [history.id("person 2")]) == [one]
    assert {each.id for each in everybody} == set(list_.participations)
    assert one.id == id_of(history.id("person 2"))
    assert (one.entries, one.left_on) == (2, None)
    assert Missing.SEX not in one.missing(date(2026, 12, 1))


def participant(number: int, month: int, **changes: Any) -> Participant:
    """Somebody who entered in a month of 2026."""
    fields: dict[str, Any] = {"left_on": None, "entries": 1, "answers": {"sex": "female"}}
    fields |= {"id": UUID(int=number), "code": f"TN-{number}", "entered_on": date(2026, month, 3)}
    return Participant(**{**fields, **changes})


def test_the_funder_counts_entries_of_the_period_and_results_of_those_who_left_in_it() -> None:
    """Who was not asked counts as such; without a follow-up the result on leaving stands."""
    everybody = [
        participant(1, 1, left_on=date(2026, 2, 10), results=("qualification",)),
        participant(2, 2, left_on=date(2026, 2, 20), results=("nothing",), later_results=("in_employment",)),
        participant(3, 2, answers={}),
        participant(4, 3, left_on=date(2026, 4, 1)),
    ]
    february = periods.around(Span.MONTH, date(2026, 2, 1))
    panels = participants.panels(everybody, february, date(2026, 6, 1), exact=True)
    assert of(panels, "participants") == {"2026-02": 2}
    assert of(panels, "participants_sex")["female"] == 1
    assert of(panels, "participants_sex")["not_asked"] == 1
    results = next(each for each in panels if each.code == "participants_results")
    on_leaving, later = (
        {label: cell.value for label, cell in zip(results.labels, line.cells, strict=True) if cell.value}
        for line in results.lines
    )
    assert on_leaving == {"qualification": 1, "nothing": 1}
    assert later == {"qualification": 1, "in_employment": 1}


def test_the_funder_sees_multiples_of_five() -> None:
    """And nobody's answers stand in what is printed by accident."""
    everybody = [participant(number, 1) for number in range(7)]
    panels = participants.panels(everybody, periods.PROJECT, date(2026, 6, 1), exact=False)
    values = [cell.value for panel in panels for line in panel.lines for cell in line.cells]
    assert {value for value in values if value} == {5}
    assert "female" not in repr(everybody[0])


def test_every_figure_has_its_definition() -> None:
    """What a page links to is there."""
    with_codes = {**gatherings.DEFINITIONS, **participations.DEFINITIONS}
    made = participants.panels([], periods.PROJECT, date(2026, 6, 1), exact=True)
    assert {panel.definition for panel in made} <= set(with_codes)
    assert all(each.says_de and each.says_en for each in with_codes.values())
