"""`audit breach`: exactly one question, an answer for people and one for scripts."""

from tests.commands import Lotse, add, as_json, done, refused


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
