"""Numbers (Zahlwörter): a cell as it is read, and how many of what."""

from projections.figures.disclosure import PUBLIC
from projections.figures.panel import Cell, Panel, Plot, Unit
from web.language import N_, _, number

COUNTED: dict[Unit, tuple[str, str]] = {
    Unit.REFERRALS: (N_("%(num)s Vermittlung"), N_("%(num)s Vermittlungen")),
    Unit.NEEDS: (N_("%(num)s Anliegen"), N_("%(num)s Anliegen")),
    Unit.OFFERS: (N_("%(num)s Angebot"), N_("%(num)s Angebote")),
    Unit.ANNOUNCEMENTS: (N_("%(num)s angekündigtes Anliegen"), N_("%(num)s angekündigte Anliegen")),
    Unit.PERSONS: (N_("%(num)s Person"), N_("%(num)s Personen")),
    Unit.FORWARDINGS: (N_("%(num)s Weiterleitung"), N_("%(num)s Weiterleitungen")),
    Unit.APPOINTMENTS: (N_("%(num)s Termin"), N_("%(num)s Termine")),
    Unit.VISITS: (N_("%(num)s Besuch"), N_("%(num)s Besuche")),
    Unit.PARTICIPANTS: (N_("%(num)s Teilnehmer:in"), N_("%(num)s Teilnehmer:innen")),
}


def percent(value: float) -> str:
    """85 %, the sign kept with its number."""
    return f"{number(round(value))}\N{NO-BREAK SPACE}%"


def days(value: float) -> str:
    """1 Tag, 12 Tage, 12,5 Tage."""
    return _("1 Tag") if value == 1 else _("%(days)s Tage", days=number(value))


def after(value: float) -> str:
    """After 1 day, after 12 days: of a length of time."""
    return _("nach 1 Tag") if value == 1 else _("nach %(days)s Tagen", days=number(value))


def told(panel: Panel, cell: Cell, line: str = "") -> str:
    """A cell as the table has it: a share or a median with the number that it is of."""
    spoken = said(panel, cell, line)
    if cell.value is None or cell.base is None or panel.plot is Plot.SURVIVAL:
        return spoken
    if panel.unit is Unit.DAYS:
        return _("%(days)s bei %(base)s", days=spoken, base=number(cell.base))
    return _("%(share)s von %(base)s", share=spoken, base=number(cell.base))


def said(panel: Panel, cell: Cell, line: str = "") -> str:
    """A cell as it is read; what is too little to be shown says so, and a rounded nothing may be one or two."""
    if cell.value is None:
        return "–" if panel.exact else _("zu wenige")
    if panel.unit is Unit.PERCENT:
        return percent(cell.value)
    if panel.unit is Unit.DAYS:
        return days(cell.value)
    return _("unter 3") if cell.value == 0 and not (panel.exact or line in PUBLIC) else number(cell.value)


def axis_number(panel: Panel, value: float) -> str:
    """A number of the scale."""
    return percent(value) if panel.unit is Unit.PERCENT else number(value)


def many(unit: Unit, value: float) -> str:
    """40 Vermittlungen."""
    one, more = COUNTED[unit]
    count = round(value)
    return _(one if count == 1 else more, num=number(count))
