"""Columns (Spalten) of the usual kinds: what programs read in a row, and how people read the same."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from projections import words
from web.exports.table import Column
from web.language import _, language, moment, short_day

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
    return Column(key, label, read, lambda row: _word(read(row)))


def several(key: str, label: str, read: Callable[[Row], Sequence[StrEnum]]) -> Column[Row]:
    """Codes for programs, their words for people."""
    return Column(key, label, read, lambda row: ", ".join(map(_word, read(row))))


def day(key: str, label: str, read: Callable[[Row], date | None]) -> Column[Row]:
    """A day."""
    return Column(key, label, read, lambda row: "" if (found := read(row)) is None else short_day(found))


def instant(key: str, label: str, read: Callable[[Row], datetime | None]) -> Column[Row]:
    """A moment: with its zone for programs, in local time for people."""
    return Column(key, label, read, lambda row: "" if (found := read(row)) is None else moment(found))


def count(key: str, label: str, read: Callable[[Row], int]) -> Column[Row]:
    """How many; without the dots of a page, which a spreadsheet may take for a decimal point."""
    return Column(key, label, read, lambda row: str(read(row)))


def yes_no(key: str, label: str, read: Callable[[Row], bool | None]) -> Column[Row]:
    """Whether; nothing where nobody knows."""
    return Column(key, label, read, lambda row: _said(read(row)))


def _word(code: StrEnum | None) -> str:
    return "" if code is None else words.word(code, language())


def _said(value: bool | None) -> str:
    return "" if value is None else _("ja") if value else _("nein")
