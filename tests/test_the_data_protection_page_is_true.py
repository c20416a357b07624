"""docs/data-protection.md names only tests, files, pages and commands that exist, and answers every article it must."""

import re
from functools import cache
from pathlib import Path

import click
import pytest
from flask import Flask

from web.app import BLUEPRINTS
from web.cli import main

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "data-protection.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
FOLDERS = ("tests/", "referrals/", "projections/", "web/", "docs/", "bin/")
ROWS = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")]
ARTICLES = [5, 6, 7, 9, *range(12, 23), 24, 25, 28, 30, 32, 33, 34, 35]
SECTIONS = ["§ 35 SGB I", "§ 65 SGB VIII", "§ 8a SGB VIII", "§ 9b SGB VIII", "§ 203 StGB", "§§ 61 to 64 SGB VIII"]
OF_SGB_X = range(67, 86)
BLOCKS = [11, 41, 42, 43, 50, 51, 60, 61, 62]


def told(*beginnings: str) -> list[str]:
    return [name for name in NAMED if name.startswith(beginnings)]


@pytest.mark.parametrize("name", told(*FOLDERS))
def test_every_file_and_test_is_there(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists()
    if test:
        assert f"def {test}(" in (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("command", told("./lotse "))
def test_every_command_is_there(command: str) -> None:
    found: click.Command | None = main
    for word in command.split()[1:]:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
        assert found is not None


@pytest.mark.parametrize("address", told("/"))
def test_every_page_is_there(address: str) -> None:
    assert address in addresses()


@cache
def addresses() -> set[str]:
    """Every address, with … for what varies."""
    app = Flask(__name__)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return {re.sub("<[^>]+>", "…", rule.rule) for rule in app.url_map.iter_rules()}


def test_every_article_section_and_building_block_is_answered() -> None:
    """Of the specification."""
    articles = {int(n) for row in ROWS if row.startswith("Art. ") for n in re.findall(r"\d+", row)}
    assert set(ARTICLES) <= articles
    assert [section for section in SECTIONS if not any(row.startswith(section) for row in ROWS)] == []
    of_sgb_x = [re.findall(r"\d+", row.partition("SGB X")[0]) for row in ROWS if "SGB X" in row]
    covered = {n for found in of_sgb_x for n in range(int(found[0]), int(found[-1]) + 1)}
    assert set(OF_SGB_X) - covered == set()
    assert [block for block in BLOCKS if not any(re.match(rf"{block} ", row) for row in ROWS)] == []


def test_every_line_of_the_tables_has_a_proof() -> None:
    """A test, in its last cell."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    without = [line for line in lines if "test" not in line.rstrip("| ").rpartition("|")[2]]
    assert [line for line in without if "proven by" not in line and "| test |" not in line] == []
