"""The kinds of events to choose from: every topic stands in a group with a German and an English word."""

from projections.kinds import NOUNS, grouped, noun
from referrals.event import TOPICS


def test_every_topic_begins_with_a_noun_that_has_a_word() -> None:
    """A new noun needs its line in the table."""
    assert {noun(topic) for topic in TOPICS} - set(NOUNS) == set()


def test_every_kind_can_be_chosen_once() -> None:
    """In both languages."""
    for language in ("de", "en"):
        chosen = [topic for _noun, _word, kinds in grouped(TOPICS, language) for topic, _title in kinds]
        assert sorted(chosen) == sorted(TOPICS)
