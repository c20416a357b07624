"""Figures (Kennzahlen) through the API: disclosed, as of the end of yesterday, as in a report."""

from typing import Any

from msgspec import to_builtins

from projections import figures as counted
from projections.figures import periods
from projections.figures.panel import Panel
from web import desk, reporting
from web.api import shapes
from web.api.blueprint import read_at
from web.api.caseload import CODES
from web.api.resource import asked, resource
from web.pages.figures.asking import FigureFilter, asked_by, options
from web.scopes import Scope


@read_at("/figures")
@resource(Scope.FIGURES, shapes.Figures, asks=FigureFilter, codes=CODES)
def figures() -> dict[str, Any]:
    """Every figure for a period, rounded to multiples of five; without a period the running quarter."""
    query = asked(FigureFilter, options())
    question = asked_by({name: value for name, value in query.items() if value is not None})
    house = desk.house()
    as_of = house.day_ends.end_of(reporting.last_day(house))
    with house.day_ends.at(as_of.position) as connection:
        panels = counted.panels(connection, question, as_of, exact=False)
    return {
        "period": periods.code_of(question.period),
        "position": as_of.position,
        "day": as_of.at.date(),
        "panels": [_told(panel) for panel in panels],
    }


def _told(panel: Panel) -> dict[str, Any]:
    told: dict[str, Any] = to_builtins(panel)
    lines = [{"code": line.code, "cells": [cell._asdict() for cell in line.cells]} for line in panel.lines]
    return {**told, "lines": lines, "total": panel.total._asdict() if panel.total else None}
