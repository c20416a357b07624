"""A report holds the figures of the ESF Plus as of the end of its day, and the same ones whatever is erased later."""

import json
from typing import Any

from projections.figures.panel import Panel
from referrals.event import encode
from referrals.participation import Answers
from referrals.participation_events import Employment, LeavingResult
from referrals.report import ReportMade, Subject
from tests.cast import EMIL
from tests.erasure.conftest import approved, closed
from tests.real_house import Premises
from web import reporting
from web.access_log import Filters
from web.forgetting import carry_out

NOVEMBER = Subject(period="2026-11")


def take_part(premises: Premises, number: int, employment: Employment = Employment.UNEMPLOYED) -> None:
    """So many enter, and may be forgotten: their referrals are closed."""
    for each in range(number):
        person = closed(premises, name=f"Person {each}").stream("person.")
        premises.casework.participations.enter(premises.sent(), person, Answers(employment=employment))


def make(premises: Premises, subject: Subject = NOVEMBER) -> reporting.Made:
    """Emil makes a report."""
    return reporting.make(premises.house, premises.sent(EMIL, role="coordinator"), subject)


def told(made: reporting.Made, code: str, part: str | None = None) -> dict[str, Any]:
    """The numbers of the first line of a figure."""
    panel = next(each for each in made.document.panels if (each.code, each.part) == (code, part))
    return {label: cell.value for label, cell in zip(panel.labels, panel.lines[0].cells, strict=True) if cell.value}


def of_the_funder(made: reporting.Made) -> list[Panel]:
    """Its figures of the ESF Plus."""
    return [each for each in made.document.panels if each.code.startswith("participants")]


def test_a_report_counts_participations_up_to_the_end_of_its_day(premises: Premises) -> None:
    """Rounded, each figure with the version of its definition; who enters today stands in tomorrow's."""
    take_part(premises, 7)
    premises.later(days=1)
    take_part(premises, 9, Employment.EMPLOYED)
    made = make(premises)
    assert told(made, "participants") == {"2026-11": 5}
    assert told(made, "participants_employment") == {"unemployed": 5}
    assert made.report.definitions["participants_housing"] == 1
    premises.later(days=1)
    assert told(make(premises), "participants_employment") == {"unemployed": 5, "employed": 10}


def test_who_left_after_the_day_has_not_left_in_the_report(premises: Premises) -> None:
    """The period and the day are those of the report, whatever is recorded meanwhile."""
    take_part(premises, 5)
    premises.later(days=1)
    people = [each.originator_id for each in premises.house.log.told("participation.entered")]
    for each in people:
        premises.casework.participations.leave(premises.sent(), each, results=(LeavingResult.QUALIFICATION,))
    assert told(make(premises), "participants_results") == {}
    premises.later(days=1)
    assert told(make(premises), "participants_results") == {"qualification": 5}


def test_it_comes_out_the_same_after_those_whom_it_counted_were_erased(premises: Premises) -> None:
    """What was sealed is gone, what was reported stands in the log; a new report says what is left."""
    take_part(premises, 6)
    premises.later(days=1)
    made = make(premises)
    for person in sorted({each.person_id for each in premises.house.log.told("participation.entered")}):  # type: ignore[attr-defined]
        approved(premises, person, 0)
    assert len(carry_out(premises.house).certified) == 6
    again = reporting.again(premises.house, reporting.find(premises.house, made.report.id))
    assert again.bytes == made.document.bytes
    assert told(make(premises), "participants_employment") == {"no_answer": 5}


def test_the_log_holds_rounded_numbers_alone(premises: Premises) -> None:
    take_part(premises, 8)
    premises.later(days=1)
    make(premises)
    (event,) = (each for each in premises.house.log.told("report.") if isinstance(each, ReportMade))
    assert event.funding
    numbers = [number for each in event.funding for cells in each.lines.values() for number in cells.values()]
    assert {number % 5 for number in (*numbers, *(each.total for each in event.funding))} == {0}


def test_a_report_on_some_referrals_alone_has_no_participations(premises: Premises) -> None:
    """They have no quarter, no need and no institution; and where nearly nobody takes part, nothing says that."""
    take_part(premises, 2)
    premises.later(days=1)
    assert of_the_funder(make(premises)) == []
    take_part(premises, 8)
    premises.later(days=1)
    narrowed = make(premises, Subject(period="2026-11", quarter="stephanplatz"))
    assert of_the_funder(narrowed) == []
    assert "funding" not in json.loads(encode(premises.house.log.events_of(narrowed.report.id)[0]))
    assert of_the_funder(make(premises))


def test_beside_the_period_before_there_are_both(premises: Premises) -> None:
    take_part(premises, 5)
    premises.later(days=30)
    take_part(premises, 10, Employment.EMPLOYED)
    premises.later(days=1)
    made = make(premises, Subject(period="2026-12", compare="previous"))
    assert told(made, "participants_employment", "current") == {"employed": 10}
    assert told(made, "participants_employment", "previous") == {"unemployed": 5}


def test_the_paper_shows_them_and_making_it_is_a_look(premises: Premises) -> None:
    """Also where quarters of the town stand side by side: of participations there is one number."""
    take_part(premises, 12)
    premises.later(days=1)
    emil = premises.browser("emil")
    page = emil.get("/figures/reports").submit("Bericht erstellen", period="2026-11", compare="quarters")
    paper = emil.get(page.links()["Ansehen und drucken"])
    assert "Erwerbsstatus beim Eintritt" in paper.text
    assert "arbeitslos (10)" in paper.text
    looks = [
        (each.access.staff_id, each.access.purpose)
        for each in premises.house.access_log.page(Filters(purpose="funding"))
    ]
    assert (EMIL, "funding") in looks
