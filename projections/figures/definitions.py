"""Definitions (Definitionen): what each figure counts, from which events, and what it leaves out.

A figure that is counted differently from now on has a new version: reports that were made by the old one are not made
again by the new.
"""

import tomllib
from pathlib import Path

import msgspec

SOURCE = Path(__file__).with_suffix(".toml")


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure, in German and in English."""

    code: str
    version: int
    title_de: str
    title_en: str
    says_de: str
    says_en: str

    def title(self, language: str = "de") -> str:
        """What the figure is called."""
        return self.title_en if language == "en" else self.title_de

    def says(self, language: str = "de") -> str:
        """What it counts."""
        return self.says_en if language == "en" else self.says_de


def read(text: str) -> dict[str, Definition]:
    """The definitions of a document, by their codes."""
    told = msgspec.convert(tomllib.loads(text)["definition"], list[Definition])
    return {each.code: each for each in told}


DEFINITIONS = read(SOURCE.read_text("utf-8"))
