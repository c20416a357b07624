"""Pieces (Satzteile): a sentence is a row of texts, names and days, so that a page can mark up names and times."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec
from babel import Locale

from referrals.occasion import LOCAL


class Piece(NamedTuple):
    """A part of a sentence; a name belongs into <bdi>, a day or a time into <time datetime="iso">."""

    text: str
    kind: Literal["text", "name", "time"] = "text"
    iso: str | None = None  # a time only


class Names(Protocol):
    """The names that a page has looked up; None where nobody knows the id any more."""

    def staff(self, staff_id: UUID) -> str | None:
        """The name of a member of staff."""
        ...

    def institution(self, institution_id: UUID) -> str | None:
        """The name of an institution."""
        ...

    def offer(self, institution_id: UUID, offer_id: UUID) -> str | None:
        """The name of an offer of an institution."""
        ...


class Ids(msgspec.Struct, frozen=True):
    """Whose names a page has to look up before it tells sentences."""

    staff: frozenset[UUID] = frozenset()
    institutions: frozenset[UUID] = frozenset()


class KnownNames(msgspec.Struct, frozen=True, kw_only=True):
    """Names from plain mappings; an offer stands under its own id."""

    staff_names: Mapping[UUID, str | None] = {}
    institution_names: Mapping[UUID, str | None] = {}
    offer_names: Mapping[UUID, str | None] = {}

    def staff(self, staff_id: UUID) -> str | None:
        """The name of a member of staff."""
        return self.staff_names.get(staff_id)

    def institution(self, institution_id: UUID) -> str | None:
        """The name of an institution."""
        return self.institution_names.get(institution_id)

    def offer(self, institution_id: UUID, offer_id: UUID) -> str | None:
        """The name of an offer."""
        return self.offer_names.get(offer_id)


_MONTHS = {code: Locale(code).months["format"]["wide"] for code in ("de", "en")}
_WEEKDAYS = {code: Locale(code).days["format"]["wide"] for code in ("de", "en")}


def day(value: date, language: str) -> Piece:
    """3. November 2026 · 3 November 2026."""
    month = _MONTHS[language][value.month]
    dot = "." if language == "de" else ""
    return Piece(f"{value.day}{dot} {month} {value.year}", "time", value.isoformat())


def moment(value: datetime, language: str) -> Piece:
    """Dienstag, 3. November 2026, 10:30 Uhr · Tuesday 3 November 2026, 10:30; in local time."""
    local = value.astimezone(LOCAL)
    weekday = _WEEKDAYS[language][local.weekday()] + ("," if language == "de" else "")
    clock = f"{local:%H:%M}" + (" Uhr" if language == "de" else "")
    return Piece(f"{weekday} {day(local.date(), language).text}, {clock}", "time", local.isoformat())


def moment_within(value: datetime, language: str) -> Piece:
    """3. November 2026 um 10:30 Uhr · 3 November 2026 at 10:30; in the middle of a sentence."""
    local = value.astimezone(LOCAL)
    clock = f" at {local:%H:%M}" if language == "en" else f" um {local:%H:%M} Uhr"
    return Piece(day(local.date(), language).text + clock, "time", local.isoformat())


def minutes(value: int, language: str) -> Piece:
    """45 Minuten · 45 minutes."""
    return Piece(f"{value} {'minutes' if language == 'en' else 'Minuten'}")


def text(value: str) -> list[Piece]:
    """A plain text; no piece at all where it is empty."""
    return [Piece(value)] if value else []


def listed(items: Iterable[list[Piece]], language: str) -> list[Piece]:
    """A, B und C · A, B and C."""
    groups = list(items)
    pieces: list[Piece] = []
    for number, group in enumerate(groups):
        if number:
            last = " and " if language == "en" else " und "
            pieces.append(Piece(last if number == len(groups) - 1 else ", "))
        pieces.extend(group)
    return pieces


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbouring texts joined, and a capital letter at the start."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and piece.kind == merged[-1].kind == "text":
            merged[-1] = Piece(merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    if merged and merged[0].kind == "text":
        merged[0] = Piece(merged[0].text[:1].upper() + merged[0].text[1:])
    return tuple(merged)
