"""The files of a tabular data package: a folder or a zip archive with datapackage.json and one CSV per table."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from referrals.hsds.fields import Raw
from referrals.hsds.tables import FILES, table_of
from referrals.hsds.unfolding import Row
from referrals.hsds.verdict import CannotRead

LARGEST_TABLE = 1024 * 1024 * 1024
LONGEST_CELL = 10 * 1024 * 1024
DESCRIPTOR = "datapackage.json"
# Set in the datapackage.json of our own packages: a leading ' in a cell was put there by the export.
DEFUSED = "lotse_defused"


class Shelf(Protocol):
    """Where the files of a package lie."""

    def has(self, name: str) -> bool:
        """Whether the package holds this file; never true for a path that leads out of it."""

    def open(self, name: str) -> IO[bytes]:
        """One file as bytes."""


class Folder:
    """A package in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def has(self, name: str) -> bool:
        """Whether the file lies in the folder."""
        if "\0" in name:
            return False
        file = (self.path / name).resolve()
        return file.is_relative_to(self.path) and file.is_file()

    def open(self, name: str) -> IO[bytes]:
        """One file as bytes."""
        return (self.path / name).open("rb")


class Archive:
    """A package in a zip archive, at its root or in one folder of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        wanted = {DESCRIPTOR, *FILES.values()}
        found = [PurePosixPath(name) for name in archive.namelist() if PurePosixPath(name).name in wanted]
        found.sort(key=lambda name: (name.name != DESCRIPTOR, len(name.parts)))
        self.root = found[0].parent if found else PurePosixPath()

    def has(self, name: str) -> bool:
        """Whether the archive holds the file."""
        return str(self.root / name) in self.names

    def open(self, name: str) -> IO[bytes]:
        """One file as bytes; what unpacks to more than a directory can be is refused."""
        entry = self.archive.getinfo(str(self.root / name))
        if entry.file_size > LARGEST_TABLE:
            raise CannotRead("too_large", name=name, limit=LARGEST_TABLE // 1024 // 1024)
        return self.archive.open(entry)


class Package:
    """The tables of a data package; a row is an object without its empty cells."""

    def __init__(self, name: str, shelf: Shelf, descriptor: str = DESCRIPTOR) -> None:
        self.name = name
        self.shelf = shelf
        self.bad_rows: list[Row] = []
        self.unused: dict[str, int] = {}
        self.description = self._described(descriptor)

    @classmethod
    @contextmanager
    def open(cls, path: Path, descriptor: str = DESCRIPTOR) -> Iterator["Package"]:
        """A package in a folder or a zip archive."""
        if path.is_dir():
            yield cls(path.name, Folder(path), descriptor)
            return
        try:
            with zipfile.ZipFile(path) as archive:
                yield cls(path.name, Archive(archive))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
            raise CannotRead.because_the_package_is_broken(path.name, "damaged or locked archive") from error

    def tables(self) -> dict[str, list[tuple[int, Raw]]]:
        """The rows of every table that a directory needs, with their numbers; the others are only counted."""
        found: dict[str, list[tuple[int, Raw]]] = {}
        for name, file, delimiter in self._resources():
            table = table_of(name) or table_of(PurePosixPath(file).name)
            if table:
                found.setdefault(table, []).extend(self._rows(table, file, delimiter))
            elif self.shelf.has(file):
                self.unused[name] = sum(1 for _ in self._records(file, delimiter)) - 1
        if "organization" not in found:
            raise CannotRead.because_the_package_is_broken(self.name, f"no {FILES['organization']}")
        return found

    def _described(self, descriptor: str) -> Mapping[str, object]:
        if not self.shelf.has(descriptor):
            return {}
        with self.shelf.open(descriptor) as stream:
            content = stream.read()
        try:
            loaded = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise CannotRead.because_the_package_is_broken(self.name, f"{descriptor} is no JSON") from error
        return loaded if isinstance(loaded, dict) else {}

    def _resources(self) -> Iterator[tuple[str, str, str | None]]:
        listed = self.description.get("resources")
        if not isinstance(listed, list):
            yield from ((table, file, None) for table, file in FILES.items() if self.shelf.has(file))
            return
        for resource in listed:
            if not isinstance(resource, dict):
                continue
            dialect = resource.get("dialect")
            delimiter = dialect.get("delimiter") if isinstance(dialect, dict) else None
            path = resource.get("path")
            for file in path if isinstance(path, list) else [path]:
                if not isinstance(file, str) or (not self.shelf.has(file) and table_of(PurePosixPath(file).name)):
                    raise CannotRead.because_the_package_is_broken(self.name, f"{file} is not in it")
                yield str(resource.get("name") or file), file, str(delimiter) if delimiter else None

    def _rows(self, table: str, file: str, delimiter: str | None) -> Iterator[tuple[int, Raw]]:
        records = self._records(file, delimiter)
        header = [name.strip() for name in next(records, [])]
        defused = bool(self.description.get(DEFUSED))
        for number, record in enumerate(records, start=2):
            cells = [cell[1:] if defused and cell.startswith("'") else cell for cell in record]
            raw = {name: cell for name, cell in zip(header, cells, strict=False) if cell.strip()}
            if len(record) > len(header):
                self.bad_rows.append(Row(number, "bad", raw, FILES[table], reason="too_many_cells"))
            elif raw:
                yield number, raw

    def _records(self, file: str, delimiter: str | None) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_CELL)
        row = 0
        with self.shelf.open(file) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
            try:
                first = text.readline()
                for record in csv.reader(chain([first], text), delimiter=delimiter or _delimiter(first)):
                    row += 1
                    yield record
            except UnicodeDecodeError as error:
                raise CannotRead("table_not_utf8", name=file, row=row + 1) from error
            except (csv.Error, TypeError, ValueError) as error:
                raise CannotRead("broken_table", name=file, detail=f"after row {row}: {error}") from error


def _delimiter(header: str) -> str:
    return ";" if ";" in header and "," not in header else ","
