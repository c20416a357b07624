"""Saying (Sätze): one plain sentence above each plot, and what a screen reader says in place of the picture."""

from collections.abc import Callable, Mapping, Sequence

from projections.figures.panel import Line, Panel, Plot, Unit
from web.language import N_, _, number
from web.pages.figures.naming import Names
from web.pages.figures.numbers import after, days, many, percent, said

AT_MOST = 3
"""Labels that a sentence names."""
READ_OUT = 12
"""Labels that a screen reader is told before it is sent to the table."""

# panels that begin with a total: what there is so much of
TOTALS: Mapping[str, str] = {
    "open_by_phase": N_("Offen: %(many)s."),
    "open_by_need": N_("Offen: %(many)s."),
    "open_by_quarter": N_("Offen: %(many)s."),
    "open_by_institution": N_("Offen: %(many)s."),
    "open_by_language": N_("Offen: %(many)s."),
    "persons": N_("Erreicht: %(many)s."),
    "announced": N_("Im Zeitraum gab es %(many)s."),
    "outcomes": N_("Abgeschlossen: %(many)s."),
    "institution_declines": N_("Abgelehnt: %(many)s."),
    "workload": N_("Offen: %(many)s."),
    "waiting_for": N_("Offen: %(many)s."),
    "waiting_tasks": N_("Offen: %(many)s."),
    "answers": N_("Im Zeitraum gab es %(many)s."),
    "appointments": N_("Im Zeitraum gab es %(many)s."),
    "participants": N_("Eingetreten: %(many)s."),
    "participants_results": N_("Ausgetreten: %(many)s."),
}
IN_ALL = N_("Insgesamt %(many)s.")
BY_LINE = frozenset({"workload", "institution_declines", "appointments"})
"""Stacked panels whose parts say more than their labels."""

WAITING = frozenset({"waiting_for", "waiting_tasks"})
LONG = frozenset({"d56", "longer"})
"""Who has waited for so long that it is said."""

SHARES: Mapping[str, str] = {
    "answered_in_time": N_(
        "Von %(base)s Weiterleitungen, deren Frist vorbei ist, wurden %(share)s rechtzeitig beantwortet."
    ),
    "institution_kept": N_("Von %(base)s Terminen wurden %(share)s wahrgenommen."),
}
HALF: Mapping[str, str] = {
    "to_first_kept": N_("Von %(many)s hatte die Hälfte %(after)s einen Termin wahrgenommen."),
    "to_closed": N_("Von %(many)s war die Hälfte %(after)s abgeschlossen."),
}
NOT_HALF: Mapping[str, str] = {
    "to_first_kept": N_("Von %(many)s hat noch nicht die Hälfte einen Termin wahrgenommen."),
    "to_closed": N_("Von %(many)s ist noch nicht die Hälfte abgeschlossen."),
}


def sentence(panel: Panel, names: Names) -> str:
    """What the plot says, in one or two sentences."""
    if is_empty(panel):
        return (
            _("Dazu gibt es hier noch nichts.")
            if panel.exact
            else _("Dazu gibt es hier zu wenige Fälle, um eine Zahl zu zeigen.")
        )
    if len(panel.lines) > 1 and names.are_sides(panel):
        return _of_sides(panel, names)
    return _OF_PLOT.get(panel.plot, _of_bars)(panel, names)


def description(panel: Panel, names: Names) -> str:
    """Every number, as far as one listens; the table holds the rest."""
    told = []
    for line in panel.lines:
        pairs = zip(panel.labels, line.cells, strict=True)
        listed = [f"{names.label(panel, label)} {said(panel, cell, line.code)}" for label, cell in pairs][:READ_OUT]
        named = f"{names.line(panel, line.code)}: " if len(panel.lines) > 1 else ""
        told.append(f"{named}{', '.join(listed)}.")
    if len(panel.labels) > READ_OUT:
        told.append(_("Alle Zahlen stehen in der Tabelle darunter."))
    return " ".join(told)


def is_empty(panel: Panel) -> bool:
    """Whether there is nothing to draw."""
    if panel.plot is Plot.SURVIVAL:
        return not panel.total or not panel.total.value
    return not any(cell.value for line in panel.lines for cell in line.cells)


def largest(panel: Panel, *, together: bool) -> float:
    """The largest number of a panel; `together`: of its lines one upon the other."""
    if together:
        return max(_sums(panel), default=0.0)
    return max((cell.value or 0 for line in panel.lines for cell in line.cells), default=0.0)


def _of_sides(panel: Panel, names: Names) -> str:
    """The sides of a comparison, each with what it comes to."""
    told = [f"{names.side(line.code)} {each}" for line in panel.lines if (each := _of_side(panel, line))]
    if panel.plot is Plot.SURVIVAL:
        return _("Die Hälfte war so weit nach: %(listed)s.", listed=", ".join(told))
    return _("Im Vergleich: %(listed)s.", listed=", ".join(told)) if told else _("Der Vergleich steht im Bild.")


def _of_side(panel: Panel, line: Line) -> str:
    if panel.plot is Plot.SURVIVAL:
        before = "" if line is panel.lines[0] else f"{line.code}."
        half = panel.marks.get(f"{before}median")
        return days(half) if half is not None else _("noch nicht")
    if panel.plot is Plot.FUNNEL:
        return many(panel.unit, line.cells[0].value or 0)
    return "" if panel.unit in (Unit.PERCENT, Unit.DAYS) else many(panel.unit, _sum(line))


def _of_bars(panel: Panel, names: Names) -> str:
    if panel.unit is Unit.PERCENT:
        return _of_shares(panel, names)
    if panel.unit is Unit.DAYS:
        return _of_days(panel, names)
    if panel.code == "language_gap":
        return _of_gap(panel, names)
    return f"{_total(panel)} {_most(panel, names, _sums(panel))}".strip()


def _of_gap(panel: Panel, names: Names) -> str:
    """Where the most needs come to one offer, then where there is none at all."""
    needs, offers = ([cell.value or 0 for cell in line.cells] for line in panel.lines)
    asked = [place for place, many_ in enumerate(needs) if many_]
    asked.sort(key=lambda place: (-needs[place] / (offers[place] or 0.1), -needs[place]))
    listed = [
        _(
            "%(language)s (%(needs)s, %(offers)s)",
            language=names.label(panel, panel.labels[place]),
            needs=many(Unit.NEEDS, needs[place]),
            offers=many(Unit.OFFERS, offers[place]),
        )
        for place in asked[:AT_MOST]
    ]
    widest = _("Am weitesten klafft es bei: %(listed)s.", listed=", ".join(listed))
    return f"{_total(panel)} {widest}".strip()


def _of_stacked(panel: Panel, names: Names) -> str:
    if panel.code in BY_LINE:
        listed = [f"{names.line(panel, line.code)} ({number(_sum(line))})" for line in panel.lines if _sum(line)]
        parts = _("Davon: %(listed)s.", listed=", ".join(listed))
        return f"{_total(panel)} {parts}".strip()
    told = _of_bars(panel, names)
    if panel.exact and panel.code in WAITING:
        long = sum(round(_sum(line)) for line in panel.lines if line.code in LONG)
        told = f"{told} {_('Seit mehr als 28 Tagen: %(number)s.', number=number(long))}"
    return told


def _of_funnel(panel: Panel, names: Names) -> str:
    cells = panel.lines[0].cells
    first = cells[0].value or 0
    reached = [
        f"{names.label(panel, label)} ({said(panel, cell)})"
        for label, cell in zip(panel.labels[1:], cells[1:], strict=True)
    ]
    return _("Von %(many)s erreichten: %(listed)s.", many=many(panel.unit, first), listed=", ".join(reached))


def _of_lines(panel: Panel, names: Names) -> str:
    if panel.unit is Unit.PERCENT:
        return _of_shares(panel, names)
    if len(panel.lines) == 1 and panel.lines[0].cells[-1].value:
        last = [many(panel.unit, panel.lines[0].cells[-1].value)]
    else:
        last = [f"{names.line(panel, line.code)} {said(panel, line.cells[-1])}" for line in panel.lines]
    latest = _("Zuletzt (%(when)s): %(listed)s.", when=names.label(panel, panel.labels[-1]), listed=", ".join(last))
    return f"{_total(panel)} {latest}".strip()


def _of_survival(panel: Panel, names: Names) -> str:
    half = panel.marks.get("median")
    counted = many(Unit.REFERRALS, panel.total.value or 0 if panel.total else 0)
    if half is None:
        told = _(NOT_HALF.get(panel.code, NOT_HALF["to_closed"]), many=counted)
    else:
        told = _(HALF.get(panel.code, HALF["to_closed"]), many=counted, after=after(half))
    first, last = (_("noch nicht") if day is None else after(day) for day in map(panel.marks.get, ("q1", "q3")))
    quarters = _("Ein Viertel: %(first)s; drei Viertel: %(last)s.", first=first, last=last)
    return f"{told} {quarters}"


def _of_shares(panel: Panel, names: Names) -> str:
    total = panel.total
    if total is None or total.value is None:
        return _("Für einen Anteil im Ganzen sind es zu wenige.")
    if panel.code in SHARES:
        return _(SHARES[panel.code], share=percent(total.value), base=number(total.base or 0))
    return _("Im Ganzen %(share)s von %(base)s.", share=percent(total.value), base=number(total.base or 0))


def _of_days(panel: Panel, names: Names) -> str:
    known = [
        (cell.value, label)
        for label, cell in zip(panel.labels, panel.lines[0].cells, strict=True)
        if cell.value is not None
    ]
    fast, slow = min(known), max(known)
    told = _("Am schnellsten: %(name)s (%(days)s).", name=names.label(panel, fast[1]), days=days(fast[0]))
    if slow[0] == fast[0]:
        return told
    slowest = _("Am langsamsten: %(name)s (%(days)s).", name=names.label(panel, slow[1]), days=days(slow[0]))
    return f"{told} {slowest}"


def _total(panel: Panel) -> str:
    if panel.total is None or panel.total.value is None:
        return ""
    return _(TOTALS.get(panel.code, IN_ALL), many=many(panel.unit, panel.total.value))


def _most(panel: Panel, names: Names, sums: Sequence[float]) -> str:
    heavy = sorted(range(len(sums)), key=lambda place: -sums[place])[:AT_MOST]
    listed = [f"{names.label(panel, panel.labels[place])} ({number(sums[place])})" for place in heavy if sums[place]]
    return _("Am häufigsten: %(listed)s.", listed=", ".join(listed)) if len(sums) > 1 else ""


def _sums(panel: Panel) -> list[float]:
    """Of each label: all its lines where they are parts of it, else the first line."""
    if panel.plot is Plot.STACKED:
        return [
            sum(cell.value or 0 for cell in cells) for cells in zip(*(line.cells for line in panel.lines), strict=True)
        ]
    return [cell.value or 0 for cell in panel.lines[0].cells]


def _sum(line: Line) -> float:
    return sum(cell.value or 0 for cell in line.cells)


_OF_PLOT: dict[Plot, Callable[[Panel, Names], str]] = {
    Plot.STACKED: _of_stacked,
    Plot.FUNNEL: _of_funnel,
    Plot.LINE: _of_lines,
    Plot.SURVIVAL: _of_survival,
}
