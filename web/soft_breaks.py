"""Soft breaks (weiche Trennstellen): where a long German compound may be split when the line is too short for it.

Browsers that know German split by themselves (`hyphens: auto`); not all do, and none splits a heading well.
"""

import re

from markupsafe import Markup

SOFT_HYPHEN = "\u00ad"
LONG = 15
FIRST_PARTS = (
    "barriere", "beratungs", "beschäftigungs", "datenschutz", "einsichts", "familien", "fördermittel", "gruppen",
    "hardenberg", "informations", "integrations", "jugend", "kinder", "löschungs", "migrations", "nachbarschafts",
    "schuldner", "schweigepflicht", "sicherheits", "stadtteil", "vermittlungs", "verarbeitungs", "volkshoch", "weiter",
    "wiederherstellungs",
)  # fmt: skip
_JOINT = re.compile(rf"({'|'.join(FIRST_PARTS)})(?=\w{{4}})", re.IGNORECASE)
_LONG_WORD = re.compile(rf"\w{{{LONG},}}")


def soft_breaks(value: object) -> str:
    """The text with a soft hyphen at the joints of its long words; markup stays markup."""
    text = value if isinstance(value, str) else str(value)
    if len(text) < LONG:
        return text
    split = _LONG_WORD.sub(_split, str(text))
    return Markup(split) if isinstance(text, Markup) else split  # noqa: S704  # only letters were added


def _split(word: re.Match[str]) -> str:
    return _JOINT.sub(_with_hyphen, word[0])


def _with_hyphen(joint: re.Match[str]) -> str:
    return joint[0] + SOFT_HYPHEN
