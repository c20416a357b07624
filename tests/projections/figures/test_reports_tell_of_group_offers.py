"""A report tells of the visits to group offers; early ones, which did not, come out as they were."""

import msgspec

from projections import gatherings, visits
from projections.figures import report
from projections.figures.panel import AsOf
from referrals.gathering import GatheringVoidReason
from referrals.report import Subject
from tests.cast import EMIL, VHS, moment
from tests.projections.figures.conftest import AUTUMN, LATE, make
from tests.real_house import Premises
from web import reporting


def test_it_tells_of_the_group_offers_as_they_stood_that_day(later_on_both: Premises) -> None:
    """Rounded, and the same when the day is long over; an early report without them comes out without them."""
    house = later_on_both.house
    made = make(later_on_both)
    told = {panel.code: panel for panel in made.document.panels if panel.code in gatherings.DEFINITIONS}
    assert list(told) == list(gatherings.DEFINITIONS)
    house.catch_up()
    asked, as_of = report.asked_of(AUTUMN), AsOf(made.report.position, moment(LATE - 1))
    with house.views.reading() as connection:
        held = visits.panels(connection, asked, as_of, exact=True)[0].lines[0].cells
        stand = gatherings.between(connection, asked.period.start, asked.period.end)[:3]
    rounded = [cell.value for cell in told["visits_by_month"].lines[0].cells]
    assert any(rounded)
    assert rounded == [5 * round((cell.value or 0) / 5) for cell in held]
    for each in stand:
        later_on_both.casework.gatherings.void(
            later_on_both.sent(EMIL, role="coordinator"), each.id, reason=GatheringVoidReason.RECORDED_TWICE
        )
    assert reporting.again(house, made.report).bytes == made.document.bytes
    with house.day_ends.at(made.report.position) as connection:
        bare = report.written(connection, made.report.subject, as_of, with_group_offers=False)
    early = msgspec.structs.replace(made.report, definitions=bare.definitions, sha256=bare.sha256)
    assert reporting.again(house, early).bytes == bare.bytes


def test_an_institution_has_no_visits_but_referrals_that_began_at_a_group_offer(later: Premises) -> None:
    """A report on one institution leaves out what cannot be asked of it."""
    document = make(later, Subject(period="2026-Q4", institution_id=VHS)).document
    assert [each.code for each in document.panels if each.code in gatherings.DEFINITIONS] == ["referrals_begun"]
