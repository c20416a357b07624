"""Spelling (Schreibweise): one word in several spellings and scripts, brought to keys that can be compared.

`plain` forgets case, marks, script and the habits of transliteration (Gül = Guel = Gul, Тетяна = Tetiana = Tetjana).
`sound` forgets voice as well (Murugan = முருகன்). `bones` keeps consonants only, because Arabic and Hebrew write
no short vowels (محمد = Mohammed = Muhammad).
"""

import re
import unicodedata
from typing import NamedTuple

from anyascii import anyascii

LONGEST = 200

UKRAINIAN = {
    "г": "g", "ґ": "g", "є": "ie", "ж": "zh", "и": "i", "і": "i", "ї": "i", "й": "i", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ы": "i", "ь": "", "ъ": "", "э": "e", "ю": "iu", "я": "ia", "ё": "io",
}  # fmt: skip

ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ء": "", "ئ": "i", "ؤ": "u", "ى": "a", "ة": "a", "ب": "b",
    "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "gh",
    "ف": "f", "ق": "q", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u",
    "ي": "i", "ی": "i", "ـ": "",
}  # fmt: skip

TAMIL_CONSONANTS = {
    "க": "k", "ங": "ng", "ச": "s", "ஞ": "n", "ட": "t", "ண": "n", "த": "t", "ந": "n", "ப": "p", "ம": "m",
    "ய": "y", "ர": "r", "ல": "l", "வ": "v", "ழ": "l", "ள": "l", "ற": "r", "ன": "n", "ஜ": "j", "ஷ": "sh",
    "ஸ": "s", "ஹ": "h", "ஶ": "sh",
}  # fmt: skip
TAMIL_VOWELS = {
    "அ": "a", "ஆ": "a", "இ": "i", "ஈ": "i", "உ": "u", "ஊ": "u", "எ": "e", "ஏ": "e", "ஐ": "ai", "ஒ": "o",
    "ஓ": "o", "ஔ": "au", "ா": "a", "ி": "i", "ீ": "i", "ு": "u", "ூ": "u", "ெ": "e", "ே": "e", "ை": "ai",
    "ொ": "o", "ோ": "o", "ௌ": "au", "்": "", "ஃ": "",
}  # fmt: skip
TAMIL_SIGNS = "ாிீுூெேைொோௌ்"
LETTERS = str.maketrans(UKRAINIAN | ARABIC | {"ı": "i", "ß": "s"})
MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0591-\u05c7\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
TAMIL = re.compile(f"([{''.join(TAMIL_CONSONANTS)}])([{TAMIL_SIGNS}]?)")

APOSTROPHES = re.compile("['’‘ʼʹ`´′]")
NO_WORD = re.compile("[^a-z0-9]+")
SEMITIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{3})")
ARABIC_SERVANT_OF = re.compile(r"(?<!\w)عبد\s+ال")

# What one language writes with several letters, another writes with one.
SPELLINGS = {
    "schtsch": "sc", "shch": "sc", "shtch": "sc", "tsch": "c", "tch": "c", "dsch": "i", "dzh": "i", "dj": "i",
    "sch": "s", "sh": "s", "ch": "c", "kh": "h", "gh": "h", "zh": "z", "th": "t", "dt": "t", "dh": "d",
    "ph": "f", "ck": "k", "q": "k", "ae": "a", "oe": "o", "ue": "u", "ou": "u", "oo": "u", "ee": "i", "ie": "i",
    "w": "v", "j": "i", "y": "i",
}  # fmt: skip
SPELLING = re.compile("|".join(sorted(SPELLINGS, key=len, reverse=True)))
DOUBLED = re.compile(r"([a-z])\1+")
ARTICLES = ("al", "el")
VOICELESS = str.maketrans("gdbcz", "ktpss")
NO_BONES = str.maketrans("", "", "aeiouv")


class Word(NamedTuple):
    """One word of a name in its comparable forms."""

    plain: str
    sound: str
    bones: str
    semitic: bool


def words(text: str) -> list[Word]:
    """The words of a name, at most the first 200 characters, without empty and repeated ones."""
    found = [_word(plain, semitic) for plain, semitic in _plain_words(text[:LONGEST]) if plain]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def typos_allowed(letters: str) -> int:
    """How many letters may be wrong, missing or swapped in a word of this length."""
    if letters.isdigit() or len(letters) < 4:
        return 0
    return 1 if len(letters) < 7 else 2


def _plain_words(text: str) -> list[tuple[str, bool]]:
    if text.isascii():
        return [(_folded(letters), False) for letters in NO_WORD.split(APOSTROPHES.sub("", text).lower())]
    known = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    known = ARABIC_SERVANT_OF.sub("عبدال", APOSTROPHES.sub("", known))
    found = []
    for part in ARABIC_ARTICLE.sub("", known).split():
        semitic = bool(SEMITIC.search(part))
        found += [(_folded(letters), semitic) for letters in NO_WORD.split(_latin(part))]
    return found


def _folded(letters: str) -> str:
    return DOUBLED.sub(r"\1", SPELLING.sub(lambda found: SPELLINGS[found[0]], letters))


def _latin(text: str) -> str:
    if text.isascii():
        return text
    if any("\u0b80" <= letter <= "\u0bff" for letter in text):
        text = TAMIL.sub(lambda found: TAMIL_CONSONANTS[found[1]] + TAMIL_VOWELS.get(found[2], "a"), text)
        text = "".join(TAMIL_VOWELS.get(letter, letter) for letter in text)
    text = MARKS.sub("", unicodedata.normalize("NFD", text.translate(LETTERS)))
    return text if text.isascii() else APOSTROPHES.sub("", anyascii(text)).lower()


def _word(letters: str, semitic: bool) -> Word:
    return Word(letters, DOUBLED.sub(r"\1", letters.translate(VOICELESS)), letters.translate(NO_BONES), semitic)
