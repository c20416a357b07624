"""Every refusal of the domain has a sentence, in both languages."""

import ast
import re
from pathlib import Path

from flask import Flask

from web.refusals import SENTENCES, sentence
from web.translations.extract import catalogues

DOMAIN = Path(__file__).parents[2] / "referrals"
TOLD_BY_THE_COMMAND_LINE = {"CannotRead", "CannotReadList"}
"""Refusals of files that only a command reads; it says them in English itself."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def refusals() -> dict[str, set[str]]:
    """Code → the names of its parameters, read out of the named constructors of every Refusal."""
    found: dict[str, set[str]] = {}
    for path in DOMAIN.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Refusal" for base in node.bases):
                found |= _of_class(node)
    return found


def _of_class(refusal: ast.ClassDef) -> dict[str, set[str]]:
    found = {}
    for call in ast.walk(refusal):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "cls" and call.args:
            reason = call.args[0]
            suffix = f".{reason.value!s}" if isinstance(reason, ast.Constant) else ""
            found[refusal.name + suffix] = {str(keyword.arg) for keyword in call.keywords}
    return found


def test_the_refusals_are_found() -> None:
    """The reader of the source sees what is there."""
    found = refusals()
    assert found["CannotTakeStep.phase"] == {"step", "phase"}
    assert found["NotFound"] == set()
    assert len(found) > 45


def test_every_refusal_has_a_sentence() -> None:
    """Its own one, or the one of its class."""
    told = {code for code in refusals() if code.partition(".")[0] not in TOLD_BY_THE_COMMAND_LINE}
    assert [code for code in sorted(told) if not {code, code.partition(".")[0]} & set(SENTENCES)] == []


def test_a_sentence_asks_only_for_what_its_refusal_says() -> None:
    """A placeholder without a parameter would be an error on the page."""
    for code, params in refusals().items():
        assert set(PLACEHOLDER.findall(SENTENCES.get(code, ""))) <= params, code


def test_every_sentence_is_there_in_english_too() -> None:
    """With the same placeholders."""
    english = {message.id: str(message.string) for catalogue in catalogues().values() for message in catalogue}
    for code, german in SENTENCES.items():
        assert english.get(german), code
        assert set(PLACEHOLDER.findall(english[german])) == set(PLACEHOLDER.findall(german)), code


def test_codes_in_a_sentence_are_words(app: Flask) -> None:
    """A phase, a topic and a list of codes are read as people say them."""
    from referrals.referral.codes import Phase
    from referrals.referral.refusals import CannotCorrect, CannotTakeStep

    refused = CannotTakeStep.because_of_the_phase("referral.accepted", Phase.IN_SERVICE)
    with app.test_request_context():
        assert "„Zugesagt“" in sentence(refused.code, refused.params)
        assert "„Hilfe läuft“" in sentence(refused.code, refused.params)
    with app.test_request_context(headers={"Cookie": "lotse_language=en"}):
        later = CannotCorrect.because_the_history_would_not_hold("appointment.kept")
        assert "“Appointment kept”" in sentence(later.code, later.params)
