"""The blueprint of what is taken away (Ausgabe), and how a list becomes a stream: recorded first, then written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from flask import Blueprint, Response, stream_with_context

from web import desk
from web.audience import Rule, audience
from web.exports.table import CSV, JSON_LINES, Column, Listing, Stamp, csv_of, json_lines_of
from web.parts import now
from web.stamped import stamp

pages = Blueprint("exports", __name__)
CHUNK = 500
"""Rows that are held in memory at a time."""

OF_A_FILE = frozenset({"person_id", "referral_id"})
"""What of an address says whose file it is."""

Writer = Callable[[Listing[Any], Stamp], Iterator[str]]
KINDS: tuple[tuple[str, str, str, Writer], ...] = (
    ("csv", "csv", CSV, csv_of),
    ("json_lines", "jsonl", JSON_LINES, json_lines_of),
)


class Taken(NamedTuple):
    """A list of a page: what it is called, by which filter, in words and as it stands in the address.

    The chunks are read when the file is written, not before: from the view whose event stands in the file. `whose` is
    the file it is about, where the address does not say it.
    """

    title: str
    words: Sequence[str]
    query: Mapping[str, Any]
    columns: Sequence[Column[Any]]
    chunks: Iterable[Sequence[Any]]
    whose: Mapping[str, UUID] = {}


View = Callable[..., Taken]
Row = TypeVar("Row")
Place = TypeVar("Place")


def to_take_away(
    path: str, name: str, *who: str, sees: Rule | None = None, purpose: str | None = None
) -> Callable[[View], View]:
    """Two routes for a list, `….csv` and `….jsonl`: the endpoints `exports.<name>_csv` and `exports.<name>_json_lines`.

    No file holds the name of a person who asks for help, whoever takes it away. `purpose` is one of
    `access_log.PURPOSES` where the page of the list names one.
    """

    def named(view: View) -> View:
        for kind, ending, content_type, written in KINDS:
            route = audience(*who, sees=sees)(_route(view, name, ending, content_type, written, purpose))
            pages.add_url_rule(f"{path}.{ending}", f"{name}_{kind}", route)
        return view

    return named


def in_address(query: Mapping[str, Any]) -> dict[str, Any]:
    """What an address says: only what was asked for."""
    return {name: value for name, value in query.items() if value is not None}


def by_page(ask: Callable[[Place | None], Sequence[Row]], place: Callable[[Row], Place]) -> Iterator[Sequence[Row]]:
    """The pages of a list, one after the other; `place` is where the next one goes on."""
    after: Place | None = None
    while found := ask(after):
        yield found
        after = place(found[-1])


def _route(
    view: View, name: str, ending: str, content_type: str, written: Writer, purpose: str | None
) -> Callable[..., Response]:
    def taken_away(**values: Any) -> Response:
        taken = view(**values)
        whose = {**{key: value for key, value in values.items() if key in OF_A_FILE}, **taken.whose}
        desk.looked(f"exports.{name}.{ending}", **whose, purpose=purpose)
        response = Response(stream_with_context(_written(written, name, taken)), content_type=content_type)
        return as_file(response, f"{name.replace('_', '-')}-{now():%Y-%m-%d}.{ending}")

    taken_away.__doc__ = view.__doc__
    return taken_away


def as_file(response: Response, name: str) -> Response:
    """An answer that a browser keeps as a file instead of showing it."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(written: Writer, name: str, taken: Taken) -> Iterator[str]:
    """Everything from one view, opened when the first chunk is asked for and closed behind the last one."""
    yield from written(
        Listing(name, taken.query, taken.columns, _let_go(taken.chunks)), stamp(taken.title, taken.words)
    )


def _let_go(chunks: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The chunks, one after the other; whoever stood in the one before is not kept."""
    for chunk in chunks:
        yield chunk
        desk.forget_persons()
