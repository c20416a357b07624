"""Spoken (Wörter auf den Seiten): the word of a code that arrives as plain text, by what it is a code of."""

from collections.abc import Callable, Iterable

from projections import words
from referrals.consent import Scope
from referrals.need import NeedKind
from referrals.referral.codes import Outcome, Phase, Way
from referrals.release import Given
from web.language import language

_KINDS: dict[str, Callable[[str, str], str]] = {
    "language": words.language_name,
    "quarter": words.quarter,
    "covers": words.covers,
    "need": lambda code, spoken: words.word(NeedKind(code), spoken),
    "way": lambda code, spoken: words.word(Way(code), spoken),
    "given": lambda code, spoken: words.word(Given(code), spoken),
    "scope": lambda code, spoken: words.word(Scope(code), spoken),
    "phase": lambda code, spoken: words.word(Phase(code), spoken),
    "outcome": lambda code, spoken: words.word(Outcome(code), spoken),
}


def called(kind: str, code: str) -> str:
    """The word in the reader's language."""
    return _KINDS[kind](code, language())


def all_called(kind: str, codes: Iterable[str]) -> str:
    """A, B, C."""
    return ", ".join(called(kind, code) for code in codes)
