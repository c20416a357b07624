"""A list to take away (Ausgabe): as a table for spreadsheets (CSV) or as JSON lines, written chunk by chunk.

Both begin with who took it away and when, by which filter, and as of which event of the log.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

DANGEROUS = frozenset(("=", "+", "-", "@", "\t", "\r"))
"""What makes a spreadsheet take a text for a formula."""

_BEHIND_A_BREAK = tuple(f"\n{each}" for each in DANGEROUS)

MARK = "\ufeff"
"""What tells Excel that a table is UTF-8."""

CSV, JSON_LINES = "text/csv; charset=utf-8", "application/jsonl; charset=utf-8"
_ENCODER = msgspec.json.Encoder()
Row = TypeVar("Row")


class Column(NamedTuple, Generic[Row]):
    """A column: what programs call it, what people call it, what each of them reads in a row.

    One without a label is for programs alone.
    """

    key: str
    label: str
    plain: Callable[[Row], Any]
    said: Callable[[Row], str]


class Stamp(NamedTuple):
    """Who takes it away, when, and as of which event; the words of these stand in `told`.

    It is not `complete` while something in it waits that a view could not take in.
    """

    by: str
    at: datetime
    position: int
    behind: int
    told: Sequence[str]
    complete: bool = True


class Listing(NamedTuple, Generic[Row]):
    """What is taken away; `chunks` is asked for the next one when the one before is written."""

    name: str
    query: Mapping[str, Any]
    columns: Sequence[Column[Row]]
    chunks: Iterable[Sequence[Row]]


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in DANGEROUS else cell


def csv_row(cells: Iterable[str]) -> str:
    """A line of a table for spreadsheets, every cell defused."""
    return csv_rows([cells])


def csv_rows(rows: Iterable[Iterable[str]]) -> str:
    """Lines of a table for spreadsheets, every cell defused."""
    return _csv(map(defused, row) for row in rows)


def _defused(column: list[str]) -> list[str]:
    """The same for a whole column, which hardly ever holds such a cell."""
    read = "\n" + "\n".join(column)
    return list(map(defused, column)) if any(each in read for each in _BEHIND_A_BREAK) else column


def _csv(rows: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue()


def csv_of(listing: Listing[Row], stamp: Stamp) -> Iterator[str]:
    """The list as a table: a line about itself, the heads, the rows."""
    shown = [column for column in listing.columns if column.label]
    yield MARK + csv_rows([stamp.told, [column.label for column in shown]])
    said = [column.said for column in shown]
    for chunk in listing.chunks:
        yield _csv(zip(*[_defused([read(row) for row in chunk]) for read in said], strict=True))


def json_lines_of(listing: Listing[Row], stamp: Stamp) -> Iterator[str]:
    """The list as JSON lines: an object about itself, then one for each row."""
    yield json_head(listing.name, listing.query, stamp)
    plain = [(column.key, column.plain) for column in listing.columns]
    for chunk in listing.chunks:
        yield _lines([{key: read(row) for key, read in plain} for row in chunk])


def json_head(name: str, query: Mapping[str, Any], stamp: Stamp) -> str:
    """The first of the JSON lines: an object about the file itself."""
    return _line(
        {
            "list": name,
            "filter": dict(query),
            "made_at": stamp.at.isoformat(),
            "made_by": stamp.by,
            "as_of": {"event": stamp.position, "behind": stamp.behind, "complete": stamp.complete},
        }
    )


def _line(value: Any) -> str:
    return _lines([value])


def _lines(values: list[Any]) -> str:
    return _ENCODER.encode_lines(values).decode()
