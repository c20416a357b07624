"""Table (Tabelle): the rows of a CSV file, whatever program saved it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from referrals.old_list.verdict import CannotReadList

LARGEST = 128 * 1024 * 1024
DELIMITERS = (";", ",", "\t")
# What people save under the name of a CSV file, by its first bytes.
OTHER_FORMATS = {b"PK\x03\x04": "spreadsheet (.xlsx, .ods)", b"\xd0\xcf\x11\xe0": "spreadsheet (.xls)", b"%PDF": "PDF"}


class Table(Struct, frozen=True):
    """The column names, and the rows with the numbers that a spreadsheet shows (the column names are row 1)."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """The table in a file; what is not given is recognised. Raises CannotReadList."""
    text = decoded(path.name, content(path), encoding)
    numbered = list(_rows(path.name, text, delimiter or recognised(text)))
    if len(numbered) < 2:
        raise CannotReadList.because_of("empty", name=path.name)
    return Table(path.name, [name.strip() for name in numbered[0][1]], numbered[1:])


def content(path: Path) -> bytes:
    """The bytes of the file, when it can be a table at all."""
    try:
        if path.stat().st_size > LARGEST:
            raise CannotReadList.because_of("too_large", name=path.name, limit=LARGEST // 1024 // 1024)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CannotReadList.because_of("not_found", name=path.name) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise CannotReadList.because_of("not_readable", name=path.name, detail=detail) from None
    for start, kind in OTHER_FORMATS.items():
        if raw.startswith(start):
            raise CannotReadList.because_of("not_text", name=path.name, detail=kind)
    if not raw.strip():
        raise CannotReadList.because_of("empty", name=path.name)
    return raw


def decoded(name: str, raw: bytes, encoding: str | None) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252."""
    if encoding is None and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    if encoding is None and b"\x00" in raw:
        raise CannotReadList.because_of("not_text", name=name, detail="binary")
    for candidate in (encoding,) if encoding else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    raise CannotReadList.because_of("unknown_encoding", name=name)


def recognised(text: str) -> str:
    """The separator that splits the column names best."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything; a row of a spreadsheet counts once, however many lines its cells have."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        detail = f"line {reader.line_num}: {error}"
        raise CannotReadList.because_of("broken_table", name=name, detail=detail) from None
