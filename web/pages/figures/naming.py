"""Naming (Benennung): the words of the codes in a panel, and the names behind its ids, read once for all panels."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

from projections import participants, words
from projections.figures import periods
from projections.figures.narrowing import ALL
from projections.figures.panel import Asked, Compare, Panel, Unit
from projections.word import heading
from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.participation_state import QUESTIONS, Missing
from referrals.referral.clock import Task
from referrals.referral.codes import DeclineReason, Outcome, Party, Phase
from referrals.referral.state import AppointmentState
from web import desk
from web.language import N_, _, language
from web.pages.figures.periods import month, name

CODES: Mapping[str, type[StrEnum]] = {
    "phase": Phase,
    "need": NeedKind,
    "outcome": Outcome,
    "decided_by": Party,
    "party": Party,
    "reason": DeclineReason,
    "task": Task,
    "state": AppointmentState,
    "group_offer": GroupOffer,
    **participants.AXES,
}
"""The axes whose labels are codes of the domain."""

# what stands above the labels of an axis
HEADS: Mapping[str, str] = {
    "phase": N_("Stand"),
    "need": N_("Anliegen"),
    "quarter": N_("Quartier"),
    "language": N_("Sprache"),
    "institution": N_("Institution"),
    "outcome": N_("Ergebnis"),
    "decided_by": N_("Entschieden von"),
    "party": N_("Wer ist am Zug?"),
    "reason": N_("Grund"),
    "task": N_("Nächster Schritt"),
    "month": N_("Monat"),
    "days": N_("Tage"),
    "stage": N_("Station"),
    "staff": N_("Fallmanager:in"),
    "answer": N_("Antwort"),
    "fate": N_("Was daraus wurde"),
    "group_offer": N_("Gruppenangebot"),
    "results": N_("Ergebnis"),
}

MEASURED: Mapping[Unit, str] = {Unit.PERCENT: N_("Anteil"), Unit.DAYS: N_("Median")}
"""What stands above cells that count nothing."""

# codes that only the figures know; `panel.code` where one word means different things
OWN: Mapping[str, str] = {
    "all": N_("Anzahl"),
    "opened": N_("eröffnet"),
    "closed": N_("abgeschlossen"),
    "forwarded": N_("weitergeleitet"),
    "accepted": N_("zugesagt"),
    "kept": N_("wahrgenommen"),
    "missed": N_("nicht wahrgenommen"),
    "cancelled": N_("abgesagt"),
    "rescheduled": N_("verlegt"),
    "funnel.kept": N_("Termin wahrgenommen"),
    "need_met": N_("Hilfe erhalten"),
    "flow.open": N_("am Monatsende offen"),
    "appointments.open": N_("Ergebnis fehlt"),
    "d7": N_("bis 7 Tage"),
    "d14": N_("8 bis 14 Tage"),
    "d28": N_("15 bis 28 Tage"),
    "d56": N_("29 bis 56 Tage"),
    "longer": N_("mehr als 56 Tage"),
    "in_time": N_("in der Frist"),
    "late": N_("nach der Frist"),
    "none": N_("keine Antwort in der Frist"),
    "withdrawn": N_("nicht mehr gebraucht"),
    "answers.waiting": N_("Frist läuft noch"),
    "workload.in_time": N_("nicht überfällig"),
    "overdue": N_("überfällig"),
    "needs": N_("Anliegen"),
    "offers": N_("Angebote"),
    "taken": N_("zu einer Vermittlung geworden"),
    "dropped": N_("verworfen"),
    "expired": N_("abgelaufen"),
    "waiting": N_("wartet noch"),
    "entered": N_("eingetreten"),
    "left": N_("ausgetreten"),
    "on_leaving": N_("beim Austritt"),
    "within_28_days": N_("bis 28 Tage danach"),
    "not_asked": N_("noch nicht erfragt"),
}


def head(axis: str) -> str:
    """What stands above the labels of an axis."""
    return heading(words.word(Missing(axis), language())) if axis in QUESTIONS else _(HEADS.get(axis, axis))


class Names(NamedTuple):
    """The names of institutions and staff in some panels, and what was asked."""

    asked: Asked
    institutions: Mapping[UUID, str]
    staff: Mapping[UUID, str]

    @classmethod
    def of(cls, asked: Asked, panels: Iterable[Panel]) -> Self:
        """Two questions at most, whatever the number of panels."""
        ids: dict[str, set[UUID]] = {"institution": set(), "staff": set()}
        for panel in panels:
            if panel.axis in ids:
                ids[panel.axis] |= {UUID(label) for label in panel.labels if label}
        places = desk.institution_names(ids["institution"]) if ids["institution"] else {}
        return cls(asked, places, desk.staff_names(ids["staff"]) if ids["staff"] else {})

    def label(self, panel: Panel, code: str, *, short: bool = False) -> str:
        """What a label says; `short` where there is little room."""
        if panel.axis == "institution":
            return self.institutions.get(UUID(code), "–") if code else _("noch keine Institution")
        if panel.axis == "staff":
            return self.staff.get(UUID(code), "–") if code else "–"
        if panel.axis == "month":
            return month(date.fromisoformat(f"{code}-01"), short=short)
        if panel.axis == "days":
            return code
        if panel.axis in CODES and code != participants.NOT_ASKED:
            return words.word(CODES[panel.axis](code), language())
        return self._word(panel, panel.axis, code)

    def line(self, panel: Panel, code: str) -> str:
        """What a line is called: a side of a comparison, or a code."""
        if code in ("current", "previous"):
            return self.side(code)
        if panel.code in ("outcomes", "institution_declines"):
            return words.word((Party if panel.code == "outcomes" else DeclineReason)(code), language())
        return self._word(panel, "", code)

    def are_sides(self, panel: Panel) -> bool:
        """Whether the lines of a panel are the sides of a comparison, and not parts of one number."""
        if self.asked.compare is Compare.PREVIOUS:
            return panel.lines[0].code == "current"
        by_quarter = panel.unit is not Unit.PARTICIPANTS and panel.part is None
        return self.asked.compare is Compare.QUARTERS and self.asked.quarter is None and by_quarter

    def side(self, code: str) -> str:
        """A side of a comparison: the name of the period, or of the quarter of the town."""
        if code == "current":
            return name(self.asked.period)
        if code == "previous":
            before = periods.previous(self.asked.period)
            return name(before) if before else "–"
        return words.quarter(code, language())

    def _word(self, panel: Panel, axis: str, code: str) -> str:
        if not axis and code == ALL and panel.unit in MEASURED:
            return _(MEASURED[panel.unit])
        own = OWN.get(f"{panel.code}.{code}") or (OWN.get(code) if axis not in ("quarter", "language") else None)
        if own:
            return _(own)
        return words.language_name(code, language()) if axis == "language" else words.quarter(code, language())
