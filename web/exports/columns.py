"""Columns (Spalten) of the usual kinds: what programs read in a row, and how people read the same."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from projections import words
from web.exports.table import Column
from web.language import _, language, moment, short_days

Row = TypeVar("Row")


def hidden(key: str, read: Callable[[Row], Any]) -> Column[Row]:
    """For programs alone."""
    return Column(key, "", read, str)


def text(key: str, label: str, read: Callable[[Row], str | None]) -> Column[Row]:
    """What is a text for both; nothing where there is none."""
    return Column(key, label, lambda row: read(row) or None, lambda row: read(row) or "")


def named(key: str, label: str, id_of: Callable[[Row], UUID | None], name: Callable[[Row], str]) -> Column[Row]:
    """An id for programs, a name for people: of staff, of an institution."""
    return Column(key, label, id_of, name)


def word(key: str, label: str, read: Callable[[Row], StrEnum | None]) -> Column[Row]:
    """A code for programs, its word for people."""
    spoken = language()
    return Column(key, label, read, lambda row: "" if (code := read(row)) is None else words.word(code, spoken))


def several(key: str, label: str, read: Callable[[Row], Sequence[StrEnum]]) -> Column[Row]:
    """Codes for programs, their words for people."""
    spoken = language()
    return Column(key, label, read, lambda row: ", ".join(words.word(code, spoken) for code in read(row)))


def day(key: str, label: str, read: Callable[[Row], date | None]) -> Column[Row]:
    """A day."""
    written = short_days()
    return Column(key, label, read, lambda row: "" if (found := read(row)) is None else written(found))


def instant(key: str, label: str, read: Callable[[Row], datetime | None]) -> Column[Row]:
    """A moment: with its zone for programs, in local time for people."""
    return Column(key, label, read, lambda row: "" if (found := read(row)) is None else moment(found))


def count(key: str, label: str, read: Callable[[Row], int]) -> Column[Row]:
    """How many; without the dots of a page, which a spreadsheet may take for a decimal point."""
    return Column(key, label, read, lambda row: str(read(row)))


def yes_no(key: str, label: str, read: Callable[[Row], bool | None]) -> Column[Row]:
    """Whether; nothing where nobody knows."""
    said = {True: _("ja"), False: _("nein"), None: ""}
    return Column(key, label, read, lambda row: said[read(row)])
