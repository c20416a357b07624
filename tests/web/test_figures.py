"""Figures: what the coordinator reads, each number with the rows behind it, and nothing old unmarked."""

import pytest

from referrals.need import NeedKind
from tests.cast import BEN
from tests.client import PageClient
from tests.page_checks import words
from tests.real_house import Premises


@pytest.fixture
def emil(premises: Premises) -> PageClient:
    """The coordinator's browser."""
    return premises.browser("emil")


def test_the_overview(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures")
    assert page.status == 200
    assert "Zahlen" in page.navigation
