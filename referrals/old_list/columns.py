"""Columns (Spalten): which column of a list means what; recognised by name, or told by a small TOML file.

delimiter = ";"                     # all of it optional
encoding = "cp1252"
[columns]
pseudonym = "Kürzel der Familie"    # the column as it stands in the list
[words.need]
"Jobsuche" = "employment"           # a word of the list = one of our codes
[defaults]
ground = "release"                  # where the list has no such column, or an empty cell
quarter = "stephanplatz"
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError, convert, field

from referrals.old_list.verdict import CannotReadList
from referrals.old_list.words import plain

KNOWN: dict[str, tuple[str, ...]] = {
    "number": ("Nr.", "Nummer", "lfd. Nr.", "laufende Nummer", "ID", "Fallnummer", "Aktenzeichen", "number", "row id"),
    "pseudonym": ("Pseudonym", "Kürzel", "Personenkürzel", "Code", "Personencode", "person code", "alias"),
    "name": ("Name", "Person", "Ratsuchende Person", "Ratsuchende", "Vor- und Nachname", "full name"),
    "quarter": ("Quartier", "Stadtteil", "Viertel", "Wohngebiet", "quarter", "district", "neighbourhood"),
    "language": ("Sprache", "Muttersprache", "language", "preferred language"),
    "need": ("Anliegen", "Thema", "Bedarf", "Anliegen/Thema", "need", "topic", "concern"),
    "institution": (
        "Institution",
        "Einrichtung",
        "Stelle",
        "Zielinstitution",
        "vermittelt an",
        "weitergeleitet an",
        "referred to",
    ),
    "opened": ("eröffnet", "eröffnet am", "Beginn", "Erstkontakt", "Datum", "Aufnahme", "opened", "opened on", "start"),
    "forwarded": (
        "weitergeleitet",
        "weitergeleitet am",
        "vermittelt am",
        "Vermittlung am",
        "forwarded",
        "forwarded on",
    ),
    "appointment": ("Termin", "Termin am", "appointment", "appointment on", "date of appointment"),
    "appointment_result": ("Termin Ergebnis", "Termin wahrgenommen", "wahrgenommen", "appointment result"),
    "closed": ("abgeschlossen", "abgeschlossen am", "Abschluss", "Ende", "beendet am", "closed", "closed on", "end"),
    "outcome": ("Ergebnis", "Ausgang", "outcome", "result"),
    "decided_by": ("entschieden von", "Entscheidung durch", "decided by"),
    "ground": ("Rechtsgrundlage", "Rechtsgrund", "Schweigepflichtentbindung", "Entbindung", "legal ground", "ground"),
    "way": ("Weg", "Kanal", "weitergeleitet per", "way", "forwarded by"),
    "case_manager": ("Fallmanager:in", "Fallmanager", "Fallmanagerin", "zuständig", "Login", "case manager"),
    "note": ("Notiz", "Bemerkung", "Bemerkungen", "Anmerkung", "Kommentar", "note", "remark", "comment"),
}
"""Our fields, with the column names that mean them."""

REQUIRED = ("need", "opened")
CODES = ("quarter", "language", "need", "outcome", "decided_by", "ground", "way", "appointment_result")


class ColumnFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a column file says."""

    delimiter: str | None = None
    encoding: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    case_managers: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> ColumnFile:
    """The column file; raises CannotReadList."""
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        file = convert(told, ColumnFile)
    except FileNotFoundError:
        raise CannotReadList.because_of("not_found", name=path.name) from None
    except OSError as error:
        raise CannotReadList.because_of("not_readable", name=path.name, detail=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise CannotReadList.because_of("bad_column_file", name=path.name, detail=str(error)) from None
    for part, allowed in ((file.columns, KNOWN), (file.words, CODES), (file.defaults, KNOWN)):
        for name in part:
            if name not in allowed:
                detail = f"{name} is none of {', '.join(allowed)}"
                raise CannotReadList.because_of("bad_column_file", name=path.name, detail=detail)
    if file.delimiter is not None and len(file.delimiter) != 1:
        raise CannotReadList.because_of("bad_column_file", name=path.name, detail="delimiter is one character")
    return file


def places(name: str, header: list[str], told: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, int]:
    """For each of our fields that the list has, the place of its column; raises CannotReadList."""
    found: dict[str, int] = {}
    for ours, column in told.items():
        if column not in header:
            raise CannotReadList.because_of("column_not_there", name=name, column=column, field=ours)
        found[ours] = header.index(column)
    for ours, names in KNOWN.items():
        if ours in found:
            continue
        meant = {plain(known) for known in names} | {plain(ours)}
        fitting = [place for place, column in enumerate(header) if plain(column) in meant]
        fitting = [place for place in fitting if place not in found.values()]
        if len(fitting) > 1:
            twice = ", ".join(header[place] for place in fitting)
            raise CannotReadList.because_of("column_twice", name=name, field=ours, columns=twice)
        if fitting:
            found[ours] = fitting[0]
    _check(name, header, found, defaults)
    return found


def _check(name: str, header: list[str], found: Mapping[str, int], defaults: Mapping[str, str]) -> None:
    missing = [ours for ours in REQUIRED if ours not in found and ours not in defaults]
    missing += [] if "pseudonym" in found or "name" in found else ["pseudonym"]
    missing += [ours for ours in ("quarter", "language") if ours not in found and ours not in defaults]
    if missing:
        example = " or ".join(f"“{known}”" for known in (KNOWN[missing[0]][0], missing[0]))
        # Without a header the first row is somebody's data: only columns beside a known one are named.
        columns = ", ".join(column for column in header if column) if len(found) > 1 else "none that Lotse knows"
        raise CannotReadList.because_of("column_missing", name=name, field=missing[0], example=example, columns=columns)
