"""Words (Wörter): what people write into lists, in German and English, and the code that each means."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from referrals.old_list.verdict import BadRow

NOTHING = frozenset({"", "-", "–", "—", "/", "k. a.", "k.a.", "n/a", "?", "keine angabe", "unbekannt"})

_NEED = {
    "employment": "Arbeit, Arbeitssuche, Jobsuche, Beschäftigung, Beruf, Ausbildung, work, job",
    "authorities": "Behörden, Behörde, Amt, Ämter, Behördengänge, Antrag, Formulare, dealings with authorities",
    "family": "Familie, Erziehung, Eltern",
    "language": "Sprache, Sprachkurs, Integrationskurs, Deutschkurs, Sprache/Integrationskurs, Deutsch lernen, course",
    "childcare_school": "Kita, Schule, Kita und Schule, Kita/Schule, Kinderbetreuung, Kindergarten, childcare, school",
    "health": "Gesundheit, Arzt, Krankheit, Pflege, doctor",
    "housing": "Wohnen, Wohnung, Wohnungssuche, Miete, rent, flat",
    "debt": "Schulden, Schuldnerberatung, Geld, debts, debt advice",
    "other": "Anderes, Sonstiges, sonstige, anderes Anliegen, other need",
}
_QUARTER = {
    "hardenbergviertel": "Hardenberg, Hardenberg-Viertel",
    "stephanplatz": "Stephan-Platz, Quartier Stephanplatz",
    "alt_inrath": "Alt-Inrath, Inrath, Altinrath",
    "dieselstrasse": "Dieselstraße, Dieselstr., Diesel",
    "elsewhere": "anderswo, außerhalb, Sonstige, sonstiges, other, outside",
}
_LANGUAGE = {
    "de": "Deutsch, German, deu, ger",
    "ar": "Arabisch, Arabic, ara",
    "tr": "Türkisch, Turkish, tur",
    "uk": "Ukrainisch, Ukrainian, ukr, ua",
    "ta": "Tamil, Tamilisch, tam",
    "en": "Englisch, English, eng",
    "ru": "Russisch, Russian, rus",
    "fa": "Persisch, Farsi, Dari, Persian",
    "ku": "Kurdisch, Kurdish, Kurmandschi",
    "pl": "Polnisch, Polish",
    "ro": "Rumänisch, Romanian",
    "bg": "Bulgarisch, Bulgarian",
    "fr": "Französisch, French",
    "so": "Somali",
    "ti": "Tigrinisch, Tigrinya",
    "other": "andere, andere Sprache, Sonstige, other language",
}
_OUTCOME = {
    "NEED_MET": "Hilfe erhalten, erledigt, erfolgreich, geholfen, met, help received, helped, done",
    "PARTLY_MET": "teilweise, teilweise Hilfe erhalten, teils, teilweise erhalten, partly, partly met",
    "REFERRED_ON": "weitervermittelt, weiterverwiesen, referred on",
    "NOT_ELIGIBLE": "nicht anspruchsberechtigt, kein Anspruch, not eligible",
    "NO_CAPACITY": "kein Platz, keine Kapazität, voll, no capacity, no place",
    "NO_LONGER_WANTED": "nicht mehr gewünscht, kein Interesse mehr, abgebrochen, no longer wanted",
    "NOT_REACHED": "nicht erreicht, nicht erreichbar, not reached",
    "RELEASE_WITHDRAWN": "Entbindung widerrufen, Schweigepflichtentbindung widerrufen, release withdrawn",
    "MOVED_AWAY": "weggezogen, verzogen, umgezogen, moved away, moved",
    "OFFER_ENDED": "Angebot eingestellt, Angebot beendet, offer ended",
    "OTHER": "anderes, Sonstiges, anderes Ergebnis, other outcome",
    "": "offen, läuft, laufend, in Bearbeitung, noch offen, open, in progress, pending, running",
}
_DECIDED_BY = {
    "person": "Person, Ratsuchende, ratsuchende Person, Klient:in, selbst, the person",
    "institution": "Institution, Einrichtung, Stelle, the institution",
    "case_manager": "Fallmanager:in, Fallmanager, Fallmanagerin, wir, the case manager",
}
_GROUND = {
    "release": "Schweigepflichtentbindung, Entbindung, SPE, ja, liegt vor, vorhanden, schriftlich, mündlich, yes, x",
    "statutory_duty": "gesetzliche Pflicht, Mitteilungspflicht, § 8a SGB VIII, statutory duty",
    "emergency": "Notlage, Notfall, rechtfertigender Notstand, emergency",
    "person_passes_it_on": "Person gibt es selbst weiter, selbst, selbst hingegangen, Verweisung, herself, himself",
}
_WAY = {
    "in_person": "persönlich, vor Ort, begleitet, in person",
    "phone": "Telefon, telefonisch, Anruf, call",
    "letter": "Brief, Post, Fax, letter",
    "email": "E-Mail, Mail, email",
    "link": "Link, Formular, Portal",
}
_APPOINTMENT_RESULT = {
    "kept": "wahrgenommen, ja, war da, erschienen, stattgefunden, kept, yes",
    "missed": "nicht wahrgenommen, nein, verpasst, nicht erschienen, missed, no",
    "cancelled": "abgesagt, ausgefallen, cancelled, canceled",
    "": "offen, open, geplant, planned",
}


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """A word as it is compared: without case, accents, punctuation and blanks; ä like ae, ß like ss."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, letters)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", bare)


def _table(words: Mapping[str, str]) -> dict[str, str]:
    return {plain(word): code for code, listed in words.items() for word in (*listed.split(", "), code) if plain(word)}


TABLES: dict[str, dict[str, str]] = {
    "need": _table(_NEED),
    "quarter": _table(_QUARTER),
    "language": _table(_LANGUAGE),
    "outcome": _table(_OUTCOME),
    "decided_by": _table(_DECIDED_BY),
    "ground": _table(_GROUND),
    "way": _table(_WAY),
    "appointment_result": _table(_APPOINTMENT_RESULT),
}
"""For each coded field: plain word → code; the empty code says that nothing has happened yet."""


class Words:
    """The words of one list: ours, and those its column file adds."""

    def __init__(self, told: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {
            field: {**known, **{plain(word): code for word, code in told.get(field, {}).items()}}
            for field, known in TABLES.items()
        }

    def code(self, field: str, word: str) -> str:
        """The code of a word; raises BadRow with the nearest known word."""
        table = self._tables[field]
        code = table.get(plain(word))
        if code is None:
            near = get_close_matches(plain(word), table, n=1, cutoff=0.7)
            raise BadRow("unknown_word", field, word, table[near[0]] if near and table[near[0]] else None)
        return code

    def wrong_codes(self, field: str) -> list[str]:
        """Codes that a column file invents."""
        known = set(TABLES[field].values())
        return sorted({code for code in self._tables[field].values() if code not in known})
