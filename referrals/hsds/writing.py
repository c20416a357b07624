"""Writing a directory as HSDS 3: one JSON page of services, or the tabular data package; both read back the same."""

import csv
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID, uuid5

from referrals.hsds.difference import Directory
from referrals.hsds.package import DEFUSED, DESCRIPTOR
from referrals.hsds.shaping import Object, organization, service
from referrals.hsds.tables import FILES, LISTS, SINGLES, columns

# OWASP, CSV injection: a spreadsheet takes a cell that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = frozenset({"number"})
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write(path: Path, directory: Directory) -> None:
    """Write the directory in the form that the name asks for: `.json`, `.zip`, or else a folder."""
    if path.suffix.lower() == ".json":
        write_json(path, directory)
    else:
        write_package(path, directory)


def write_json(path: Path, directory: Directory) -> None:
    """Write a page `{"contents": [services with their organization]}`.

    HSDS has no place for an organization without a service in a list of services: those stand beside it, in
    `organizations`.
    """
    count = sum(len(offers) for _, offers in directory.values())
    page = {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": count == 0,
    }
    with _replacing(path) as stream:
        stream.write(json.dumps(page, indent=2)[:-2].encode() + b',\n  "contents": [')
        _write_entries(stream, _services(directory))
        stream.write(b'],\n  "organizations": [')
        _write_entries(stream, (organization(key, known) for key, (known, offers) in directory.items() if not offers))
        stream.write(b"]\n}\n")


def write_package(path: Path, directory: Directory) -> None:
    """Write `datapackage.json` and one CSV per table into a folder, or into a `.zip`."""
    tables = folded(directory)
    files = {FILES[table]: _table(table, rows) for table, rows in tables.items()}
    files[DESCRIPTOR] = json.dumps(_descriptor(), ensure_ascii=False, indent=2).encode()
    if path.suffix.lower() == ".zip":
        with _replacing(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with _replacing(path / name) as stream:
            stream.write(content)


def folded(directory: Directory) -> dict[str, list[Object]]:
    """The directory as the rows of the tables, ids as foreign keys."""
    tables: dict[str, dict[object, Object]] = {table: {} for table in FILES}
    owners: dict[UUID, UUID] = {}

    def place_id(institution_id: UUID, own: UUID) -> UUID:
        """A location is one row with one organization: the second institution at a place gets a row of its own."""
        owner = owners.setdefault(own, institution_id)
        return own if owner == institution_id else uuid5(institution_id, f"location:{own}")

    for institution_id, (known, offers) in directory.items():
        _fold(tables, "organization", organization(institution_id, known, place_id))
        for offer_id, offer in offers.items():
            _fold(tables, "service", service(institution_id, known, offer_id, offer, place_id))
    return {table: list(rows.values()) for table, rows in tables.items()}


def _fold(tables: dict[str, dict[object, Object]], kind: str, nested: Object) -> None:
    row = dict(nested)
    for name, table, column in LISTS.get(kind, ()):
        entries = row.pop(name, [])
        for entry in entries if isinstance(entries, list) else []:
            _fold(tables, table, {**entry, column: nested["id"]})
    for name, table, column in (*SINGLES.get(kind, ()), *_TAXONOMY.get(kind, ())):
        single = row.pop(name, None)
        if isinstance(single, dict):
            row[column] = single["id"]
            _fold(tables, table, single)
    tables[kind].setdefault(nested["id"], row)


_TAXONOMY = {"taxonomy_term": (("taxonomy_detail", "taxonomy", "taxonomy_id"),)}


def _services(directory: Directory) -> Iterator[Object]:
    for institution_id, (known, offers) in directory.items():
        shaped = organization(institution_id, known) if offers else {}
        for offer_id, offer in offers.items():
            yield {**service(institution_id, known, offer_id, offer), "organization": shaped}


def _write_entries(stream: IO[bytes], entries: Iterator[Object]) -> None:
    for number, entry in enumerate(entries):
        stream.write((b",\n" if number else b"\n") + json.dumps(entry, ensure_ascii=False).encode())


def _table(table: str, rows: list[Object]) -> bytes:
    text = io.StringIO(newline="")
    kinds = columns(table)
    writer = csv.DictWriter(text, list(kinds), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row[name], kinds[name][0]) for name in kinds if name in row})
    return text.getvalue().encode()


def _cell(value: object, kind: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading takes the ' away again."""
    text = str(value)
    if kind in _NUMBERS:
        return text
    return "'" + text if text.startswith((*FORMULA_STARTS, "'")) else text


def _descriptor() -> Object:
    return {
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        DEFUSED: True,
        "resources": [_resource(table) for table in FILES],
    }


def _resource(table: str) -> Object:
    fields = [
        {"name": name, **_typed(kind), "constraints": {"required": required, "unique": name == "id"}}
        for name, (kind, required) in columns(table).items()
    ]
    return {
        "name": table,
        "path": FILES[table],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"primaryKey": "id", "fields": fields, "foreignKeys": _foreign_keys(table)},
    }


def _typed(kind: str) -> Object:
    return {"type": "string", "format": kind} if kind in ("uuid", "uri", "email") else {"type": kind}


def _foreign_keys(table: str) -> list[Object]:
    named = {name.removesuffix("_id"): name for name in columns(table) if name.endswith("_id")}
    return [
        {"fields": column, "reference": {"resource": other, "fields": "id"}}
        for other, column in named.items()
        if other in FILES
    ]


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there as a whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
