"""A word (Wort) in both languages."""

from typing import NamedTuple


class Word(NamedTuple):
    """One meaning in both languages."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        """The word for a reader of this language; German unless English is asked for."""
        return self.en if language == "en" else self.de


def heading(said: str) -> str:
    """A word as it stands above a column, or before what it is: it begins with a capital."""
    return said[:1].upper() + said[1:]
