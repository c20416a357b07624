"""New referral (Neue Vermittlung): one short form at the door, and the check before anything leaves us."""

import hmac
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from referrals.announcement import CannotTakeAnnouncement
from referrals.referral.refusals import CannotForward
from referrals.refusal import Refusal
from referrals.release import CannotGiveRelease
from web import banner, desk, spoken
from web.audience import audience
from web.forms import blank
from web.link_mail import mailed_with
from web.pages.opening_draft import Draft, read_draft, waiting
from web.pages.opening_form import START, Opening
from web.parts import CASE_MANAGER

pages = Blueprint("opening", __name__)
pages.add_app_template_global(spoken.called)
pages.add_app_template_global(spoken.all_called)
Answer = str | Response | tuple[str, int]
FIELD_OF: dict[type[Refusal], str] = {CannotForward: "covers", CannotGiveRelease: "covers"}
"""Where a refusal is shown; the others stand above the form."""


@pages.get("/referrals/new")
@audience(CASE_MANAGER)
def new() -> Answer:
    """The empty form; a known person or an announced need fill it in beforehand."""
    announcement = waiting(request.args.get("announcement", type=UUID))
    start: dict[str, Any] = {
        **START,
        "person": request.args.get("person", type=UUID),
        "origin": request.args.get("origin"),
    }
    if announcement is not None:
        start |= {
            "announcement": announcement.id,
            "need": announcement.kind,
            "quarter": announcement.quarter,
            "institution": announcement.institution_id,
        }
    draft = read_draft(_typed(start))
    draft.form.problems.clear()
    return _form(draft, gone="announcement" in request.args and announcement is None)


@pages.post("/referrals/new")
@audience(CASE_MANAGER)
def opening() -> Answer:
    """Search, adapt, check, record: the button says which."""
    draft = read_draft(request.form)
    match request.form.get("do", ""):
        case "forward":
            return _check(draft) if draft.judge(forwarding=True) else _form(draft, 422)
        case "record":
            return _forward(draft)
        case "later":
            return _record(draft, forwarding=False) if draft.judge(forwarding=False) else _form(draft, 422)
        case "search":
            return _searched(draft)
        case "take" if draft.person is not None:
            draft.put("person", str(draft.person.id))
            return _searched(draft)
        case "other":
            for name in ("person", "known", "asked"):
                draft.put(name, "")
            return _searched(read_draft(MultiDict(draft.form.typed)))  # type: ignore[arg-type]
    return _searched(draft)


def _searched(draft: Draft) -> Answer:
    draft.form.problems.clear()
    if draft.person is None:
        draft.put("asked", draft.form["name"].value)
    return _form(draft)


def _form(draft: Draft, status: int = 200, *, gone: bool = False) -> Answer:
    draft.put("checked", "")
    if draft.person is not None:
        desk.looked("opening", person_id=draft.person.id)
    if draft.asks_who:
        draft.matches.looked_at()
    note = ""
    if draft.announcement is not None and draft.announcement.note is not None:
        desk.looked("opening.announcement")
        note = desk.open_values([(draft.announcement.note, draft.announcement.id, "note")])[0]
    page = render_template("opening/form.html", form=draft.form, draft=draft, note=note, gone=gone)
    return page, status


def _check(draft: Draft, *, changed: bool = False) -> Answer:
    if not draft.shared:
        draft.form.refuse("covers", "CannotForward.no_release")
        return _form(draft, 422)
    if draft.person is not None:
        desk.looked("opening.check", person_id=draft.person.id)
    draft.put("checked", draft.seal_of_message)
    return render_template("opening/check.html", form=draft.form, draft=draft, changed=changed)


def _forward(draft: Draft) -> Answer:
    if not draft.judge(forwarding=True):
        return _form(draft, 422)
    if draft.recorded_before:
        return _record(draft, forwarding=True)
    if not hmac.compare_digest(draft.values.get("checked") or "", draft.seal_of_message):
        return _check(draft, changed=True)
    return _record(draft, forwarding=True)


def _record(draft: Draft, *, forwarding: bool) -> Answer:
    try:
        sent = desk.sent(draft.form)
        receipt = desk.casework().intake.take_in(sent, draft.intake(forwarding=forwarding))
    except Refusal as refused:
        if isinstance(refused, CannotTakeAnnouncement):
            draft.put("announcement", "")
        draft.form.refuse(FIELD_OF.get(type(refused), ""), refused.code, **refused.params)
        return _form(draft, 422)
    desk.look_again()
    referral_id = receipt.stream("referral.")
    receipt = mailed_with(sent, receipt)
    return banner.after(redirect(url_for("referral.page", referral_id=referral_id), 303), receipt)


def _typed(start: dict[str, Any]) -> MultiDict[str, str]:
    filled: MultiDict[str, str] = MultiDict()
    for bound in blank(Opening, **start):
        for value in bound.values:
            filled.add(bound.name, value)
    return filled
