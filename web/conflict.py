"""Conflict (Jemand war schneller): what changed meanwhile, and what was typed, ready to be recorded all the same."""

from dataclasses import replace
from typing import Any

from flask import Flask, current_app, g, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from projections import timeline
from referrals.casework import Overtaken
from referrals.log.errors import StreamMoved, VersionTaken
from web import desk, kept
from web.forms import Form
from web.language import N_, _
from web.parts import staff
from web.telling import sentences

SEEN = "seen"
"""The field by which a check page is passed; after a change it has to be looked at again."""
_BUSY = (
    N_("Mehrere haben im selben Augenblick eingetragen"),
    N_("Ihre Eingaben sind noch da. Senden Sie sie noch einmal ab."),
)


def install(app: Flask) -> None:
    """Answer whoever was overtaken."""
    app.register_error_handler(Overtaken, _overtaken)
    for lost_race in (VersionTaken, StreamMoved):
        app.register_error_handler(lost_race, _busy)


def _overtaken(error: Overtaken) -> tuple[str, int]:
    desk.look_again()
    told = timeline.of_stream(desk.views(), desk.house().log, error.originator_id)
    changes = [entry for entry in told if entry.event.originator_version > error.expected]
    only_mine = all(entry.event.occasion.actor == staff().staff_id for entry in changes)
    page = render_template(
        "errors/conflict.html",
        changes=sentences(changes),
        only_mine=only_mine,
        again=_form_again(error.found),
        kept=_kept_again(error.found),
        title=g.get("form_title", ""),
        leave=_leave(),
    )
    return page, 409


def _busy(_error: Exception) -> tuple[str, int]:
    heading, cure = _BUSY
    page = render_template("errors/retry.html", heading=_(heading), cure=_(cure), kept=kept.from_request())
    return page, 409


def _form_again(version: int) -> Form | None:
    """The form as typed, at the version that is shown now; None where the view did not leave it in `g.form`."""
    form: Form | None = g.get("form")
    if form is None:
        return None
    typed: MultiDict[str, Any] = MultiDict([(name, v) for name in form.names() for v in form.typed.getlist(name)])
    typed.poplist(SEEN)
    typed["expected_version"] = str(version)
    return Form(form.schema, typed)


def _kept_again(version: int) -> kept.Kept:
    waiting = kept.from_request()
    fields = tuple((name, value) for name, value in waiting.fields if name not in ("expected_version", SEEN))
    return replace(waiting, fields=(*fields, ("expected_version", str(version))))


def _leave() -> str:
    """Where to go without recording."""
    referral_id = (request.view_args or {}).get("referral_id")
    if referral_id is not None and "referral.page" in current_app.view_functions:
        return url_for("referral.page", referral_id=referral_id)
    return url_for("session.start")
