"""Steps (Schritte) through the API: the forms of the pages as JSON, recorded by the same commands.

The Idempotency-Key makes a repeated request one step, as the hidden command id of a page does; If-Match says which
version was read. Forwarding is left out: what leaves us is looked at word by word by a person first.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from flask import request, url_for

from projections import words
from referrals.casework import Receipt, Sent
from referrals.referral.codes import (
    Company,
    DeclineReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.referral.refusals import CannotRecordAppointment
from referrals.referral.state import Referral
from web import desk, rules
from web.api import shapes
from web.api.blueprint import pages
from web.api.described import MACHINERY, Codes, of_form
from web.api.problems import Unmet
from web.api.resource import body, resource, taken
from web.forms import Form, FormSchema, read_json
from web.pages.referral import appointments, voiding
from web.pages.referral.steps import STEPS, Step
from web.parts import staff
from web.scopes import Scope

NAMESPACE = UUID("6c0e0f1c-8a4d-5b9e-9d0a-3f5b2f0c7a41")
LEFT_OUT = frozenset({"forwarding"})
LONGEST_KEY = 255
TAG = r'^"([!#-~]+)"$'
_TAG, _VERSION = re.compile(TAG), re.compile(r"\d{1,9}", re.ASCII)
OFFERED: dict[str, Step] = {
    noun: step for noun, step in [*STEPS.items(), ("void", voiding.VOID)] if noun not in LEFT_OUT
}
"""The steps of a referral, by endpoint."""

ABOUT_APPOINTMENTS = {step.endpoint: step for step in appointments.OUTCOMES}
REASONS: Mapping[str, Collection[str]] = {
    "refusal": [reason.value for reason in DeclineReason],
    "pause": [reason.value for reason in PauseReason],
    "reopening": [reason.value for reason in ReopenReason],
    "void": [reason.value for reason in VoidReason],
}
CODES: Codes = {
    "source": [way.value for way in Way],
    "decided_by": [party.value for party in Party],
    "by": [party.value for party in Party],
    "company": [company.value for company in Company],
    "language": [code for code, _word in words.language_choices()],
    "outcome": [outcome.value for outcome in Outcome if outcome is not Outcome.REFERRED_ON],
}
HEADERS = (
    {
        "in": "header",
        "name": "Idempotency-Key",
        "required": True,
        "description": "One for each step; the same one when it is sent again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    },
    {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": "The ETag of the referral as it was read last.",
        "schema": {"type": "string", "pattern": TAG, "example": '"7"'},
    },
)
PROBLEMS = (400, 404, 409, 412, 413, 415, 422, 428)


def possible_now(referral: Referral) -> Iterator[tuple[str, Step]]:
    """The address of every step that can be recorded now."""
    for step in OFFERED.values():
        if step.is_possible(referral):
            yield url_for(f"api.{step.endpoint}", referral_id=referral.id), step
    for appointment in referral.open_appointments:
        for outcome in ABOUT_APPOINTMENTS.values():
            if outcome.is_open_for(referral, appointment):
                of: dict[str, Any] = {"referral_id": referral.id, "appointment_id": appointment.id}
                yield url_for(f"api.{outcome.endpoint}", **of), outcome


def _read(step: Step, referral: Referral) -> Form:
    """The form of this request: its fields from the body, its command id and version from the headers."""
    version, command_id, sent = _version(), _command_id(), body()
    if not isinstance(sent, dict):
        return taken(read_json(step.form, sent))
    machinery: dict[str, Any] = {"command_id": str(command_id), "expected_version": version or 0}
    typed = {name: value for name, value in sent.items() if name not in MACHINERY}
    form = read_json(step.form, {**typed, **machinery}, options=step.options(referral))
    for name in MACHINERY & set(sent):
        form.refuse(name, "unknown")
    return taken(form)


def _command_id() -> UUID:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= LONGEST_KEY:
        raise Unmet(400, "no_key")
    return uuid5(NAMESPACE, f"{staff().staff_id}\n{request.path}\n{key}")


def _version() -> int | None:
    """The version that was read; None for an ETag that we never gave: everything has changed since."""
    told = request.headers.get("If-Match")
    if told is None:
        raise Unmet(428, "no_version")
    if not (tag := _TAG.fullmatch(told.strip())):
        raise Unmet(400, "bad_version")
    return int(tag[1]) if _VERSION.fullmatch(tag[1]) else None


def _record(form: Form, referral: Referral, command: Callable[[Sent], Receipt]) -> dict[str, Any]:
    receipt = command(desk.sent(form, stream=referral.id))
    desk.look_again()
    recorded = [
        {"position": ref.position, "stream": ref.originator_id, "version": ref.originator_version, "type": ref.topic}
        for ref in receipt.recorded
    ]
    return {"recorded": recorded, "version": desk.referral(referral.id).version, "again": receipt.again}


def _documented(step: Step) -> dict[str, Any]:
    codes = {**CODES, "reason": REASONS.get(step.endpoint, ())}
    described: type[FormSchema] = step.form
    schema = of_form(described, codes)
    return {
        "summary": step.title,
        "operationId": f"record_{step.endpoint}",
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }


def _register(step: Step) -> None:
    @resource(
        Scope.STEPS,
        shapes.Recorded,
        status=201,
        sees=rules.carries_referral,
        parameters=HEADERS,
        problems=PROBLEMS,
        **_documented(step),
    )
    def view(referral_id: UUID) -> dict[str, Any]:
        referral = desk.referral(referral_id)
        form = _read(step, referral)
        return _record(form, referral, lambda sent: step.record(sent, referral, form.values))

    pages.add_url_rule(f"/referrals/<uuid:referral_id>/{step.noun}", step.endpoint, view, methods=["POST"])


def _register_outcome(step: appointments.OutcomeStep) -> None:
    @resource(
        Scope.STEPS,
        shapes.Recorded,
        status=201,
        sees=rules.carries_referral,
        parameters=HEADERS,
        problems=PROBLEMS,
        **_documented(step),
    )
    def view(referral_id: UUID, appointment_id: UUID) -> dict[str, Any]:
        referral = desk.referral(referral_id)
        if referral.appointment(appointment_id) is None:
            raise CannotRecordAppointment.because_it_is_unknown()
        form = _read(step, referral)
        values = {**form.values, "appointment_id": appointment_id}
        return _record(form, referral, lambda sent: step.record(sent, referral, values))

    address = f"/referrals/<uuid:referral_id>/appointments/<uuid:appointment_id>/{step.noun}"
    pages.add_url_rule(address, step.endpoint, view, methods=["POST"])


for _step in OFFERED.values():
    _register(_step)
for _outcome in ABOUT_APPOINTMENTS.values():
    _register_outcome(_outcome)
