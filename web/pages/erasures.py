"""Erasures (Löschungen): the second person decides, by code; and the certificate, without a name."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response

from projections import erasures, words
from referrals.casework import Receipt, Sent
from referrals.erasure import Erasure
from referrals.erasure_events import Stage, StopReason
from web import desk, forgetting, recording, rules
from web.audience import audience
from web.case_number import case_number
from web.fields import Choice
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, Worker, staff

pages = Blueprint("erasures", __name__)
LATEST = 50


class Approval(StepForm):
    """Yes."""


class Stopping(StepForm):
    """No, and why."""

    reason = Choice(N_("Grund"), kind="select")


class Waiting(NamedTuple):
    """An erasure in which something is still to be done; `approval` is None for whoever asked for it."""

    erasure: Erasure
    code: str
    asked_by: str
    approval: Form | None
    stopping: Form | None


def sees_certificate(worker: Worker, erasure_id: UUID, **_: object) -> bool:
    """Coordination and auditors, and whoever carries the person."""
    return worker.has(COORDINATOR, AUDITOR) or rules.carries_person(worker, _erasure(erasure_id).person_id)


@pages.get("/team/erasures")
@audience(COORDINATOR)
def waiting() -> str:
    """What waits for a second person, or for its day."""
    return _page()


@pages.post("/erasures/<uuid:erasure_id>/approval")
@audience(COORDINATOR)
def approve(erasure_id: UUID) -> Response | tuple[str, int]:
    """Agree that a person be forgotten."""
    erasure, form = _erasure(erasure_id), read(Approval, request.form)

    def record(sent: Sent) -> Receipt:
        return desk.casework().erasures.approve(
            sent,
            erasure_id,
            open_referrals=forgetting.open_referrals(desk.house(), erasure.person_id),
            wait_days=desk.house().settings.erasure_wait_days,
        )

    return _decided(form, lambda: record(_sent(form, erasure_id)))


@pages.post("/erasures/<uuid:erasure_id>/refusal")
@audience(COORDINATOR)
def refuse(erasure_id: UUID) -> Response | tuple[str, int]:
    """Do not agree, or stop what was agreed to."""
    erasure, form = _erasure(erasure_id), read(Stopping, request.form, options={"reason": _reasons()})
    if form.problems.pop("reason", None):  # each request has a list of its own: no one field to lead to
        form.refuse("", "not_an_id")

    def record() -> Receipt:
        commands, reason = desk.casework().erasures, StopReason(form.values["reason"])
        step = commands.refuse if erasure.stage is Stage.REQUESTED else commands.cancel
        return step(_sent(form, erasure_id), erasure_id, reason=reason)

    return _decided(form, record)


@pages.get("/erasures/<uuid:erasure_id>/certificate")
@audience(CASE_MANAGER, COORDINATOR, AUDITOR, sees=sees_certificate)
def certificate(erasure_id: UUID) -> str:
    """What was erased and when; before that, how far it is."""
    erasure = _erasure(erasure_id)
    return render_template("erasures/certificate.html", erasure=erasure, certified=erasure.stage is Stage.CERTIFIED)


def _decided(form: Form, record: Callable[[], Receipt]) -> Response | tuple[str, int]:
    return recording.recorded(form, record, lambda: url_for("erasures.waiting"), lambda: (_page(form), 422))


def _page(form: Form | None = None) -> str:
    found = erasures.is_open(desk.views())
    names = desk.staff_names({each.requested_by for each in found})
    ended = erasures.in_stages(desk.views(), [Stage.CERTIFIED, Stage.REFUSED, Stage.CANCELLED], LATEST)
    more = {"form": form} if form is not None else {}
    return render_template(
        "erasures/waiting.html",
        waiting=[_waiting(each, names.get(each.requested_by, "")) for each in found],
        ended=[(each, case_number(each.person_id)) for each in ended],
        days=desk.house().settings.erasure_wait_days,
        fresh=desk.freshness(),
        **more,
    )


def _waiting(erasure: Erasure, asked_by: str) -> Waiting:
    mine, asked = erasure.requested_by == staff().staff_id, erasure.stage is Stage.REQUESTED
    stoppable = erasure.stage is Stage.APPROVED or (asked and not mine)
    version = erasure.version
    return Waiting(
        erasure,
        case_number(erasure.person_id),
        asked_by,
        blank(Approval, expected_version=version) if asked and not mine else None,
        blank(Stopping, options={"reason": _reasons()}, expected_version=version) if stoppable else None,
    )


def _reasons() -> dict[str, str]:
    return dict(words.choices(StopReason, language()))


def _sent(form: Form, erasure_id: UUID) -> Sent:
    """The decision is a coordinator's, whatever else they are."""
    return replace(desk.sent(form, stream=erasure_id), role=COORDINATOR)


def _erasure(erasure_id: UUID) -> Erasure:
    found = erasures.get(desk.views(), erasure_id)
    if found is None:
        abort(404)
    return found
