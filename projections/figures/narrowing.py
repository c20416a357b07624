"""Narrowing (Eingrenzung): which rows of a table are meant, and which parts a comparison has."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, FromClause, select

from projections.figures import periods
from projections.figures.panel import Asked, Compare, Period
from projections.figures.tables import referrals

ALL = "all"


class Part(NamedTuple):
    """One side of a comparison: its code, and what is asked of it; ALL where nothing is compared."""

    code: str
    asked: Asked


def parts(connection: Connection, asked: Asked) -> list[Part]:
    """What is compared; the first is what was asked for, where there is one."""
    if asked.compare is Compare.PREVIOUS:
        before = periods.previous(asked.period)
        given = [Part("current", asked)]
        return given if before is None else [*given, Part("previous", replace(asked, period=before))]
    if asked.compare is Compare.QUARTERS and asked.quarter is None:
        found = [Part(quarter, replace(asked, quarter=quarter)) for quarter in quarters(connection)]
        return found or [Part(ALL, asked)]
    return [Part(ALL, asked)]


def side(connection: Connection, asked: Asked, code: str | None) -> Asked:
    """What one side of a comparison asks; LookupError where there is no such side."""
    if code in (None, ALL):
        return asked
    found = next((part.asked for part in parts(connection, asked) if part.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


def quarters(connection: Connection) -> list[str]:
    """The quarters of the town that the figures know, in the order of their codes."""
    return sorted(connection.execute(select(referrals.c.quarter).distinct()).scalars())


def conditions(source: FromClause, asked: Asked) -> Iterator[ColumnElement[bool]]:
    """What rows must be, period apart."""
    wanted: tuple[tuple[str, Any], ...] = (
        ("quarter", asked.quarter),
        ("need", asked.need),
        ("language", asked.language),
        ("institution_id", asked.institution),
    )
    for name, value in wanted:
        if value is not None:
            yield source.c[name] == value


def within(column: ColumnElement[date], period: Period, until: date) -> ColumnElement[bool]:
    """Days of the period, as far as it has come."""
    return column.between(period.start, min(period.end, until))
