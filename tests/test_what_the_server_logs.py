"""The server log: one line of JSON for each request, with its number and its route, and no value that anybody typed."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.real_house import Premises
from web.operations.logs import Lines
from web.operations.requests import HEADER


class Kept(logging.Handler):
    """What would stand in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self, said: str) -> list[dict[str, Any]]:
        """The lines with these words."""
        return [line for line in map(json.loads, self.lines) if line["said"] == said]


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, root = Kept(), logging.getLogger("lotse")
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


def test_a_request_is_told_by_its_route_and_never_by_its_address(premises: Premises, kept: Kept) -> None:
    """An address holds the id of a referral, and a query what somebody looked for."""
    referral_id = premises.take_in().stream("referral.")
    premises.browser("anna").get(f"/referrals/{referral_id}?name=Needle")
    line = kept.told("answered")[-1]
    assert (line["route"], line["method"], line["status"]) == ("/referrals/<uuid:referral_id>", "GET", 200)
    assert line["ms"] > 0
    assert str(referral_id) not in "".join(kept.lines)
    assert "Needle" not in "".join(kept.lines)


def test_every_answer_carries_the_number_that_its_lines_carry(premises: Premises, kept: Kept) -> None:
    """The page of an error names it, too; a number that a browser sends is not taken over."""
    browser = premises.browser("anna")
    page = browser.get("/nowhere", headers={HEADER: "forged"})
    number = page.response.headers[HEADER]
    assert re.fullmatch("[0-9a-f]{12}", number)
    assert f"Nummer der Anfrage: {number}" in page.text
    line = kept.told("answered")[-1]
    assert (line["request"], line["route"], line["status"]) == (number, "none", 404)
    assert browser.get("/nowhere").response.headers[HEADER] != number


def test_who_asks_whether_lotse_lives_leaves_no_line(premises: Premises, kept: Kept) -> None:
    for address in ("/livez", "/readyz", "/metrics"):
        assert premises.browser().get(address).status == 200
    assert kept.lines == []


def test_nothing_can_begin_a_line_of_its_own(kept: Kept) -> None:
    """Line ends and control characters stay what they are: characters of a text."""
    logging.getLogger("lotse.test").info('GET /x\n{"forged": 1}\r\x1b[31m')
    (line,) = kept.lines
    assert line.isprintable()
    assert json.loads(line)["said"].startswith("GET /x\n")


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_message(kept: Kept) -> None:
    """A message may hold what somebody typed."""
    try:
        raise ValueError("Gül Needle")
    except ValueError:
        logging.getLogger("lotse.test").error("It went wrong.", exc_info=sys.exc_info())
    (line,) = map(json.loads, kept.lines)
    assert line["kind"] == "ValueError"
    assert "test_an_error_is_told" in line["trace"][-1]
    assert "Needle" not in kept.lines[0]
