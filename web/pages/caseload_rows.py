"""The rows of a caseload (Zeilen): an entry with its names in words, and the most likely next step one click away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from projections import words
from projections.caseload import Entry, local_day
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase
from web import desk
from web.fields import Choice, Id, Line
from web.forms import Form, StepForm, blank
from web.language import N_, _, language, short_day
from web.parts import staff, today

KEEP, RESUME = "keep", "resume"

# Where one click is not enough: the words of the link to the referral.
LINKS: dict[Task, str] = {
    Task.FORWARD: N_("Weiterleiten"),
    Task.AWAIT_ANSWER: N_("Antwort eintragen"),
    Task.CHASE_ANSWER: N_("Antwort eintragen"),
    Task.AGREE_APPOINTMENT: N_("Termin eintragen"),
    Task.REVIEW_WAITLIST: N_("Antwort eintragen"),
    Task.DECIDE_AFTER_DECLINE: N_("Weiteres Vorgehen wählen"),
    Task.RECORD_OUTCOME: N_("Anderes Ergebnis"),
    Task.CALL_AFTER_MISSED: N_("Neuen Termin eintragen"),
    Task.FOLLOW_UP: N_("Schritt eintragen"),
    Task.DECIDE_AFTER_WITHDRAWAL: N_("Weiteres Vorgehen wählen"),
}
PHASE_TONES: dict[Phase, str] = {
    Phase.DECLINED: "warning",
    Phase.WAITLISTED: "info",
    Phase.FORWARDED: "info",
    Phase.ACCEPTED: "info",
}


class MostLikelyStep(StepForm):
    """One click: which step, of which appointment, and the list to come back to."""

    step = Choice(N_("Schritt"), {KEEP: N_("Termin wahrgenommen"), RESUME: N_("Wieder aufgenommen")}, hidden=True)
    appointment = Id(N_("Termin"), optional=True, hidden=True)
    back = Line(N_("Zurück zur Liste"), max=2000, optional=True, hidden=True)


class Step(NamedTuple):
    """The most likely step as a button; `form` carries it."""

    label: str
    form: Form


class Row(NamedTuple):
    """A referral as a line of the list; `step` is None where one click is not enough."""

    entry: Entry
    name: str
    code: str
    need: str
    phase: str
    tone: str
    institution: str
    carrier: str
    owner: str
    task: str
    step: Step | None
    link: str


def rows(entries: Sequence[Entry], *, back: str = "", named: bool = True) -> list[Row]:
    """The lines of these entries; without names and without steps where the reader does not carry them."""
    persons = desk.person_names({each.person_id for each in entries}) if named else {}
    places = desk.institution_names({each.institution_id for each in entries})
    carriers = desk.staff_names({each.case_manager for each in entries})
    return [
        _row(each, persons.get(each.person_id, ""), places, carriers, step_of(each, back) if named else None)
        for each in entries
    ]


def step_of(entry: Entry, back: str) -> Step | None:
    """The step that one click records: an appointment of today or before, a pause that ends."""
    start: dict[str, Any] = {"expected_version": entry.version, "back": back}
    if entry.next_appointment_at is not None and local_day(entry.next_appointment_at) <= today():
        form = blank(MostLikelyStep, step=KEEP, appointment=entry.next_appointment_id, **start)
        return Step(kept_on(local_day(entry.next_appointment_at)), form)
    if entry.phase is Phase.PAUSED and entry.due is not None and entry.due.on <= today():
        return Step(_("Heute wieder aufgenommen"), blank(MostLikelyStep, step=RESUME, **start))
    return None


def kept_on(day: date) -> str:
    """What the button says, with its day."""
    if day == today():
        return _("Termin wahrgenommen – heute")
    return _("Termin wahrgenommen – am %(day)s", day=short_day(day))


def starts_today(moment: datetime | None) -> bool:
    """Whether an appointment is today."""
    return moment is not None and local_day(moment) == today()


def _row(entry: Entry, name: str, places: dict[UUID, str], carriers: dict[UUID, str], step: Step | None) -> Row:
    spoken = language()
    place = places.get(entry.institution_id, "") if entry.institution_id else ""
    return Row(
        entry=entry,
        name=name,
        code=desk.code(entry.id),
        need=words.word(entry.need, spoken),
        phase=words.word(entry.phase, spoken),
        tone=PHASE_TONES.get(entry.phase, ""),
        institution=place,
        carrier=carriers.get(entry.case_manager, "–"),
        owner=_owner(entry, place, carriers),
        task=words.word(entry.due.task, spoken) if entry.due else "",
        step=step,
        link=_(LINKS[entry.due.task]) if entry.due and entry.due.task in LINKS else "",
    )


def _owner(entry: Entry, place: str, carriers: dict[UUID, str]) -> str:
    if entry.due is None:
        return ""
    if entry.due.owner is Party.INSTITUTION:
        return place or words.word(Party.INSTITUTION, language())
    return _("Sie") if entry.case_manager == staff().staff_id else carriers.get(entry.case_manager, "–")
