"""Every code that the log can hold has a word in both languages, and a page never shows a bare code."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from projections import words
from projections.sentences.corrections import FIELDS
from referrals.person import LANGUAGES
from referrals.referral.corrections import correctable_fields
from tests.projections import examples

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"


def codes(of: type[StrEnum] = StrEnum) -> list[type[StrEnum]]:
    """Every code of the domain."""
    return [cls for cls in of.__subclasses__() if cls.__module__.startswith("referrals.")]


@pytest.mark.parametrize("code", codes(), ids=lambda code: code.__name__)
def test_every_code_has_a_word_in_both_languages(code: type[StrEnum]) -> None:
    """A code without a word is found here, and so is a word for a code that is gone."""
    assert set(words.WORDS[code]) == set(code)
    for member in code:
        for language in ("de", "en"):
            assert words.word(member, language).strip()


@pytest.mark.parametrize("code", codes(), ids=lambda code: code.__name__)
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_codes_share_a_word(code: type[StrEnum], language: str) -> None:
    """A reader could not tell the two apart in a filter."""
    told = [word for _, word in words.choices(code, language)]
    assert len(set(told)) == len(told)


def test_every_language_of_the_project_has_a_name() -> None:
    """The choices of the forms come from this table."""
    assert tuple(code for code, _ in words.language_choices()) == LANGUAGES
    assert words.language_name("tr", "de") == "Türkisch"
    assert words.language_name("tr", "en") == "Turkish"


def test_a_language_beyond_the_project_has_its_name_from_the_unicode_tables() -> None:
    """The directory holds languages that no resident has asked for yet."""
    assert words.language_name("vi", "de") == "Vietnamesisch"
    assert words.language_name("xyz", "de") == "xyz"


def test_a_quarter_that_is_in_no_table_is_shown_as_it_is() -> None:
    """Quarters are configurable; an old one still reads."""
    assert words.quarter("dieselstrasse") == "Dieselstraße"
    assert words.quarter("Uerdingen") == "Uerdingen"


def test_every_field_that_a_correction_may_change_has_a_word() -> None:
    """„Berichtigt: Tag der Nachfrage …“, never „review_on“."""
    for cls in examples.every_class():
        if cls.__module__ == "referrals.referral.events":
            for field in correctable_fields(next(examples.every_shape(cls))):  # type: ignore[arg-type]
                assert field in FIELDS, f"{cls.__name__}.{field} has no word"


def test_every_event_topic_has_a_line_in_the_glossary() -> None:
    """docs/glossary.md explains every name that stands on disk."""
    glossary = GLOSSARY.read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", glossary, re.MULTILINE))
    assert explained == {cls.TOPIC for cls in examples.every_class()}


def test_every_code_has_a_line_in_the_glossary() -> None:
    """Its German word stands beside it, the same one as on the pages."""
    glossary = GLOSSARY.read_text(encoding="utf-8")
    for code in codes():
        for member in code:
            assert f"`{member.value}` {words.word(member)}" in glossary, f"{code.__name__}.{member.name}"


def test_the_glossary_names_files_that_are_there() -> None:
    """Whoever reads a word finds the place in the code."""
    named = re.findall(r"`([a-z_/]+(?:\.py|/))`", GLOSSARY.read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
