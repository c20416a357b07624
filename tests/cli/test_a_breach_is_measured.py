"""`audit breach`: exactly one question, an answer for people and one for scripts."""

import importlib
from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.commands import Lotse, add, as_json, done, refused
from web.breach import Report


def test_a_stolen_log_is_told_in_words_and_as_json(lotse: Lotse, anna: str) -> None:
    told = done(lotse("audit", "breach", "--since", "2100-01-01", "--stolen", "log"))
    assert "no name" in told
    assert "72 hours" in told
    found = as_json(lotse("audit", "breach", "--since", "2100-01-01", "--stolen", "log", "--json"))
    assert found["judgement"] == "codes_only"
    assert [each["person"] for each in found["affected"]] == [anna]
    assert found["affected"][0]["fields"] == {"contact": ["name"]}


def test_one_question_at_a_time(lotse: Lotse) -> None:
    add(lotse, "emil", "", "coordinator")
    assert "nobody signs in as nora" in refused(lotse("audit", "breach", "--since", "2026-01-01", "--staff", "nora"))
    assert "Give one of" in refused(lotse("audit", "breach", "--since", "2026-01-01"))
    assert as_json(lotse("audit", "breach", "--since", "2026-01-01", "--staff", "emil", "--json"))["persons"] == 0


def test_the_whole_day_on_which_a_copy_was_taken_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what was recorded in its last second, and on the day on which the clock is put back."""
    command, asked = importlib.import_module("web.cli.breach"), list[datetime]()

    def noted(log: object, stolen: object, taken_at: datetime, tell: object) -> Report:
        asked.append(taken_at)
        return Report([])

    monkeypatch.setattr(command, "of_copies", noted)
    monkeypatch.setattr(command.opening, "house", lambda: nullcontext(SimpleNamespace(log=None)))
    done = CliRunner().invoke(command.breach, ["--since", "2026-10-25", "--stolen", "log"])
    assert done.exit_code == 0, done.output
    assert asked[0].astimezone(UTC) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
