"""The rows of a caseload (Zeilen): an entry with its names in words, and the most likely next step one click away."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import url_for
from msgspec.structs import replace

from projections import words
from projections.caseload import Entry, local_day
from referrals.calendar import working_days_after
from referrals.referral.clock import Task
from referrals.referral.codes import Party, Phase
from web import desk
from web.addresses import addresses
from web.case_number import case_number
from web.fields import Choice, Id, Line
from web.forms import StepForm
from web.language import N_, _, language, short_day
from web.parts import staff, today

KEEP, RESUME, NOT_REACHED = "keep", "resume", "not_reached"

# Where one click is not enough: the words of a link, and the form of the step; "page" where there are several.
LINKS: dict[Task, tuple[str, str]] = {
    Task.FORWARD: (N_("Weiterleiten"), "forwarding"),
    Task.AWAIT_ANSWER: (N_("Antwort eintragen"), "page"),
    Task.CHASE_ANSWER: (N_("Antwort eintragen"), "page"),
    Task.AGREE_APPOINTMENT: (N_("Termin eintragen"), "appointment"),
    Task.REVIEW_WAITLIST: (N_("Antwort eintragen"), "page"),
    Task.DECIDE_AFTER_DECLINE: (N_("Weiteres Vorgehen wählen"), "page"),
    Task.RECORD_OUTCOME: (N_("Nicht wahrgenommen"), "missed"),
    Task.CALL_AFTER_MISSED: (N_("Neuen Termin eintragen"), "appointment"),
    Task.FOLLOW_UP: (N_("Neue Wiedervorlage"), "follow_up"),
    Task.DECIDE_AFTER_WITHDRAWAL: (N_("Weiteres Vorgehen wählen"), "page"),
}
BEFORE_AN_APPOINTMENT = ((N_("Verlegen"), "rescheduling"), (N_("Absagen"), "cancellation"))
OF_APPOINTMENTS = ("missed", "rescheduling", "cancellation")
PHASE_TONES: dict[Phase, str] = {
    Phase.DECLINED: "warning",
    Phase.WAITLISTED: "info",
    Phase.FORWARDED: "info",
    Phase.ACCEPTED: "info",
}


class MostLikelyStep(StepForm):
    """One click: which step, of which appointment, and the list to come back to."""

    step = Choice(
        N_("Schritt"),
        {KEEP: N_("Termin wahrgenommen"), RESUME: N_("Wieder aufgenommen"), NOT_REACHED: N_("Nicht erreicht")},
        hidden=True,
    )
    appointment = Id(N_("Termin"), optional=True, hidden=True)
    back = Line(N_("Zurück zur Liste"), max=2000, optional=True, hidden=True)


class Step(NamedTuple):
    """The most likely step as a button; where it is sent, and the fields of `MostLikelyStep` that it carries."""

    label: str
    address: str
    fields: list[tuple[str, str]]


class Row(NamedTuple):
    """A referral as a line of the list; `step` is None where one click is not enough."""

    entry: Entry
    address: str
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
    links: list[tuple[str, str]]


def rows(entries: Sequence[Entry], *, back: str = "", named: bool = True) -> list[Row]:
    """The lines of these entries; without names and without steps where the reader does not carry them.

    Of a person whose data may only be kept (Art. 18 GDPR) and of a closed file of others a line says that there is a
    case, and nothing more.
    """
    person_ids = {each.person_id for each in entries}
    persons, restricted = desk.person_names(person_ids) if named else {}, desk.restricted_among(person_ids)
    places = desk.institution_names({each.institution_id for each in entries})
    carriers = desk.staff_names({each.case_manager for each in entries})
    writing = _Writing(places, carriers, back if named else None)
    lines = (writing.row(each, persons.get(each.person_id, "")) for each in entries)
    kept = [_without_content(line) if line.entry.person_id in restricted else line for line in lines]
    closed = desk.closed_to_us()
    return [_closed(line) if line.entry.person_id in closed else line for line in kept]


def is_to_be_called(entry: Entry) -> bool:
    """Whether the institution is to be asked for its answer today; the list behind `Only.CALLS`."""
    if entry.due is None or entry.phase is not Phase.FORWARDED or entry.due.on > today():
        return False
    return entry.due.task in (Task.CHASE_ANSWER, Task.FOLLOW_UP)


def next_try() -> date:
    """When somebody who was not reached is called again."""
    return working_days_after(today(), 1)


def _again_on(day: date) -> str:
    if (day - today()).days == 1:
        return _("Nicht erreicht, morgen wieder")
    return _("Nicht erreicht, am %(day)s wieder", day=short_day(day))


def kept_on(day: date) -> str:
    """What the button says, with its day."""
    if day == today():
        return _("Termin wahrgenommen – heute")
    return _("Termin wahrgenommen – am %(day)s", day=short_day(day))


class _Writing:
    """How the lines of one page are written: what they share is asked once. Without `back` nothing can be done."""

    def __init__(self, places: dict[UUID, str], carriers: dict[UUID, str], back: str | None) -> None:
        self.places, self.carriers, self.back = places, carriers, back
        self.spoken, self.us = language(), staff().staff_id
        self.page = addresses("referral.page", "referral_id")
        self.taking = addresses("caseload.steps.take", "referral_id")
        self.forms: dict[str, Callable[[UUID], str]] = {}

    def row(self, entry: Entry, name: str) -> Row:
        """One line."""
        place = self.places.get(entry.institution_id, "") if entry.institution_id else ""
        return Row(
            entry=entry,
            address=self.page(entry.id),
            name=name,
            code=case_number(entry.id),
            need=words.word(entry.need, self.spoken),
            phase=words.word(entry.phase, self.spoken),
            tone=PHASE_TONES.get(entry.phase, ""),
            institution=place,
            carrier=self.carriers.get(entry.case_manager, "–"),
            owner=self._owner(entry, place),
            task=words.word(entry.due.task, self.spoken) if entry.due else "",
            step=self._step(entry) if self.back is not None else None,
            links=self._links(entry) if self.back is not None else [],
        )

    def _owner(self, entry: Entry, place: str) -> str:
        if entry.due is None:
            return ""
        if entry.due.owner is Party.INSTITUTION:
            return place or words.word(Party.INSTITUTION, self.spoken)
        return _("Sie") if entry.case_manager == self.us else self.carriers.get(entry.case_manager, "–")

    def _step(self, entry: Entry) -> Step | None:
        """The step that one click records: an appointment of today or before, a pause that ends, a call in vain."""
        if entry.next_appointment_at is not None and local_day(entry.next_appointment_at) <= today():
            appointment = ("appointment", str(entry.next_appointment_id))
            return self._button(entry, kept_on(local_day(entry.next_appointment_at)), KEEP, appointment)
        if entry.phase is Phase.PAUSED and entry.due is not None and entry.due.on <= today():
            return self._button(entry, _("Heute wieder aufgenommen"), RESUME)
        if is_to_be_called(entry):
            return self._button(entry, _again_on(next_try()), NOT_REACHED)
        return None

    def _button(self, entry: Entry, label: str, step: str, *more: tuple[str, str]) -> Step:
        fields = {"command_id": uuid4(), "expected_version": entry.version, "step": step, "back": self.back}
        return Step(label, self.taking(entry.id), [*((name, str(value)) for name, value in fields.items()), *more])

    def _links(self, entry: Entry) -> list[tuple[str, str]]:
        """The forms that fit what is to be done next: (address, words); they lead back to the list."""
        if entry.due is None:
            return []
        if entry.due.task is Task.ATTEND_APPOINTMENT and entry.due_today:
            chosen: tuple[tuple[str, str], ...] = BEFORE_AN_APPOINTMENT
        elif is_to_be_called(entry):
            chosen = (LINKS[Task.CHASE_ANSWER],)
        else:
            chosen = (LINKS[entry.due.task],) if entry.due.task in LINKS else ()
        return [(self._form(entry, noun), _(label)) for label, noun in chosen]

    def _form(self, entry: Entry, noun: str) -> str:
        if noun in OF_APPOINTMENTS:
            of_it: dict[str, Any] = {"referral_id": entry.id, "appointment_id": entry.next_appointment_id}
            return url_for(f"referral.{noun}", **of_it, back=self.back or None)
        if noun not in self.forms:
            self.forms[noun] = addresses(f"referral.{noun}", "referral_id", back=self.back or None)
        return self.forms[noun](entry.id)


def _closed(row: Row) -> Row:
    return _without_content(row)._replace(need=_("geschlossene Akte"), tone="")


def _without_content(row: Row) -> Row:
    entry = replace(row.entry, next_appointment_at=None, outcome_missing=False, missed=False)
    return row._replace(entry=entry, need="–", institution="", owner=row.carrier, task="–", step=None, links=[])
