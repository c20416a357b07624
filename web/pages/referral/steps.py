"""Steps (Schritte): how a small form of a referral is shown, read and recorded; one description per step.

register(Step("acceptance", N_("Zusage eintragen"), Acceptance, e.ReferralAccepted, record))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from projections import words
from referrals.casework import Receipt, Sent
from referrals.referral.appointments import LEAST_MINUTES, MOST_MINUTES
from referrals.referral.events import ReferralEvent
from referrals.referral.refusals import CannotTakeStep
from referrals.referral.state import Referral
from referrals.referral.steps import possible
from referrals.refusal import NotFound, Refusal
from web import banner, desk, kept, rules
from web.audience import audience
from web.fields import Choice, Day, Line, Number, Options, Text
from web.forms import Bound, Form, FormSchema, StepForm, blank, read
from web.language import N_, _, language
from web.pages.referral import frame
from web.parts import CASE_MANAGER

pages = Blueprint("referral", __name__)
Page = Response | str | tuple[str, int]
Values = dict[str, Any]


class Recorded(StepForm):
    """A form on a referral: sent twice it records once; `back` is where it leads, where that is not the referral."""

    back = Line(N_("Zurück zu"), max=2000, optional=True, hidden=True)


def happened(label: str = N_("Wann war das?"), **extra: Any) -> Day:
    """The day on which the step happened: Heute, Gestern, anderer Tag."""
    return Day(label, choice=True, **extra)


def note(label: str = N_("Notiz"), **extra: Any) -> Text:
    """A few words to the step; sealed."""
    return Text(label, **{"optional": True, "max": 2000, "rows": 3, **extra})


def how_long(label: str) -> Number:
    """How long an appointment takes, where somebody knows."""
    hint = N_("Zum Beispiel 45. Leer lassen, wenn niemand es weiß.")
    return Number(label, min=LEAST_MINUTES, max=MOST_MINUTES, optional=True, hint=hint)


def no_more(_referral: Referral) -> Values:
    """Nothing beyond what every form starts with."""
    return {}


@dataclass(frozen=True)
class Step:
    """One step: its address, its words, its form, and the command it gives.

    `record(sent, referral, values)` calls casework; `may(referral)` narrows what the phase allows;
    `options` are the choices offered, `start` the values filled in beforehand.
    """

    noun: str
    title: str
    form: type[FormSchema]
    event: type[ReferralEvent]
    record: Callable[[Sent, Referral, Values], Receipt]
    button: str = N_("Eintragen")
    lead: str = ""
    options: Callable[[Referral], Mapping[str, Options]] = no_more
    start: Callable[[Referral], Values] = no_more
    may: Callable[[Referral], bool] = lambda _referral: True

    @property
    def endpoint(self) -> str:
        """The name under which other pages link to it."""
        return self.noun.replace("-", "_")

    def is_possible(self, referral: Referral) -> bool:
        """Whether the page offers it now."""
        return possible(referral, self.event) and self.may(referral)

    def address(self, referral: Referral, back: str = "") -> str:
        """Where its form stands; `back` is where it leads when it is recorded."""
        return url_for(f"referral.{self.endpoint}", referral_id=referral.id, back=back or None)


def way_back() -> str:
    """Where the reader came from and goes back to once a step is recorded; empty for the referral itself."""
    back = request.args.get("back", "")
    return back if kept.is_ours(back) else ""


STEPS: dict[str, Step] = {}
"""Every step without an object of its own, by endpoint; appointments and single steps have their own pages."""


def register(step: Step) -> Step:
    """Give the step its page."""
    STEPS[step.endpoint] = step

    @audience(CASE_MANAGER, sees=rules.carries_referral)
    def view(referral_id: UUID) -> Page:
        referral = desk.referral(referral_id)
        if request.method == "GET":
            return offer(step, referral)
        form = read(step.form, request.form, options=step.options(referral))
        g.form_title = _(step.title)
        done = record(form, referral, lambda sent: step.record(sent, referral, form.values))
        return done or (show(step, referral, form), 422)

    pages.add_url_rule(f"/referrals/<uuid:referral_id>/{step.noun}", step.endpoint, view, methods=["GET", "POST"])
    return step


def offer(step: Step, referral: Referral, template: str = "referral/step.html", **more: Any) -> str:
    """The empty form; a step that is not possible now is refused with its reason."""
    if not step.is_possible(referral):
        raise CannotTakeStep.because_of_the_phase(step.event.TOPIC, referral.phase)
    form = started(step.form, referral, step.options(referral), **step.start(referral))
    return show(step, referral, form, template, **more)


def started(schema: type[FormSchema], referral: Referral, options: Mapping[str, Options], **start: Any) -> Form:
    """A form as it is first shown: today, at the version of the page, with the way back it was asked with."""
    when = start.pop("day", "today")
    form = blank(schema, options=options, expected_version=referral.version, back=way_back() or None, **start)
    if isinstance(form.typed, MultiDict):  # `day` is what blank() calls the day of the form itself
        form.typed["day"] = when
    return form


def show(step: Step, referral: Referral, form: Form, template: str = "referral/step.html", **more: Any) -> str:
    """The page of a step, empty or with its problems; who leaves it goes back to where they came from."""
    back = form["back"].value if "back" in form.schema.fields else ""
    leave = back if back and kept.is_ours(back) else url_for("referral.page", referral_id=referral.id)
    return frame.on(referral, template, step=step, form=form, leave=leave, **more)


def record(form: Form, referral: Referral, command: Callable[[Sent], Receipt]) -> Response | None:
    """Give the command and go on with a banner; None when the form was not taken, or a rule stands against it."""
    g.form = form
    if not form.ok:
        return None
    try:
        receipt = command(desk.sent(form, stream=referral.id))
    except NotFound:
        raise
    except Refusal as refused:
        refuse(form, refused)
        return None
    return banner.after(redirect(_where_to(form, referral, receipt), 303), receipt)


def refuse(form: Form, refused: Refusal) -> None:
    """Put the refusal where it belongs: to its field if the form shows one, else above the form."""
    likely = (refused.params.get("field"), _FIELDS.get(refused.code), _FIELDS.get(refused.code.partition(".")[0]))
    shown = next((str(field) for field in likely if field in form.schema.fields and _is_shown(form[field])), "")
    form.refuse(shown, refused.code, **refused.params)


def _is_shown(bound: Bound) -> bool:
    return not isinstance(bound.field, Choice) or bool(bound.options)


_FIELDS = {
    "WrongOrderOfTime": "day",
    "CannotForward": "release_id",
    "CannotForward.beyond_release": "shared",
    "CannotForward.release_not_valid": "day",
    "CannotClose.other_needs_words": "note",
    "CannotRecordAppointment.before_it_was_made": "on",
    "CannotRecordAppointment.lies_ahead": "day",
    "CannotCorrect": "value",
}


def _where_to(form: Form, referral: Referral, receipt: Receipt) -> str:
    back = form.values.get("back")
    if back and kept.is_ours(back):
        return _naming_the_referral(str(back), referral)
    opened = [ref.originator_id for ref in receipt.recorded if ref.topic == "referral.opened"]
    return url_for("referral.page", referral_id=opened[0] if opened else referral.id)


def _naming_the_referral(back: str, referral: Referral) -> str:
    """A list is told in which of its referrals something was recorded."""
    if urlsplit(back).path not in (url_for("caseload.mine"), url_for("caseload.covered")):
        return back
    return f"{back}{'&' if '?' in back else '?'}recorded={referral.id}"


def choices(codes: type[StrEnum], *, without: tuple[StrEnum, ...] = ()) -> Options:
    """A code as choices, in the reader's language."""
    return {code: word for code, word in words.choices(codes, language()) if code not in without}
