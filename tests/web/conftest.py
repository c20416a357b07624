"""The small house, the application on it, and browsers for the cast."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.client import PageClient
from tests.small_house import PASSWORD, SmallHouse, frame_app, small_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SmallHouse]:
    """The small house with everybody's account."""
    with small_house(tmp_path) as house:
        yield house


@pytest.fixture
def app(house: SmallHouse) -> Flask:
    """The application on the small house."""
    return frame_app(house)


@pytest.fixture
def nobody(app: Flask) -> PageClient:
    """A browser in which nobody is signed in."""
    return PageClient(app)


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], PageClient]:
    """`signed_in("anna")`: a browser of their own for each of the cast."""

    def browser_of(login: str) -> PageClient:
        client = PageClient(app)
        client.sign_in(login, PASSWORD)
        return client

    return browser_of
