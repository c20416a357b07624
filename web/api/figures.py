"""Figures (Kennzahlen) through the API: disclosed, as of the end of yesterday, as in a report."""

from typing import Any

from flask import Response, jsonify
from msgspec import to_builtins

from projections import figures as counted
from projections import parked
from projections.figures import periods
from projections.figures.panel import AsOf, Panel
from web import desk, reporting
from web.api import as_of, shapes
from web.api.blueprint import read_at
from web.api.caseload import CODES
from web.api.resource import asked, resource
from web.pages.figures.asking import FigureFilter, asked_by, options
from web.scopes import Scope

SECONDS = 5
"""After which it is worth asking again."""


@read_at("/figures")
@resource(Scope.FIGURES, shapes.Figures, asks=FigureFilter, codes=CODES, meanwhile=shapes.Counting)
def figures() -> dict[str, Any] | Response:
    """Every figure for a period, rounded to multiples of five; without a period the running quarter.

    Counted behind the answer where that takes a while: 202, and the figures as soon as they are there.
    """
    query = asked(FigureFilter, options())
    question = asked_by({name: value for name, value in query.items() if value is not None})
    house = desk.house()
    end = house.day_ends.end_of(reporting.last_day(house))
    if not house.has_counted(end.position):
        return _counting(end)
    with house.day_ends.at(end.position) as connection:
        panels = counted.panels(connection, question, end, exact=False)
        as_of.tell(end.position, 0, complete=not parked.streams(connection))
    return {
        "period": periods.code_of(question.period),
        "position": end.position,
        "day": end.at.date(),
        "panels": [_told(panel) for panel in panels],
    }


def _counting(end: AsOf) -> Response:
    answer: Response = jsonify(shapes.Counting().dump({"position": end.position, "day": end.at.date()}))
    answer.status_code = 202
    answer.headers["Retry-After"] = str(SECONDS)
    as_of.tell(end.position, 0, complete=True)
    return answer


def _told(panel: Panel) -> dict[str, Any]:
    told: dict[str, Any] = to_builtins(panel)
    lines = [{"code": line.code, "cells": [cell._asdict() for cell in line.cells]} for line in panel.lines]
    return {**told, "lines": lines, "total": panel.total._asdict() if panel.total else None}
