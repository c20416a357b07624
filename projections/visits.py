"""Visits (Besuche): the figures of the group offers, counted from the gatherings of a period."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection

from projections import gatherings
from projections.caseload import local_day
from projections.figures import disclosure, periods
from projections.figures.narrowing import ALL, Part, parts
from projections.figures.narrowing import side as one_side
from projections.figures.panel import Asked, AsOf, Cell, Line, Panel, Plot, Unit
from projections.gatherings import DEFINITIONS, Origin
from referrals.gathering import Gathering, GroupOffer, Spoken
from referrals.need import NeedKind

Labels = Callable[[Gathering], Iterable[str]]
OFFERS = tuple(code.value for code in GroupOffer)
QUESTIONS: tuple[tuple[str, str, tuple[str, ...], Labels], ...] = (
    ("visits_by_offer", "group_offer", OFFERS, lambda each: (each.about.group_offer,)),
    ("visits_by_language", "language", tuple(code.value for code in Spoken), lambda each: each.about.languages),
    ("visits_by_need", "need", tuple(code.value for code in NeedKind), lambda each: each.about.needs),
)
"""(code, axis, labels, under which labels a gathering counts)."""
LABELS: dict[str, Labels] = {
    "visits_by_month": lambda each: (periods.month_of(each.held_on),),
    **{code: labels_of for code, _axis, _known, labels_of in QUESTIONS},
}
"""Of each figure of visits: under which labels a gathering counts."""


def panels(connection: Connection, asked: Asked, as_of: AsOf, *, exact: bool) -> list[Panel]:
    """The figures of the group offers; not exact: disclosed, fit for anybody."""
    sides = parts(connection, asked)
    found = list(_made(connection, sides, as_of, exact=exact))
    return found if exact else [disclosure.disclosed(panel) for panel in found]


def referrals_behind(connection: Connection, asked: Asked, as_of: AsOf, label: str) -> list[UUID]:
    """The referrals that began at a group offer."""
    begun = _begun(connection, asked, as_of)
    return sorted(each for each, origin in begun.items() if origin.group_offer == label)


def gatherings_behind(
    connection: Connection, asked: Asked, as_of: AsOf, code: str, label: str, side: str | None = None
) -> list[Gathering]:
    """The gatherings whose head-counts add up to one number, the latest first; LookupError where there is no such."""
    labels_of, meant = LABELS[code], one_side(connection, asked, side)
    held = [each for each in _held(connection, meant, as_of) if label in map(str, labels_of(each))]
    return sorted(held, key=lambda each: (each.held_on, each.id), reverse=True)


def _made(connection: Connection, sides: Sequence[Part], as_of: AsOf, *, exact: bool) -> Iterator[Panel]:
    held = [_held(connection, part.asked, as_of) for part in sides]
    for part, each in zip(sides, held, strict=True):
        months = periods.months(part.asked.period, local_day(as_of.at))
        heads: Counter[str] = Counter()
        for one in each:
            heads[periods.month_of(one.held_on)] += one.about.headcount
        line = Line(ALL, _cells(months, heads))
        yield _panel("visits_by_month", Plot.LINE, "month", months, [line], part)
    for code, axis, known, labels_of in QUESTIONS:
        counted = [_counted(each, labels_of) for each in held]
        labels = _used(known, counted) if exact else known
        lines = [Line(part.code, _cells(labels, heads)) for part, heads in zip(sides, counted, strict=True)]
        yield _panel(code, Plot.BAR, axis, labels, lines, total=sum(one.about.headcount for one in held[0]))
    begun = [Counter(o.group_offer.value for o in _begun(connection, part.asked, as_of).values()) for part in sides]
    labels = _used(OFFERS, begun) if exact else OFFERS
    lines = [Line(part.code, _cells(labels, counts)) for part, counts in zip(sides, begun, strict=True)]
    yield _panel("referrals_begun", Plot.BAR, "group_offer", labels, lines, unit=Unit.REFERRALS, total=begun[0].total())


def _held(connection: Connection, asked: Asked, as_of: AsOf) -> list[Gathering]:
    """The gatherings that are meant; an institution has none."""
    if asked.institution is not None:
        return []
    last = min(asked.period.end, local_day(as_of.at))
    return [
        each
        for each in gatherings.between(connection, asked.period.start, last)
        if asked.quarter in (None, each.about.quarter)
        and (asked.need is None or asked.need in each.about.needs)
        and (asked.language is None or asked.language in each.about.languages)
    ]


def _begun(connection: Connection, asked: Asked, as_of: AsOf) -> dict[UUID, Origin]:
    last = min(asked.period.end, local_day(as_of.at))
    return {
        referral_id: origin
        for referral_id, origin in gatherings.begun_between(connection, asked.period.start, last).items()
        if asked.quarter in (None, origin.quarter)
        and asked.need in (None, origin.need)
        and asked.language in (None, origin.language)
        and asked.institution in (None, origin.institution_id)
    }


def _counted(held: Iterable[Gathering], labels_of: Labels) -> Counter[str]:
    heads: Counter[str] = Counter()
    for each in held:
        for label in labels_of(each):
            heads[str(label)] += each.about.headcount
    return heads


def _used(known: Iterable[str], counted: Iterable[Counter[str]]) -> tuple[str, ...]:
    """The labels that anything counts for, in the order of their codes; all of them where nothing does."""
    every = tuple(known)
    seen = {label for counts in counted for label, number in counts.items() if number}
    return tuple(code for code in every if code in seen) or every


def _cells(labels: Iterable[str], counts: Counter[str]) -> tuple[Cell, ...]:
    return tuple(Cell(counts[label]) for label in labels)


def _panel(
    code: str,
    plot: Plot,
    axis: str,
    labels: tuple[str, ...],
    lines: Sequence[Line],
    part: Part | None = None,
    *,
    unit: Unit = Unit.VISITS,
    total: int | None = None,
) -> Panel:
    return Panel(
        code=code,
        part=part.code if part and part.code != ALL else None,
        plot=plot,
        unit=unit,
        axis=axis,
        labels=labels,
        lines=tuple(lines),
        total=None if total is None else Cell(total),
        definition=code,
        definition_version=DEFINITIONS[code].version,
        exact=True,
    )
