"""What stands for one event: a kind for its icon, a short title, and its sentence, each in both languages.

`{slot}` stands for a field of the event or for a slot of `slots.py`; `{slot:dat}` asks for a case of the name.
"""

from typing import NamedTuple

from projections.word import Word


class Wording(NamedTuple):
    """How one event is told; `kind` names icon and style."""

    kind: str
    title: Word
    sentence: Word


def tells(kind: str, title_de: str, title_en: str, de: str, en: str) -> Wording:
    """One entry of the dict."""
    return Wording(kind, Word(title_de, title_en), Word(de, en))
