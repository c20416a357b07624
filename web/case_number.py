"""Case number (Fallnummer): how a file is spoken of without its name, read off its id."""

from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, which are misread or misheard."""

PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)


def case_number(stream: UUID) -> str:
    """A short code to speak of a file without its name; it says nothing by itself."""
    number = stream.int >> 93
    return f"{PAIRS[number >> 25]}{ALPHABET[number >> 20 & 31]}-{PAIRS[number >> 10 & 1023]}{PAIRS[number & 1023]}"


def ids_behind(text: str) -> tuple[UUID, UUID] | None:
    """The first and the last id that a code could stand for; None where it is none."""
    letters = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))
    if len(letters) != 7 or not set(letters) <= set(ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return UUID(int=number << 93), UUID(int=(number + 1 << 93) - 1)
