"""Appointments (Termine): making one, and what became of it. Each outcome is a form of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import g, request, url_for

from projections import words
from referrals.casework import Receipt, Sent
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.codes import Company, Party
from referrals.referral.refusals import CannotRecordAppointment
from referrals.referral.state import Appointment, AppointmentState, Referral
from referrals.referral.steps import possible
from web import desk, rules
from web.audience import audience
from web.fields import Choice, ClockTime, Day, Line, Options
from web.forms import FormSchema, read
from web.language import N_, _, language
from web.pages.referral.steps import (
    Page,
    Recorded,
    Step,
    Values,
    choices,
    happened,
    how_long,
    note,
    pages,
    record,
    register,
    show,
    started,
)
from web.parts import CASE_MANAGER, now, today

KINDS = {"agreed": N_("Fest vereinbart"), "proposed": N_("Vorschlag, noch nicht bestätigt")}
WHO = {"not_chosen": N_("Wählen Sie aus, von wem es ausging.")}


class Time(Recorded):
    """When and where, in which language, in whose company."""

    on = Day(N_("Tag des Termins"), future=True, hint=N_("Zum Beispiel 3.11. oder 3.11.2026"))
    at = ClockTime(N_("Uhrzeit"), hint=N_("Zum Beispiel 9:30"))
    minutes = how_long(N_("Dauer in Minuten"))
    place = Line(N_("Ort"), optional=True, hint=N_("Straße, Raum oder Ansprechperson"))
    language = Choice(N_("Sprache im Termin"), kind="select")
    company = Choice(N_("Wie geht die Person hin?"))


class NewTime(Time):
    """An appointment is made."""

    kind = Choice(N_("Steht der Termin fest?"), KINDS)
    day = happened(N_("Wann wurde er vereinbart?"))

    class Meta:
        """The question that decides comes first."""

        time = ("on", "at", "minutes", "place", "language", "company")
        fields = ("command_id", "expected_version", "back", "kind", *time, "day")


class Agreed(Time):
    """A proposal is confirmed, with its time put right where it was not."""

    day = happened(N_("Wann wurde er bestätigt?"))


class Kept(Recorded):
    """The person was there."""

    day = happened(N_("Wann war der Termin?"))
    note = note()


class Missed(Recorded):
    """It did not take place."""

    by = Choice(N_("Wer war nicht da?"), says={"not_chosen": N_("Wählen Sie aus, wer nicht da war.")})
    day = happened(N_("Wann wäre der Termin gewesen?"))
    note = note()


class Cancelled(Recorded):
    """Called off beforehand."""

    by = Choice(N_("Wer hat abgesagt?"), says=WHO)
    day = happened(N_("Wann wurde abgesagt?"))


class Moved(Time):
    """A new time instead."""

    by = Choice(N_("Wer wollte die Verlegung?"), says=WHO)
    day = happened(N_("Wann wurde verlegt?"))


def time_choices(referral: Referral) -> dict[str, Options]:
    """Languages and company; the referral's own language is always among them."""
    languages = dict(words.language_choices(language()))
    languages.setdefault(referral.language, words.language_name(referral.language, language()))
    return {"language": languages, "company": choices(Company)}


def time_of(values: Values) -> Values:
    """What a time form says, as casework takes it."""
    return {
        "starts_at": datetime.combine(values["on"], values["at"], LOCAL).astimezone(UTC),
        "minutes": values["minutes"],
        "place": values["place"],
        "language": values["language"],
        "company": Company(values["company"]),
    }


def _make(sent: Sent, referral: Referral, values: Values) -> Receipt:
    commands = desk.casework().appointments
    make = commands.propose if values["kind"] == "proposed" else commands.agree
    return make(sent, referral.id, **time_of(values))


APPOINTMENT = register(
    Step(
        "appointment",
        N_("Termin eintragen"),
        NewTime,
        e.AppointmentAgreed,
        _make,
        options=time_choices,
        start=lambda referral: {"language": referral.language, "kind": "agreed", "company": Company.ALONE.value},
    )
)


@dataclass(frozen=True)
class OutcomeStep(Step):
    """A step about one appointment: `fits` says for which; its command also gets the id of the appointment."""

    fits: Callable[[Appointment], bool] = lambda appointment: appointment.state.is_open
    begin: Callable[[Referral, Appointment], Values] = lambda _referral, _appointment: {}

    def is_open_for(self, referral: Referral, appointment: Appointment) -> bool:
        """Whether the page offers it for this appointment now."""
        return possible(referral, self.event) and self.fits(appointment)

    def address_for(self, referral: Referral, appointment: Appointment, back: str = "") -> str:
        """Where its form stands; `back` is where it leads when it is recorded."""
        of: dict[str, Any] = {"referral_id": referral.id, "appointment_id": appointment.id}
        return url_for(f"referral.{self.endpoint}", **of, back=back or None)


def _is_agreed(appointment: Appointment) -> bool:
    return appointment.state is AppointmentState.AGREED


def day_choice(day: Any) -> Values:
    """A day as the radios show it."""
    near = {today(): "today", today() - timedelta(days=1): "yesterday"}
    return {"day": near[day]} if day in near else {"day": "other", "day_other": day}


def _same_time(referral: Referral, appointment: Appointment) -> Values:
    place = desk.open_values([(appointment.place, referral.id, "place")])[0]
    return {
        "on": appointment.starts_on,
        "at": appointment.starts_at.astimezone(LOCAL).time(),
        "minutes": appointment.minutes,
        "place": place or None,
        "language": appointment.language,
        "company": appointment.company.value,
    }


def _new_time(referral: Referral, appointment: Appointment) -> Values:
    return {**_same_time(referral, appointment), "on": None, "at": None}


def _parties(_referral: Referral) -> Mapping[str, Options]:
    return {"by": choices(Party)}


def _command(name: str, *fields: str) -> Callable[[Sent, Referral, Values], Receipt]:
    def given(sent: Sent, referral: Referral, values: Values) -> Receipt:
        more: Values = {field: Party(values[field]) if field == "by" else values[field] for field in fields}
        more |= time_of(values) if "on" in values else {}
        command = getattr(desk.casework().appointments, name)
        receipt: Receipt = command(sent, referral.id, appointment_id=values["appointment_id"], **more)
        return receipt

    return given


KEPT = OutcomeStep(
    "kept",
    N_("Termin wahrgenommen"),
    Kept,
    e.AppointmentKept,
    _command("keep", "note"),
    fits=lambda appointment: _is_agreed(appointment) and appointment.starts_on <= today(),
    begin=lambda _referral, appointment: day_choice(appointment.starts_on),
)
MISSED = OutcomeStep(
    "missed",
    N_("Termin nicht wahrgenommen"),
    Missed,
    e.AppointmentMissed,
    _command("miss", "by", "note"),
    options=_parties,
    fits=lambda appointment: _is_agreed(appointment) and appointment.starts_at <= now(),
    begin=lambda _referral, appointment: day_choice(appointment.starts_on),
)
AGREEMENT = OutcomeStep(
    "agreement",
    N_("Termin bestätigen"),
    Agreed,
    e.AppointmentAgreed,
    _command("agree"),
    options=time_choices,
    fits=lambda appointment: appointment.state is AppointmentState.PROPOSED,
    begin=_same_time,
)
RESCHEDULING = OutcomeStep(
    "rescheduling",
    N_("Termin verlegen"),
    Moved,
    e.AppointmentRescheduled,
    _command("reschedule", "by"),
    options=lambda referral: {**time_choices(referral), **_parties(referral)},
    begin=_new_time,
)
CANCELLATION = OutcomeStep(
    "cancellation",
    N_("Termin absagen"),
    Cancelled,
    e.AppointmentCancelled,
    _command("cancel", "by"),
    options=_parties,
)
OUTCOMES = (KEPT, MISSED, AGREEMENT, RESCHEDULING, CANCELLATION)


def _register(step: OutcomeStep) -> None:
    @audience(CASE_MANAGER, sees=rules.carries_referral)
    def view(referral_id: UUID, appointment_id: UUID) -> Page:
        referral = desk.referral(referral_id)
        appointment = referral.appointment(appointment_id)
        if appointment is None:
            raise CannotRecordAppointment.because_it_is_unknown()
        schema: type[FormSchema] = step.form
        if request.method == "GET":
            refuse_if_settled(step, referral, appointment)
            form = started(schema, referral, step.options(referral), **step.begin(referral, appointment))
            return _show(step, referral, appointment, form)
        form = read(schema, request.form, options=step.options(referral))
        form.values["appointment_id"] = appointment_id
        g.form_title = _(step.title)
        done = record(form, referral, lambda sent: step.record(sent, referral, form.values))
        return done or (_show(step, referral, appointment, form), 422)

    address = f"/referrals/<uuid:referral_id>/appointments/<uuid:appointment_id>/{step.noun}"
    pages.add_url_rule(address, step.endpoint, view, methods=["GET", "POST"])


def refuse_if_settled(step: OutcomeStep, referral: Referral, appointment: Appointment) -> None:
    """A form that would be refused anyway is not shown; the refusal is."""
    if step.is_open_for(referral, appointment):
        return
    if not appointment.state.is_open:
        raise CannotRecordAppointment.because_it_is_settled(appointment.state)
    if step in (KEPT, MISSED) and not _is_agreed(appointment):
        raise CannotRecordAppointment.because_it_is_not_agreed()
    if step in (KEPT, MISSED):
        raise CannotRecordAppointment.because_it_lies_ahead(appointment.starts_at)
    raise CannotRecordAppointment.because_it_is_settled(appointment.state)


def _show(step: OutcomeStep, referral: Referral, appointment: Appointment, form: Any) -> str:
    return show(step, referral, form, appointment=appointment)


for _step in OUTCOMES:
    _register(_step)
