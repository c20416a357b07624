"""The documents made from the configuration: the files in docs/ are those of today."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web import processing
from web.cli import main

DOCS = Path(__file__).parent.parent / "docs"


def told_by(*options: str) -> str:
    """What `audit processing` prints; it needs no installation."""
    result = CliRunner().invoke(main, ["audit", "processing", *options])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(("name", "options"), [("processing.md", ()), ("erasure-concept.md", ("--erasure",))])
def test_the_page_in_docs_is_what_the_configuration_says(name: str, options: tuple[str, ...]) -> None:
    """Else: `./lotse audit processing > docs/processing.md`, `./lotse audit processing --erasure > …`."""
    assert (DOCS / name).read_text("utf-8") == told_by(*options)


def test_the_record_answers_what_article_30_asks(tmp_path: Path) -> None:
    """Controller, purposes, persons, data, recipients, third countries, periods, measures; as JSON and HTML."""
    told = json.loads(told_by("--json"))["processing"]["sections"]
    asked = {"Verantwortlich", "Drittländer", "Technische und organisatorische Maßnahmen"}
    assert asked <= set(told["general"])
    for purpose in ("case_management", "administration", "data_subject_rights"):
        assert {"Zweck", "Rechtsgrundlagen", "Betroffene", "Daten", "Empfänger", "Aufbewahrung"} <= set(told[purpose])
    told_by("--html", str(tmp_path / "record.html"))
    html = (tmp_path / "record.html").read_text("utf-8")
    assert "Verzeichnis der Verarbeitungstätigkeiten" in html
    assert "Löschkonzept" in html
    assert "<script" not in html


def test_what_nobody_filled_in_is_said() -> None:
    """An empty controller is no blank line."""
    rows = {row.label: row.values for row in processing.record().sections[0].rows}
    assert rows["Verantwortlich"] == (processing.MISSING,)
