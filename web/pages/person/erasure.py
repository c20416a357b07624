"""Erasure of a person (Löschung): asking for it, calling it off, and whom we still have to tell."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from flask import abort, g, render_template, request

from projections import erasures, words
from projections.timeline import Entry
from referrals.casework import Receipt
from referrals.erasure import Erasure
from referrals.erasure_events import ErasureGround, Stage, StopReason
from referrals.notices import recipients
from referrals.person_events import NoticeAbout, RecipientNotified
from web import desk, forgetting, rules
from web.audience import audience
from web.fields import Choice, Options
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.pages.person.rights import telling_form
from web.parts import CASE_MANAGER

CALLED_OFF = (StopReason.PERSON_WITHDREW, StopReason.IDENTITY_UNCLEAR, StopReason.STILL_NEEDED, StopReason.MISTAKE)
TOLD_FROM = (Stage.APPROVED, Stage.BEGUN, Stage.KEYS_DESTROYED, Stage.CERTIFIED)


class Erasing(StepForm):
    """Why the person is to be forgotten."""

    ground = Choice(N_("Warum soll gelöscht werden?"))


class CallingOff(StepForm):
    """Why it is not carried out."""

    reason = Choice(N_("Warum wird die Löschung abgebrochen?"))


class Recipient(NamedTuple):
    """An institution that received data and was not told of the erasure yet."""

    name: str
    form: Form


class Shown(NamedTuple):
    """How far the erasure of a person is; `erasure` is None where nobody asked for one."""

    erasure: Erasure | None
    may_cancel: bool
    untold: list[Recipient]


def of_person(person_id: UUID, entries: Sequence[Entry]) -> Shown:
    """For her page: the newest request, and whom the worker still has to tell."""
    newest = _newest(person_id)
    if newest is None:
        return Shown(None, False, [])
    untold = _untold(entries) if newest.stage in TOLD_FROM else []
    return Shown(newest, newest.stage in (Stage.REQUESTED, Stage.APPROVED), untold)


@pages.route("/persons/<uuid:person_id>/erasure", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def erasing(person_id: UUID) -> Answer:
    """Ask that the person be forgotten."""
    person, options = desk.person(person_id), _options("ground", ErasureGround)
    if request.method == "GET":
        return _page(person_id, blank(Erasing, options=options, expected_version=person.version))
    form = read(Erasing, request.form, options=options)

    def record() -> Receipt:
        return desk.casework().erasures.request(
            desk.sent(form, stream=person_id),
            person_id,
            ground=ErasureGround(form.values["ground"]),
            open_referrals=forgetting.open_referrals(desk.house(), person_id),
        )

    return recorded(person_id, form, record, lambda: _page(person_id, form))


@pages.route("/persons/<uuid:person_id>/erasure/cancellation", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def calling_off(person_id: UUID) -> Answer:
    """Call it off while nothing is lost."""
    newest, options = _newest(person_id), _options("reason", CALLED_OFF)
    if newest is None:
        abort(404)
    heading = N_("Löschung abbrechen")
    if request.method == "GET":
        form = blank(CallingOff, options=options, expected_version=newest.version)
        return form_page("change", "erasure", person_id, form, heading=heading)
    form = read(CallingOff, request.form, options=options)

    def record() -> Receipt:
        sent = desk.sent(form, stream=newest.id)
        return desk.casework().erasures.cancel(sent, newest.id, reason=StopReason(form.values["reason"]))

    return recorded(person_id, form, record, lambda: form_page("change", "erasure", person_id, form, heading=heading))


def _page(person_id: UUID, form: Form) -> Answer:
    desk.looked("person.erasure", person_id=person_id)
    g.form = form
    page = render_template(
        "person/erasing.html",
        form=form,
        person_id=person_id,
        person_name=desk.person_names([person_id])[person_id],
        days=desk.house().settings.erasure_wait_days,
    )
    return page, 422 if form.problems else 200


def _newest(person_id: UUID) -> Erasure | None:
    return next(iter(erasures.of_person(desk.views(), person_id)), None)


def _untold(entries: Sequence[Entry]) -> list[Recipient]:
    told = {
        entry.event.institution_id
        for entry in entries
        if isinstance(entry.event, RecipientNotified) and entry.event.about is NoticeAbout.ERASURE
    }
    waiting = [each for each in recipients(entry.event for entry in entries) if each not in told]
    names = desk.institution_names(waiting)
    return [Recipient(names.get(each, "–"), telling_form(each, NoticeAbout.ERASURE)) for each in waiting]


def _options(field: str, codes: Iterable[StrEnum]) -> dict[str, Options]:
    return {field: {code.value: words.word(code, language()) for code in codes}}
