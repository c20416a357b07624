"""A house in which somebody has worked for some weeks, and the reports that Emil makes there."""

from typing import Any

import pytest

from referrals.report import Subject
from tests.cast import EMIL, moment
from tests.projections.histories import History
from tests.real_house import Premises
from web import reporting

LATE = 70
"""A day on which the history is over."""
AUTUMN = Subject(period="2026-Q4")


def worked_for_weeks(premises: Premises) -> Premises:
    """A furnished house in which somebody has worked for some weeks."""
    history = History(5, referrals=40)
    told = [event for event in history.events if not event.TOPIC.startswith(("staff.", "institution.", "offer."))]
    for start in range(0, len(told), 100):
        premises.house.log.record(*told[start : start + 100])
    premises.moment = moment(LATE)
    return premises


@pytest.fixture
def later(premises: Premises) -> Premises:
    """After some weeks."""
    return worked_for_weeks(premises)


@pytest.fixture
def later_on_both(both_premises: Premises) -> Premises:
    """After some weeks, on each database."""
    return worked_for_weeks(both_premises)


def make(premises: Premises, subject: Subject = AUTUMN, **changes: Any) -> reporting.Made:
    """Emil makes a report."""
    return reporting.make(premises.house, premises.sent(EMIL, role="coordinator", **changes), subject)
