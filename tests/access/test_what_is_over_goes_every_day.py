"""Once a day, by the process that follows the log: what is due is requested, old looks are dropped, failures told."""

from uuid import UUID

import pytest

from referrals.evidence import Finding
from referrals.retention import SuspendReason
from tests.cast import EMIL, day
from tests.erasure.conftest import closed
from tests.real_house import Premises
from web.access_segments import AccessSegments
from web.access_tables import accesses
from web.daily import Daily
from web.selfcheck import look

FOUR_YEARS = 4 * 365


@pytest.fixture
def said() -> list[str]:
    """What the process says."""
    return []


@pytest.fixture
def daily(premises: Premises, said: list[str]) -> Daily:
    """The work of each day; with a file that will fall due, and a day of looks that was closed."""
    premises.browser("anna").get(f"/persons/{closed(premises).stream('person.')}")
    premises.later(days=2)
    segments(premises).close(premises.moment)
    return Daily(premises.house, said.append)


def segments(premises: Premises) -> AccessSegments:
    """The days of the access log."""
    return AccessSegments(premises.house.log, premises.casework, premises.house.stores["access"])


def requested(premises: Premises) -> list[UUID]:
    """For whom erasure was requested."""
    told = premises.house.log.told("erasure.requested")
    return [event.person_id for event in told]  # type: ignore[attr-defined]


def overdue(premises: Premises) -> list[str]:
    """What the self-check finds was not done."""
    outcome = look(premises.house.settings, premises.moment)
    return [each.detail for each in outcome.found if each.finding is Finding.RETENTION_OVERDUE]


def test_what_is_over_is_requested_and_dropped_by_itself(premises: Premises, daily: Daily, said: list[str]) -> None:
    daily()
    assert (requested(premises), said) == ([], [])
    premises.later(days=FOUR_YEARS)
    assert len(overdue(premises)) == 2
    daily()
    assert len(requested(premises)) == 1
    assert said == [
        "1 erasures were requested; 0 files that are due are held.",
        f"The looks of 2 days were dropped, the last of {day(1)}.",
    ]
    assert overdue(premises) == []
    daily()
    premises.later(days=1)
    daily()
    assert (len(requested(premises)), len(said)) == (1, 2)


def test_while_it_is_suspended_nothing_is_requested_and_that_is_said_once_a_day(
    premises: Premises, daily: Daily, said: list[str]
) -> None:
    premises.casework.retention.suspend(premises.sent(EMIL, role="coordinator"), reason=SuspendReason.AUDIT)
    premises.later(days=FOUR_YEARS)
    daily()
    daily()
    assert requested(premises) == []
    assert [line for line in said if "suspended" in line] == [
        f"Retention is suspended since {day(2)}: audit. Nothing was requested."
    ]
    assert not any("files are due" in each for each in overdue(premises))


def test_a_failure_is_told_and_tried_again_and_does_not_stop_the_other_work(
    premises: Premises, daily: Daily, said: list[str]
) -> None:
    """Somebody has added a look to a day that was closed: dropping it would wipe the traces away."""
    with premises.house.stores["access"].writing() as connection:
        row = connection.execute(accesses.select()).mappings().first()
        assert row is not None
        connection.execute(accesses.insert().values(**{**row, "id": None}))
    premises.later(days=FOUR_YEARS)
    daily()
    assert len(requested(premises)) == 1
    (failure,) = [line for line in said if "failed" in line]
    assert failure.startswith("lotse: Dropping old looks failed, and is tried again in an hour: 1 looks of")
    daily()
    assert sum("failed" in line for line in said) == 1
    premises.later(hours=1)
    daily()
    assert sum("failed" in line for line in said) == 2
    assert any("still there" in each for each in overdue(premises))
