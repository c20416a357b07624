"""State (Stand): as of which event the figures answer, and what they leave out, so that nothing old goes unmarked."""

from typing import NamedTuple

from projections import bookmark, parked
from projections.caseload import PROJECTION as CASELOAD
from projections.figures.panel import AsOf
from projections.figures.tables import PROJECTION as FIGURES
from web import desk
from web.pages.figures.showing import State
from web.parts import now

SOURCES = {(each.name, each.version) for each in (CASELOAD, FIGURES)}
"""The projections that figures are read from."""


class Standing(NamedTuple):
    """The state, the moment asked for, and how many events could not be taken in."""

    state: State
    as_of: AsOf
    parked: int


def standing() -> Standing:
    """From the bookmarks in the same view as the figures, against the head of the log."""
    connection = desk.views()
    marks = [each for each in bookmark.read(connection) if not each.building and (each.name, each.version) in SOURCES]
    oldest = min(marks, key=lambda mark: mark.position)
    behind = max(0, desk.house().log.head() - oldest.position)
    at = oldest.updated_at if behind else now()
    left_out = sum(number for source, number in parked.counts(connection).items() if source in SOURCES)
    return Standing(State(oldest.position, at, behind), AsOf(oldest.position, now()), left_out)
