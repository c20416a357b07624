"""Checking (Prüfen): before a consequential step the answers are shown once more, and exactly they are recorded.

The check page carries a seal over what it showed; if anything in it has changed since, it is shown again.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from werkzeug.wrappers import Response

from referrals.casework import Overtaken, Receipt, Sent
from referrals.referral.state import Referral
from referrals.refusal import Refusal
from web.conflict import SEEN
from web.fields import Choice, Day, Flag, Line
from web.forms import Bound, Form
from web.language import N_, _, day
from web.language import clock_time as spoken_time
from web.pages.referral import frame
from web.pages.referral.steps import Page, Recorded, Step, record, refuse, show

CHANGE = "change"
"""The button that leads from the check page back to the form."""


class Checked(Recorded):
    """A form with a check page between filling in and recording."""

    seen = Line(N_("Gesehen"), optional=True, hidden=True)


@dataclass(frozen=True)
class Preview:
    """What the check page shows beside the answers, word by word; `text` is empty where only the answers count.

    `how` says how it reaches the institution, where that is not by the worker's own hand.
    """

    text: str = ""
    how: str = ""


def answer(
    step: Step,
    referral: Referral,
    form: Form,
    *,
    rehearse: Callable[[Form], object],
    preview: Callable[[Form], Preview],
    command: Callable[[Sent, Preview], Receipt],
    **more: Any,
) -> Page:
    """Form → check page → recorded; a refusal or a change leads back, with everything kept."""
    g.form_title = _(step.title)
    if request.form.get(CHANGE):
        form.problems.clear()
        return _form(step, referral, form, **more)
    done = _recorded(referral, form, preview, command) if form.ok and form.values[SEEN] else None
    if done is not None:
        return done
    if form.ok:
        _still_as_shown(referral, form)
        try:
            rehearse(form)
        except Refusal as refused:
            refuse(form, refused)
    if not form.ok:
        return _form(step, referral, form, **more), 422
    shown = preview(form)
    names = [name for name in form.names() if name != SEEN]
    carried = [(name, value) for name in names for value in map(str, form.typed.getlist(name))]
    rows = [row for bound in form if (row := _row(bound))]
    sealed = [*carried, (SEEN, _seal(form, shown))]
    return frame.on(
        referral, "referral/check.html", step=step, rows=rows, carried_fields=sealed, preview=shown.text, how=shown.how
    )


def _recorded(
    referral: Referral,
    form: Form,
    preview: Callable[[Form], Preview],
    command: Callable[[Sent, Preview], Receipt],
) -> Response | None:
    shown = preview(form)
    if not hmac.compare_digest(form.values[SEEN], _seal(form, shown)):
        return None
    return record(form, referral, lambda sent: command(sent, shown))


def _still_as_shown(referral: Referral, form: Form) -> None:
    g.form = form
    expected = form.values.get("expected_version")
    if expected is not None and expected != referral.version:
        raise Overtaken(referral.id, expected, referral.version)


def _form(step: Step, referral: Referral, form: Form, **more: Any) -> str:
    return show(step, referral, form, template="referral/checked_step.html", **more)


def _seal(form: Form, shown: Preview) -> str:
    names = sorted(name for name in form.names() if name != SEEN)
    typed = [[name, [str(v).replace("\r\n", "\n") for v in form.typed.getlist(name)]] for name in names]
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"check page\n{typed}\n{shown.text}".encode(), hashlib.sha256).hexdigest()


def _row(bound: Bound) -> dict[str, Any] | None:
    """A line of the summary; nothing where nothing was answered."""
    value = bound.form.values.get(bound.name)
    if bound.field.hidden or value in (None, "", (), False):
        return None
    match bound.field:
        case Choice():
            labels = dict(bound.options)
            chosen = value if isinstance(value, tuple) else (value,)
            return {"key": bound.label, "value": ", ".join(labels[each] for each in chosen)}
        case Day():
            return {"key": bound.label, "value": day(value)}
        case Flag():
            return {"key": bound.label, "value": _("Ja")}
    written = spoken_time(value) if hasattr(value, "hour") else str(value)
    return {"key": bound.label, "value": written, "typed": True}
