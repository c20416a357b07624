"""Paging (Blättern): the part of a list that a page shows, and the ways on and back to its beginning."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from flask import request, url_for

AT_ONCE = 50
Row = TypeVar("Row")


class Part(NamedTuple, Generic[Row]):
    """The rows of one page, and what its template needs to lead on: `start`, `more`, `first`; empty where nowhere."""

    rows: Sequence[Row]
    places: Mapping[str, Any]


def part(found: Sequence[Row], endpoint: str, query: Mapping[str, Any]) -> Part[Row]:
    """The part that begins at the row in the address; from the beginning where there is no such row."""
    start = _start(len(found))
    more = url_for(endpoint, **query, start=start + AT_ONCE) if len(found) > start + AT_ONCE else ""
    first = url_for(endpoint, **query) if start else ""
    return Part(found[start : start + AT_ONCE], {"start": start, "more": more, "first": first})


def _start(number: int) -> int:
    text = request.args.get("start", "0")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return place if place < number else 0
