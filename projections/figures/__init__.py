"""Figures (Kennzahlen): what coordination, steering group and funder ask, counted from the log, disclosed by rules.

courses, announced → tables (the projection) → questions, ratios, durations, flow → shown → disclosure → page, report
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import Connection

from projections.figures import behind, disclosure
from projections.figures.announced import Announced
from projections.figures.behind import NoSuchFigure
from projections.figures.definitions import DEFINITIONS, Definition
from projections.figures.durations import DURATIONS
from projections.figures.narrowing import parts, quarters, side
from projections.figures.panel import Asked, AsOf, Panel, Span
from projections.figures.questions import COUNTED
from projections.figures.ratios import RATIOS
from projections.figures.shown import Scene
from projections.figures.trimming import trimmed

__all__ = [
    "CODES",
    "DEFINITIONS",
    "Definition",
    "NoSuchFigure",
    "announced_behind",
    "panels",
    "quarters",
    "rows_behind",
]

CODES = tuple(DEFINITIONS)
"""Every figure, in the order in which they are shown."""

_COUNTED = {question.code: question for question in COUNTED}
_RATIOS = {question.code: question for question in RATIOS}
_DURATIONS = {question.code: question for question in DURATIONS}


def panels(
    connection: Connection, asked: Asked, as_of: AsOf, *, exact: bool, only: Collection[str] | None = None
) -> list[Panel]:
    """The figures that answer what is asked (`only` those of these codes), in the order of their definitions.

    Not exact: disclosed, fit for anybody; the connection is then one to the end of a day (`projections.day_ends`).
    """
    scene = Scene(connection, parts(connection, asked), as_of.at, exact=exact)
    found = [panel for code in CODES if only is None or code in only for panel in _made(scene, code, asked)]
    told = found if exact else [disclosure.disclosed(panel) for panel in found]
    return trimmed(told) if asked.period.span is Span.PROJECT else told


def rows_behind(
    connection: Connection,
    asked: Asked,
    as_of: AsOf,
    code: str,
    label: str,
    line: str | None = None,
    part: str | None = None,
    *,
    exact: bool,
) -> list[UUID] | None:
    """The referrals behind one number; None below ten for whoever sees disclosed figures only.

    `line` is the code of its line, `part` that of its panel.
    """
    sides = {each.code: each.asked for each in parts(connection, asked)}
    meant = sides.get(part or line or "", asked)
    found = behind.rows(connection, meant, as_of.at, code, label, None if line in sides else line)
    return found if exact or disclosure.may_list(len(found)) else None


def announced_behind(
    connection: Connection, asked: Asked, as_of: AsOf, label: str, line: str | None = None
) -> list[Announced]:
    """The announced needs behind one number; `line` is the side of a comparison."""
    try:
        return behind.announced(connection, side(connection, asked, line), as_of.at, label)
    except LookupError as error:
        raise NoSuchFigure(f"announced: {label}") from error


def _made(scene: Scene, code: str, asked: Asked) -> Iterator[Panel]:
    if code in _COUNTED:
        return scene.counted(_COUNTED[code]) if _shown(scene, code, asked) else iter(())
    if code in _RATIOS:
        return scene.ratio(_RATIOS[code])
    if code in _DURATIONS:
        return scene.duration(_DURATIONS[code])
    return {"institution_answers": scene.answers, "flow": scene.flow, "language_gap": scene.gap}[code]()


def _shown(scene: Scene, code: str, asked: Asked) -> bool:
    return _COUNTED[code].fits(asked) and (scene.exact or not _COUNTED[code].exact_only)
