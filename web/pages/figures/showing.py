"""Showing (Zeigen): a panel as the template draws it: words, coordinates, the table with its links."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from projections import gatherings, participations
from projections.figures import survival
from projections.figures.definitions import DEFINITIONS
from projections.figures.narrowing import ALL
from projections.figures.panel import Asked, Compare, Panel, Plot, Unit
from projections.figures.questions import COUNTED
from referrals.occasion import LOCAL
from web.language import N_, _, language, ngettext, number, short_day
from web.pages.figures import numbers, saying
from web.pages.figures.naming import Names, head
from web.plots import curves, rows
from web.plots.curves import Curves
from web.plots.rows import Bars, Stacked
from web.plots.series import Look, Series, looks

EXPLAINED = {**DEFINITIONS, **gatherings.DEFINITIONS, **participations.DEFINITIONS}
"""What every figure is called, those of the group offers and of the funder too."""

LEAST_BASE = 20
"""Of fewer than these no share is told."""

STANDING = frozenset(question.code for question in COUNTED if question.when is None)
"""Figures of what is so today, whatever the period."""

MOST_ROWS = 12
"""Labels that are drawn one below the other; the table has them all."""
MARKS = {"q1": N_("¼: %(days)s"), "median": N_("½: %(days)s"), "q3": N_("¾: %(days)s")}
CAPTIONS = {
    "to_first_kept": N_("Anteil ohne wahrgenommenen Termin, nach Tagen seit der Eröffnung"),
    "to_closed": N_("Anteil noch offener Vermittlungen, nach Tagen seit der Eröffnung"),
    "institution_answers": N_("Oben, wohin am meisten weitergeleitet wurde; von wie vielen, steht in der Tabelle."),
    "institution_kept": N_("Oben, wo die meisten Termine waren; von wie vielen, steht in der Tabelle."),
}
"""What the axes of a survival curve mean, and in which order bars stand that the eye would order otherwise."""

Row = tuple[str, list[tuple[str, str]]]
Address = Callable[[Panel, str, str], str]


class Shown(NamedTuple):
    """A figure for the template; see templates/figures/plots.html. `drawing` is None where there is nothing to draw."""

    id: str
    kind: str
    title: str
    sentence: str
    caption: str
    description: str
    drawing: Bars | Stacked | Curves | None
    legend: tuple[Look, ...]
    keys: tuple[Look, ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    hidden: str
    as_of: str
    behind: int
    definition: str
    counted: str


class State(NamedTuple):
    """As of which event the figures are, when that was, and how many events came since."""

    position: int
    at: datetime
    behind: int = 0

    def __str__(self) -> str:
        at = self.at.astimezone(LOCAL)
        told = _(
            "Stand: Ereignis %(position)s, %(day)s %(time)s",
            position=number(self.position),
            day=short_day(at.date()),
            time=f"{at:%H:%M}",
        )
        if not self.behind:
            return told
        back = _("1 Ereignis zurück") if self.behind == 1 else _("%(num)s Ereignisse zurück", num=number(self.behind))
        return f"{told}, {back}"


def nowhere(_panel: Panel, _label: str, _line: str) -> str:
    """No number leads to its rows: a report, or a print."""
    return ""


def shown(
    panels: Iterable[Panel],
    asked: Asked,
    state: State,
    *,
    address: Address = nowhere,
    definition: Callable[[str], str] = lambda code: "",
) -> list[Shown]:
    """The panels with their words; `address` says where a number leads, `definition` where it is explained."""
    listed = [_begun(panel) for panel in panels]
    names = Names.of(asked, listed)
    return [_shown(panel, names, state, address, definition, _top(panel, listed)) for panel in listed]


def told_once(panels: Iterable[Panel], asked: Asked) -> Iterator[Panel]:
    """Beside the period before, what stands as it is today is told once: no period changes it."""
    for panel in panels:
        if asked.compare is not Compare.PREVIOUS or panel.code not in STANDING:
            yield panel
        elif panel.part is not None:
            if panel.part == "current":
                yield replace(panel, part=None)
        else:
            yield replace(panel, lines=(panel.lines[0]._replace(code=ALL),))


def _begun(panel: Panel) -> Panel:
    """Months from the first one in which there was anything."""
    if panel.axis != "month":
        return panel
    places = range(len(panel.labels))
    first = next((place for place in places if any(line.cells[place].value for line in panel.lines)), 0)
    lines = tuple(line._replace(cells=line.cells[first:]) for line in panel.lines)
    return replace(panel, labels=panel.labels[first:], lines=lines)


def _kind(panel: Panel) -> Plot:
    """How it is drawn: many months as lines, for their bars would fill pages."""
    many = panel.axis == "month" and len(panel.labels) > MOST_ROWS
    return Plot.LINE if many and panel.plot is Plot.STACKED else panel.plot


def _top(panel: Panel, listed: Iterable[Panel]) -> float:
    """How far the scale of a part reaches: as far as that of the other parts, so that they can be compared by eye."""
    alike = [each for each in listed if each.part is not None and each.code == panel.code] if panel.part else []
    stacked = _kind(panel) is Plot.STACKED
    return max((saying.largest(each, together=stacked) for each in alike), default=0.0)


def _shown(
    panel: Panel, names: Names, state: State, address: Address, definition: Callable[[str], str], top: float
) -> Shown:
    series = [_series(panel, names, number) for number in range(len(panel.lines))]
    empty = saying.is_empty(panel)
    return Shown(
        id=f"{panel.code}-{panel.part}" if panel.part else panel.code,
        kind=_kind(panel).value,
        title=title(panel, names),
        sentence=saying.sentence(panel, names),
        caption=_(CAPTIONS.get(panel.code, "")) if panel.code in CAPTIONS and not empty else "",
        description=saying.description(panel, names),
        drawing=None if empty else _drawing(panel, names, series, top),
        legend=looks([each.name for each in series]),
        keys=_keys(panel, series),
        head=(head(panel.axis), *(each.name for each in series)),
        rows=() if empty else _rows(panel, names, series, address),
        hidden="" if empty else _hidden(panel),
        as_of=str(state),
        behind=state.behind,
        definition=definition(panel.definition),
        counted=_counted(panel),
    )


def _counted(panel: Panel) -> str:
    known = EXPLAINED.get(panel.definition)
    return known.says(language()) if known else ""


def _keys(panel: Panel, series: Sequence[Series]) -> tuple[Look, ...]:
    """The legend: of a stacked bar without the parts that stand nowhere."""
    looked = looks([each.name for each in series])
    if _kind(panel) is not Plot.STACKED:
        return looked
    return tuple(look for look, each in zip(looked, series, strict=True) if each.largest)


def title(panel: Panel, names: Names) -> str:
    """What the figure is called, and which side of a comparison it shows."""
    known = EXPLAINED.get(panel.definition)
    told = known.title(language()) if known else panel.code
    return f"{told}: {names.side(panel.part)}" if panel.part else told


def _series(panel: Panel, names: Names, place: int) -> Series:
    line = panel.lines[place]
    told = tuple(numbers.said(panel, cell, line.code) for cell in line.cells)
    return Series(names.line(panel, line.code), tuple(cell.value for cell in line.cells), told)


def _drawing(panel: Panel, names: Names, series: Sequence[Series], top: float) -> Bars | Stacked | Curves:
    labels = [names.label(panel, label, short=True) for label in panel.labels]
    match _kind(panel):
        case Plot.STACKED:
            return rows.stacked(labels[:MOST_ROWS], series, _totals(panel), top)
        case Plot.FUNNEL if len(series) == 1:
            return rows.funnel(labels, series[0]._replace(said=tuple(_with_shares(panel, series[0]))))
        case Plot.LINE:
            percent = panel.unit is Unit.PERCENT
            return curves.lines(
                labels, series, lambda value: numbers.axis_number(panel, value), percent=percent, top=top
            )
        case Plot.SURVIVAL:
            return curves.survival(
                [float(label) for label in panel.labels], series, _marks(panel), numbers.percent, numbers.days
            )
        case _:
            return rows.bars(labels[:MOST_ROWS], series, top)


def _totals(panel: Panel) -> list[str]:
    told = []
    for cells in zip(*(line.cells for line in panel.lines), strict=True):
        sum_ = sum(cell.value or 0 for cell in cells)
        told.append(number(sum_) if panel.exact or sum_ else _("unter 3"))
    return told


def _with_shares(panel: Panel, series: Series) -> Iterable[str]:
    first = series.values[0] or 0
    for value, said in zip(series.values, series.said, strict=True):
        if value is None or value == first or first < (1 if panel.exact else LEAST_BASE):
            yield said
        else:
            yield f"{said} ({numbers.percent(100 * value / first)})"


def _marks(panel: Panel) -> dict[str, tuple[float, float]]:
    """The quartiles of a curve that stands alone, where they are reached."""
    found: dict[str, tuple[float, float]] = {}
    if len(panel.lines) > 1:
        return found
    for mark, share in survival.QUARTILES.items():
        day = panel.marks.get(mark)
        if day is not None:
            found[_(MARKS[mark], days=numbers.days(day))] = (day, 100 * share)
    return found


def _rows(panel: Panel, names: Names, series: Sequence[Series], address: Address) -> tuple[Row, ...]:
    return tuple(
        (
            names.label(panel, label),
            [
                (
                    numbers.told(panel, line.cells[place], line.code),
                    address(panel, label, line.code) if each.values[place] else "",
                )
                for line, each in zip(panel.lines, series, strict=True)
            ],
        )
        for place, label in enumerate(panel.labels)
    )


def _hidden(panel: Panel) -> str:
    """What the plot does not show, said below it."""
    told = []
    if _kind(panel) in (Plot.BAR, Plot.STACKED) and len(panel.labels) > MOST_ROWS:
        more = len(panel.labels) - MOST_ROWS
        told.append(
            ngettext(
                "Gezeichnet sind die ersten %(most)s; %(n)s weiterer Eintrag steht in der Tabelle.",
                "Gezeichnet sind die ersten %(most)s; %(n)s weitere Einträge stehen in der Tabelle.",
                more,
                most=MOST_ROWS,
            )
        )
    if any(cell.value is None for line in panel.lines for cell in line.cells):
        told.append(_none_means(panel))
    return " ".join(told)


def _none_means(panel: Panel) -> str:
    if panel.plot is Plot.LINE:
        return _("× heißt: nichts zu zählen.") if panel.exact else _("× heißt: zu wenige, um eine Zahl zu zeigen.")
    if panel.exact:
        return _("– heißt: nichts zu zählen, oder noch nicht erreicht.")
    return _("„zu wenige“ heißt: Hier stünden so wenige Fälle, dass keine Zahl gezeigt wird.")
