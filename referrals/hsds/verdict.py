"""What became of each row of a directory file (Urteil), and why a whole file is refused; English sentences."""

from typing import Literal, Self

from msgspec import Struct

from referrals.refusal import Refusal

RowKind = Literal["institution", "offer", "part"]

PERSONAL = "personal"

REMARKS = {
    "not_text": "is not a text",
    "not_a_number": "is not a number",
    "not_a_date": "is not a date (expected 2026-03-31)",
    "not_a_time": "is not a time (expected 09:30)",
    "not_a_web_address": "is not a web address (expected https://…)",
    "not_an_email": "is not an e-mail address",
    "not_a_list": "is not a list of objects",
    "unknown_code": "is not a known code",
    "too_long": "is too long and was cut",
    "incomplete": "is incomplete",
    "assumed": "is missing or unknown; “physical” was assumed",
    "contradicts_place": "is described differently in an earlier row, which counts",
    "unknown_place": "names a location that the file does not hold",
}

REASONS = {
    "missing": "{field} is missing",
    "unknown_code": "{field} “{value}” is not one of active, inactive, defunct, temporarily closed",
    "no_service": "it names no service",
    "no_organization": "it names no organization, and an offer needs one",
    "organization_unknown": "the file does not hold its organization {value}",
    "organization_left_out": "its organization was left out",
    "contradicts": "it contradicts row {value} in {field}; the earlier row counts",
    "other_organization": "row {value} has this offer under another organization; the earlier row counts",
    "not_an_institution": "it is neither an institution nor an offer",
    "broken_json": "it is no valid JSON",
    "too_many_cells": "it has more cells than the table has columns; a text with a comma needs quotes",
    "belongs_to_nothing": "what it belongs to is not in the file",
    "repeated_id": "the id {value} stands in an earlier row already",
}

REFUSALS = {
    "no_institution": "{name} holds no institution: give a file with HSDS organizations or services.",
    "not_found": "{name} does not exist: check the path.",
    "not_readable": "{name} cannot be read ({detail}): check its permissions and whether it is complete.",
    "not_utf8": "{name} is not UTF-8 (byte {position}): save it as UTF-8 and import it again.",
    "table_not_utf8": "{name} is not UTF-8 (near row {row}): save it as UTF-8 and import it again.",
    "broken_json": "{name} is no valid JSON (line {line}, column {column}): export it again from its source.",
    "broken_table": "{name} is no valid CSV table ({detail}): export it again from its source.",
    "broken_package": "{name} is no data package ({detail}): give its folder, its datapackage.json or a .zip.",
    "single_table": "{name} is one table of a data package: give its folder or its datapackage.json.",
    "too_large": "{name} is larger than {limit} MB: split it, or give it as a data package in a folder.",
}


class Remark(Struct, frozen=True):
    """A field left out or changed while its row was imported; `reason` is a key of REMARKS or PERSONAL."""

    field: str
    reason: str
    value: str | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of one row: accepted, or left out for a reason that is a key of REASONS.

    `row` counts from 1 in JSON; in a CSV table it is the row a spreadsheet shows (the header is row 1).
    """

    kind: RowKind
    row: int
    accepted: bool
    table: str | None = None
    id: str | None = None
    name: str | None = None
    reason: str | None = None
    field: str | None = None
    value: str | None = None
    remarks: tuple[Remark, ...] = ()


class CannotRead(Refusal):
    """A file that is refused as a whole; nothing of it is imported."""

    @classmethod
    def because_it_holds_no_institution(cls, name: str) -> Self:
        """Taxonomies, an API root, an empty list: nothing a directory could list."""
        return cls("no_institution", name=name)

    @classmethod
    def because_it_is_not_utf8(cls, name: str, position: int) -> Self:
        """HSDS is UTF-8; a guess would store broken umlauts for ever."""
        return cls("not_utf8", name=name, position=position)

    @classmethod
    def because_the_package_is_broken(cls, name: str, detail: str) -> Self:
        """No datapackage.json, a resource outside the package, a damaged archive."""
        return cls("broken_package", name=name, detail=detail)

    def __str__(self) -> str:
        """The sentence with the cure."""
        return REFUSALS[self.reason].format(**self.params)


def sentence(verdict: Verdict) -> str:
    """The verdict as one English line that names row, thing and reason."""
    where = f"{verdict.table}, row {verdict.row}" if verdict.table else f"row {verdict.row}"
    what = {"institution": "institution", "offer": "offer", "part": "entry"}[verdict.kind]
    called = f" “{verdict.name}”" if verdict.name else f" {verdict.id}" if verdict.id else ""
    if not verdict.accepted:
        reason = REASONS[verdict.reason or "missing"].format(field=verdict.field, value=verdict.value)
        return f"{where}: {what}{called} left out: {reason}."
    return f"{where}: {what}{called} imported{_remarks(verdict.remarks)}."


def _remarks(remarks: tuple[Remark, ...]) -> str:
    parts = []
    for remark in remarks:
        if remark.reason == PERSONAL:
            continue
        value = f" “{remark.value}”" if remark.value else ""
        parts.append(f"{remark.field}{value} {REMARKS[remark.reason]}")
    names = sum(remark.reason == PERSONAL for remark in remarks)
    if names:
        parts.append(f"{names} personal {'detail' if names == 1 else 'details'} of contact persons left out")
    return "; " + "; ".join(parts) if parts else ""
