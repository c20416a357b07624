"""One click (Schnellschritt): record the most likely next step of a row and come back to the list."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from projections import timeline
from referrals.casework import Overtaken, Receipt
from referrals.referral.refusals import CannotRecordAppointment
from referrals.refusal import Refusal
from web import banner, desk, kept
from web.audience import audience
from web.forms import Form, read
from web.pages.caseload_lists import COVERED, MINE, caseload_page
from web.pages.caseload_rows import KEEP, NOT_REACHED, MostLikelyStep, next_try
from web.parts import CASE_MANAGER
from web.rules import carries_referral
from web.telling import sentences

pages = Blueprint("steps", __name__)
Answer = Response | tuple[str, int]
NOBODY_ANSWERED = "Niemanden erreicht."
"""The note to a call in vain; files are written in German."""


@pages.post("/referrals/<uuid:referral_id>/most-likely-step")
@audience(CASE_MANAGER, sees=carries_referral)
def take(referral_id: UUID) -> Answer:
    """Record the step of the button and go back to the list, or show the list with what stood against it."""
    form = read(MostLikelyStep, request.form)
    endpoint, query = _list(form)
    overtaken: list[str] = []
    if form.ok:
        try:
            receipt = _record(form, referral_id)
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
        except Overtaken as faster:
            form.refuse("", "Overtaken.by_a_step")
            desk.look_again()
            overtaken = _changes_since(referral_id, faster.expected)
        else:
            return banner.after(redirect(url_for(endpoint, **query, recorded=referral_id), 303), receipt)
    status = 409 if overtaken else 422
    return caseload_page(endpoint, form=form, typed=MultiDict(query), overtaken=overtaken), status


def _record(form: Form, referral_id: UUID) -> Receipt:
    if form.values["step"] != KEEP:
        return _record_without_appointment(form, referral_id)
    appointment_id = form.values["appointment"]
    known = desk.referral(referral_id).appointment(appointment_id) if appointment_id else None
    if known is None:
        raise CannotRecordAppointment.because_it_is_unknown()
    sent = desk.sent(form, stream=referral_id, occurred_on=known.starts_on)
    return desk.casework().appointments.keep(sent, referral_id, appointment_id=known.id)


def _record_without_appointment(form: Form, referral_id: UUID) -> Receipt:
    referrals, sent = desk.casework().referrals, desk.sent(form, stream=referral_id)
    if form.values["step"] == NOT_REACHED:
        return referrals.set_follow_up(sent, referral_id, due_on=next_try(), note=NOBODY_ANSWERED)
    return referrals.resume(sent, referral_id)


def _list(form: Form) -> tuple[str, dict[str, Any]]:
    """The list the click came from, with its filters."""
    back = str(form.values.get("back") or "")
    parts = urlsplit(back)
    if not kept.is_ours(back) or parts.path not in (url_for(MINE), url_for(COVERED)):
        return MINE, {}
    query = {name: value for name, value in parse_qsl(parts.query) if name not in ("recorded", "endpoint")}
    return COVERED if parts.path == url_for(COVERED) else MINE, query


def _changes_since(referral_id: UUID, version: int) -> list[str]:
    """What others recorded in the referral since the page was made."""
    told = timeline.of_stream(desk.views(), desk.house().log, referral_id)
    return [str(each.sentence) for each in sentences(told) if each.entry.event.originator_version > version]
