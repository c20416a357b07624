"""Kinds (Arten): the nouns that topics begin with, as groups to choose from."""

from collections.abc import Iterable, Iterator

from projections.sentences import SENTENCES
from projections.word import Word
from referrals.event import TOPICS

NOUNS: dict[str, Word] = {
    "referral": Word("Vermittlung", "referral"),
    "appointment": Word("Termin", "appointment"),
    "need": Word("Anliegen", "need"),
    "person": Word("Ratsuchende Person", "person"),
    "release": Word("Schweigepflichtentbindung", "release"),
    "link": Word("Link einer Institution", "link of an institution"),
    "announcement": Word("Angekündigtes Anliegen", "announced need"),
    "gathering": Word("Gruppentermin", "gathering"),
    "participation": Word("Teilnahme am ESF Plus", "participation in the ESF Plus"),
    "funder_list": Word("Liste für den Fördermittelgeber", "list for the funder"),
    "erasure": Word("Löschung", "erasure"),
    "retention": Word("Aufbewahrung", "retention"),
    "break_glass": Word("Notfallzugriff", "emergency access"),
    "access_review": Word("Prüfung von Einsichten", "access review"),
    "access_segment": Word("Einsichten eines Tages", "looks of a day"),
    "audit": Word("Prüfung", "audit"),
    "audit_file": Word("Akteneinsicht zur Prüfung", "file opened for an audit"),
    "institution": Word("Institution", "institution"),
    "offer": Word("Angebot", "offer"),
    "staff": Word("Konto", "account"),
    "log": Word("Protokoll", "log"),
    "signing_key": Word("Schlüssel der Prüfpunkte", "signing key"),
    "checkpoint": Word("Prüfpunkt", "checkpoint"),
    "report": Word("Bericht", "report"),
    "selfcheck": Word("Selbstprüfung", "self-check"),
}


def noun(topic: str) -> str:
    """What a topic begins with."""
    return topic.partition(".")[0]


def noun_word(of: str, language: str = "de") -> str:
    """The word of a noun; one that stands in no table is shown as it is."""
    return NOUNS[of].in_language(language) if of in NOUNS else of


def title(topic: str, language: str = "de") -> str:
    """The title of a kind of event."""
    return SENTENCES[TOPICS[topic]].title.in_language(language)


def grouped(topics: Iterable[str], language: str = "de") -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(noun, its word, its kinds as (topic, title)), in the order of the table."""
    known = sorted(topics)
    nouns = [*NOUNS, *sorted({noun(topic) for topic in known} - set(NOUNS))]
    for each in nouns:
        kinds = [(topic, title(topic, language)) for topic in known if noun(topic) == each]
        if kinds:
            yield each, noun_word(each, language), sorted(kinds, key=lambda kind: kind[1].casefold())
