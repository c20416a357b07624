"""Looking (Einsicht): why somebody may see a file, as the access log records it. No page, no request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from referrals.audit_file import AuditFile
from referrals.break_glass import BreakGlass
from web.access_log import (
    ADMINISTRATION,
    AUDIT,
    AUDIT_FILE,
    BREAK_GLASS,
    CASE_MANAGEMENT,
    COORDINATION,
    ENQUIRY,
    FUNDING,
    REVIEW,
    RIGHTS,
    SEARCH,
    SUBSTITUTION,
)
from web.language import N_, _
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, Worker

PURPOSES: dict[str, str] = {
    CASE_MANAGEMENT: N_("Fallarbeit"),
    SUBSTITUTION: N_("Vertretung"),
    BREAK_GLASS: N_("Notfallzugriff"),
    AUDIT_FILE: N_("Akteneinsicht zur Prüfung"),
    SEARCH: N_("Suche nach Namen"),
    AUDIT: N_("Prüfung"),
    REVIEW: N_("Zugriffsprüfung"),
    COORDINATION: N_("Koordination"),
    ADMINISTRATION: N_("Verwaltung"),
    RIGHTS: N_("Rechte der Person"),
    ENQUIRY: N_("Anfrage an eine Institution"),
    FUNDING: N_("Förderung durch den ESF Plus"),
}


class Why(NamedTuple):
    """What the access log notes beside who, whom, when and which view."""

    purpose: str
    outside: bool
    ground: UUID | None = None


@dataclass(frozen=True)
class Keys:
    """What opens files to the worker now: their own and covered cases, emergencies, files granted for an audit."""

    worker: Worker
    covered: frozenset[UUID]
    emergencies: Mapping[UUID, BreakGlass]
    audit_files: Mapping[UUID, AuditFile]

    def why(self, person_id: UUID, carriers: Collection[UUID], asked: str | None) -> Why:
        """Why a look at this person is possible; `asked` is the purpose a page names, None for work on the case."""
        if file := self.audit_files.get(person_id):
            return Why(AUDIT_FILE, True, file.id)
        if self.worker.has(AUDITOR):
            return Why(asked or AUDIT, False)
        if self.worker.has(CASE_MANAGER) and self.worker.staff_id in carriers:
            return Why(asked or CASE_MANAGEMENT, False)
        if self.worker.has(CASE_MANAGER) and not self.covered.isdisjoint(carriers):
            return Why(asked or SUBSTITUTION, False)
        if broken := self.emergencies.get(person_id):
            return Why(BREAK_GLASS, True, broken.id)
        return Why(asked or self._ordinary(), asked in (None, SEARCH))

    def _ordinary(self) -> str:
        if self.worker.has(CASE_MANAGER):
            return CASE_MANAGEMENT
        return COORDINATION if self.worker.has(COORDINATOR) else ADMINISTRATION


def purpose_name(code: str) -> str:
    """A purpose in the reader's language; one of an earlier version is shown as it is."""
    return _(PURPOSES[code]) if code in PURPOSES else code


VIEWS: dict[str, str] = {
    "person": N_("Seite der Person"),
    "referral": N_("Vermittlung"),
    "referral.printed": N_("Druckansicht"),
    "caseload": N_("Fallliste"),
    "caseload.search": N_("Suche"),
    "caseload.changes": N_("Änderungen in den Fällen"),
    "finding": N_("Ähnliche Namen"),
    "finding.elsewhere": N_("Ähnliche Namen bei Kolleg:innen"),
    "institution": N_("Seite der Institution"),
    "opening": N_("Neue Vermittlung"),
    "opened": N_("Geöffnete Akte"),
    "team": N_("Fallübergabe"),
    "team.notices": N_("Mitteilungen an Institutionen"),
    "announcements": N_("Angekündigte Anliegen"),
    "exports": N_("Ausgabe als Datei"),
    "audit": N_("Seiten der Prüfung"),
    "audit.review": N_("Prüfung einer Einsicht"),
    "granting": N_("Anfrage nach einer Akte"),
    "person.participation": N_("Teilnahme am ESF Plus"),
    "funder.incomplete": N_("Fehlende Angaben für den ESF Plus"),
    "funder.figures": N_("Zahlen für den Fördermittelgeber"),
    "funder.list": N_("Liste für den Fördermittelgeber"),
    "api": N_("Schnittstelle (API)"),
    "link.enquiry": N_("Link einer Institution: Anfrage ohne Namen"),
    "link.person": N_("Link einer Institution: Angaben nach der Zusage"),
}


def view_name(code: str) -> str:
    """A view in the reader's language, by its name or the beginning of it; one that nobody knows is shown as it is."""
    known = code if code in VIEWS else code.partition(".")[0]
    return _(VIEWS[known]) if known in VIEWS else code
