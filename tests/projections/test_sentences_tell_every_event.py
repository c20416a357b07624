"""Every event has a sentence in both languages, in every shape it can take."""

import re

import pytest

from projections.sentences import SENTENCES, KnownNames, ids_in, sentence
from referrals.event import Event
from tests.projections import examples

RAW = re.compile(r"[{}]|None|UUID|\b[a-z]+_[a-z_]+\b|\b[A-Z]{2,}_[A-Z_]+\b|  | ,| \.|\.\.|\(\)|datetime")


def test_every_event_has_a_sentence() -> None:
    """An event without a sentence is found here, and so is a sentence for an event that is gone."""
    assert {cls.__name__ for cls in SENTENCES} == {cls.__name__ for cls in examples.every_class()}


@pytest.mark.parametrize("names", [examples.NAMES, examples.NOBODY], ids=["known", "forgotten"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("cls", examples.every_class(), ids=lambda cls: cls.TOPIC)
def test_every_shape_of_every_event_reads_as_a_sentence(cls: type[Event], language: str, names: KnownNames) -> None:
    """No bare code, no id, no gap; it begins with a capital letter and ends with a full stop."""
    for event in examples.every_shape(cls):
        told = sentence(event, names, language)
        assert not RAW.search(str(told)), str(told)
        assert str(told)[0].isupper()
        assert str(told).endswith(".")
        assert told.title
        assert re.fullmatch("[a-z-]+", told.kind)


@pytest.mark.parametrize("cls", examples.every_class(), ids=lambda cls: cls.TOPIC)
def test_the_two_languages_differ(cls: type[Event]) -> None:
    """Nobody forgot to translate."""
    event = next(examples.every_shape(cls))
    german, english = sentence(event, examples.NAMES, "de"), sentence(event, examples.NAMES, "en")
    assert str(german) != str(english)
    assert german.title != english.title


def test_names_and_days_are_marked() -> None:
    """A page wraps names into <bdi> and days into <time>, and everything else is our own text."""
    for cls in examples.every_class():
        for event in examples.every_shape(cls):
            for piece in sentence(event, examples.NAMES).pieces:
                if piece.kind == "text":
                    assert "Anna" not in piece.text
                    assert "VHS" not in piece.text
                assert (piece.iso is not None) == (piece.kind == "time")


def test_a_page_knows_beforehand_whose_names_it_needs() -> None:
    """Every id that a sentence asks for was named by `ids_in`."""

    class Asked:
        def __init__(self) -> None:
            self.staff_ids: set[object] = set()
            self.institution_ids: set[object] = set()

        def staff(self, staff_id: object) -> str:
            self.staff_ids.add(staff_id)
            return "?"

        def institution(self, institution_id: object) -> str:
            self.institution_ids.add(institution_id)
            return "?"

        def offer(self, institution_id: object, offer_id: object) -> str:
            self.institution_ids.add(institution_id)
            return "?"

    for cls in examples.every_class():
        for event in examples.every_shape(cls):
            asked = Asked()
            sentence(event, asked)
            named = ids_in([event])
            assert asked.staff_ids <= named.staff
            assert asked.institution_ids <= named.institutions
            assert None not in named.staff | named.institutions
