"""Where rows come from: a JSON file in one of its forms, or a tabular data package."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from referrals.hsds.fields import Raw
from referrals.hsds.package import DESCRIPTOR, Package
from referrals.hsds.tables import table_of
from referrals.hsds.unfolding import Row, unfolded
from referrals.hsds.verdict import CannotRead

LARGEST_JSON = 256 * 1024 * 1024
_NOT_AN_ORGANIZATION = frozenset(
    {"taxonomy", "taxonomy_detail", "taxonomy_id", "term_uri", "parent_id", "version", "openapi_url", "number"}
)


class Source(Struct, frozen=True):
    """The rows of a file, and how many rows of which table are not used."""

    rows: Iterable[Row]
    unused: dict[str, int]


def rows(path: Path) -> Source:
    """The rows of a JSON file, a package folder, its datapackage.json or a zipped package."""
    if not path.exists():
        raise CannotRead("not_found", name=path.name)
    try:
        if path.is_dir() or zipfile.is_zipfile(path):
            return _package(path)
        if path.suffix.lower() == ".csv":
            raise CannotRead("single_table", name=path.name)
        return _json(path)
    except OSError as error:
        raise CannotRead("not_readable", name=path.name, detail=error.strerror or type(error).__name__) from error


def _package(path: Path, descriptor: str = DESCRIPTOR) -> Source:
    with Package.open(path, descriptor) as package:
        return Source(unfolded(package.tables(), package.bad_rows), package.unused)


def _json(path: Path) -> Source:
    if path.stat().st_size > LARGEST_JSON:
        raise CannotRead("too_large", name=path.name, limit=LARGEST_JSON // 1024 // 1024)
    text = decoded(path.name, path.read_bytes())
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return Source(_lines(text), {})
    loaded = parsed(path.name, text)
    if isinstance(loaded, dict):
        if isinstance(loaded.get("resources"), list):
            return _package(path.parent, path.name)
        tables = {table: entries for name, entries in loaded.items() if (table := _table(name, entries))}
        if not {"id", "contents"} & loaded.keys() and ("organization" in tables or "service" in tables):
            return Source(unfolded({table: _objects(entries) for table, entries in tables.items()}), {})
    return Source(_rows(_entries(loaded)), {})


def decoded(name: str, content: bytes) -> str:
    """The text of a file, which has to be UTF-8, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead.because_it_is_not_utf8(name, error.start + 1) from error


def parsed(name: str, text: str) -> object:
    """The JSON value of a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise CannotRead("broken_json", name=name, line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise CannotRead("not_readable", name=name, detail="nested too deeply or a number too long") from error


def _table(name: str, entries: object) -> str | None:
    return table_of(name) if isinstance(entries, list) else None


def _objects(entries: object) -> list[tuple[int, Raw]]:
    listed = entries if isinstance(entries, list) else []
    return [(number, entry) for number, entry in enumerate(listed, start=1) if isinstance(entry, dict)]


def _entries(loaded: object) -> Iterator[object]:
    if isinstance(loaded, dict) and isinstance(loaded.get("contents"), list):
        yield from loaded["contents"]
        further = loaded.get("organizations")
        yield from further if isinstance(further, list) else ()
    elif isinstance(loaded, list):
        for entry in loaded:
            nested = isinstance(entry, dict) and isinstance(entry.get("contents"), list)
            yield from _entries(entry) if nested else (entry,)
    else:
        yield loaded


def _rows(entries: Iterable[object]) -> Iterator[Row]:
    found = [_row(number, entry) for number, entry in enumerate(entries, start=1)]
    yield from sorted(found, key=lambda row: row.kind != "organization")


def _row(number: int, entry: object) -> Row:
    return Row(number, kind_of(entry), entry) if isinstance(entry, dict) else Row(number, "other", {})


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield _row(number, json.loads(line))
            except (ValueError, RecursionError):
                yield Row(number, "bad", {}, reason="broken_json")


def kind_of(entry: Raw) -> str:
    """Which HSDS object this is; the objects carry no type, so the fields that only one kind has decide."""
    if "location_type" in entry:
        return "other"
    if "service" in entry or ("service_id" in entry and "location" in entry):
        return "service_at_location"
    if any(name in entry for name in ("status", "organization", "service_at_locations", "organization_id")):
        return "service"
    if "id" in entry or "name" in entry:
        return "other" if _NOT_AN_ORGANIZATION & entry.keys() else "organization"
    return "other"
