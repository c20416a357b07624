"""Corrections (Berichtigungen): one field of an earlier step put right, or the whole step taken back."""

from datetime import UTC, date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from flask import request, url_for

from projections import timeline, words
from projections.sentences import Sentence
from projections.sentences.corrections import field_label
from projections.sentences.pieces import minutes
from referrals.casework import Receipt, Sent
from referrals.occasion import LOCAL
from referrals.person import Quarter
from referrals.referral import corrections as decisions
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, Outcome
from referrals.referral.refusals import CannotCorrect
from referrals.referral.state import Referral
from referrals.sealing import Sealed
from web import desk, rules
from web.audience import audience
from web.fields import Choice, ClockTime, Day, Line, Options, Text
from web.forms import Form, FormSchema, read
from web.language import N_, _, day, language, moment
from web.pages.referral import frame
from web.pages.referral.steps import Page, Recorded, Values, choices, how_long, pages, record, started
from web.parts import CASE_MANAGER, staff
from web.telling import whole

WHY = {"not_chosen": N_("Wählen Sie aus, warum es falsch war.")}


class _Correction(Recorded):
    """Which field, and why it was wrong."""

    field = Line(N_("Angabe"), max=40, hidden=True)


class CorrectDay(_Correction):
    """A day."""

    value = Day(N_("Richtig ist"), future=True, hint=N_("Zum Beispiel 3.11. oder 3.11.2026"))
    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class CorrectMoment(_Correction):
    """A day and a time."""

    value = Day(N_("Richtiger Tag"), future=True, hint=N_("Zum Beispiel 3.11. oder 3.11.2026"))
    at = ClockTime(N_("Richtige Uhrzeit"), hint=N_("Zum Beispiel 9:30"))
    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class CorrectLength(_Correction):
    """How long; left empty, nobody knows."""

    value = how_long(N_("Richtig ist (Minuten)"))
    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class CorrectCode(_Correction):
    """One of several."""

    value = Choice(N_("Richtig ist"))
    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class CorrectText(_Correction):
    """A text; left empty, it is removed."""

    value = Text(N_("Richtig ist"), optional=True, hint=N_("Leer lassen, um den Text zu entfernen."))
    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class TakingBack(Recorded):
    """The whole step did not happen."""

    reason = Choice(N_("Warum war es falsch?"), says=WHY)


class StepPage(NamedTuple):
    """The step that a page is about: as an entry, told, and as it stands now."""

    entry: timeline.Entry
    sentence: Sentence
    stands: e.ReferralEvent

    @property
    def version(self) -> int:
        """Its number in the referral."""
        return self.entry.event.originator_version


class Row(NamedTuple):
    """A field of a step that may be put right."""

    field: str
    label: str
    value: str
    address: str


def step_page(referral: Referral, step: int) -> StepPage:
    """The step of a referral; refused where it is none, or was taken back."""
    for entry in timeline.of_stream(desk.views(), desk.house().log, referral.id):
        if entry.event.originator_version == step and entry.taken_back_by is None:
            return StepPage(entry, whole([entry])[0].sentence, entry.stands)  # type: ignore[arg-type]
    raise CannotCorrect.because_there_is_no_such_step()


@pages.route("/referrals/<uuid:referral_id>/steps/<int:step>/correction", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_referral)
def correction(referral_id: UUID, step: int) -> Page:
    """First the fields of the step, then the one that is put right."""
    referral = desk.referral(referral_id)
    found = step_page(referral, step)
    field = request.form.get("field", "") if request.method == "POST" else request.args.get("field", "")
    if not field and request.method == "GET":
        return frame.on(referral, "referral/correction_fields.html", rows=_rows(referral, found), found=found)
    _check_field(found, field)
    schema, options = form_of(found.stands, field)
    if request.method == "GET":
        form = started(schema, referral, options, field=field, **_present(found.stands, field))
        return _show(referral, found, field, form)
    form = read(schema, request.form, options=options)
    done = record(form, referral, lambda sent: _correct(sent, referral, step, form.values))
    return done or (_show(referral, found, field, form), 422)


@pages.route("/referrals/<uuid:referral_id>/steps/<int:step>/taking-back", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_referral)
def taking_back(referral_id: UUID, step: int) -> Page:
    """Say that a step did not happen."""
    referral = desk.referral(referral_id)
    options = {"reason": choices(CorrectionReason)}
    if request.method == "GET":
        found = step_page(referral, step)
        form = started(TakingBack, referral, options)
        return frame.on(referral, "referral/taking_back.html", found=found, form=form)
    form = read(TakingBack, request.form, options=options)
    done = record(form, referral, lambda sent: _take_back(sent, referral, step, form.values))
    if done:
        return done
    return frame.on(referral, "referral/taking_back.html", found=step_page(referral, step), form=form), 422


def form_of(event: e.ReferralEvent, field: str) -> tuple[type[FormSchema], dict[str, Options]]:
    """The form for a field by its type, and its choices."""
    options: dict[str, Options] = {"reason": choices(CorrectionReason)}
    if field == "occurred_on":
        return CorrectDay, options
    if field == "quarter":
        return CorrectCode, {**options, "value": choices(Quarter)}
    if field == "language":
        spoken = str(getattr(event, field))
        known = {spoken: words.language_name(spoken, language()), **dict(words.language_choices(language()))}
        return CorrectCode, {**options, "value": known}
    if field == "minutes":
        return CorrectLength, options
    kinds = _kinds(event, field)
    codes = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum)), None)
    if codes is not None:
        return CorrectCode, {**options, "value": choices(codes, without=(Outcome.REFERRED_ON,))}
    if datetime in kinds:
        return CorrectMoment, options
    return (CorrectDay if date in kinds else CorrectText), options


def _kinds(event: e.ReferralEvent, field: str) -> tuple[Any, ...]:
    kind = get_type_hints(type(event))[field]
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _check_field(found: StepPage, field: str) -> None:
    if field not in fields_of(found.stands):
        raise CannotCorrect.because_the_field_is_fixed(field)


def fields_of(event: e.ReferralEvent) -> list[str]:
    """The fields that this worker may put right: a confided text only its author."""
    fields = decisions.correctable_fields(event)
    theirs = isinstance(event, e.NoteTaken) and event.confided and event.occasion.actor != staff().staff_id
    return [field for field in fields if not (theirs and field == "text")]


def _rows(referral: Referral, found: StepPage) -> list[Row]:
    return [
        Row(
            field,
            field_label(field, language()),
            _in_words(found.stands, field),
            url_for("referral.correction", referral_id=referral.id, step=found.version, field=field),
        )
        for field in fields_of(found.stands)
    ]


def _in_words(event: e.ReferralEvent, field: str) -> str:
    value = event.occasion.occurred_on if field == "occurred_on" else getattr(event, field)
    match value:
        case None | "":
            return _("keine Angabe")
        case Sealed():
            return desk.open_values([(value, event.originator_id, field)])[0]
        case StrEnum():
            return words.word(value, language())
        case int():
            return minutes(value, language()).text
        case datetime():
            return moment(value)
        case date():
            return day(value)
    return words.language_name(value, language()) if field == "language" else words.quarter(str(value), language())


def _present(event: e.ReferralEvent, field: str) -> Values:
    """The value as it stands, to be changed."""
    value = event.occasion.occurred_on if field == "occurred_on" else getattr(event, field)
    if isinstance(value, Sealed):
        return {"value": desk.open_values([(value, event.originator_id, field)])[0]}
    if isinstance(value, datetime):
        local = value.astimezone(LOCAL)
        return {"value": local.date(), "at": local.time()}
    return {"value": value.value if isinstance(value, StrEnum) else value}


def _show(referral: Referral, found: StepPage, field: str, form: Form) -> str:
    label = field_label(field, language())
    return frame.on(referral, "referral/correction.html", found=found, label=label, form=form)


def _correct(sent: Sent, referral: Referral, step: int, values: Values) -> Receipt:
    value, at = values["value"], values.get("at")
    is_text = isinstance(value, str) and values["field"] in ("note", "place", "text")
    written: Any = datetime.combine(value, at, LOCAL).astimezone(UTC) if at is not None else value
    return desk.casework().corrections.correct(
        sent,
        referral.id,
        step=step,
        field=values["field"],
        value=None if is_text or written is None else _plain(written),
        text=value if is_text else None,
        reason=CorrectionReason(values["reason"]),
    )


def _plain(value: date | datetime | str | int) -> str:
    return str(value) if isinstance(value, str | int) else value.isoformat()


def _take_back(sent: Sent, referral: Referral, step: int, values: Values) -> Receipt:
    reason = CorrectionReason(values["reason"])
    return desk.casework().corrections.take_back(sent, referral.id, step=step, reason=reason)
