"""Banner: what was just recorded, said once on the next page, with the offer to take it back.

    return banner.after(redirect(there, 303), receipt)

The layout shows it by itself. The cookie holds ids and versions only, signed, for its own worker, for two minutes.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import Flask, Response, after_this_request, current_app, g, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from projections import caseload, timeline
from projections.sentences import Sentence
from referrals.casework import Receipt
from referrals.referral import corrections
from referrals.referral.codes import CorrectionReason
from referrals.referral.events import ReferralEvent
from web import desk
from web.audience import mark
from web.parts import staff
from web.security import set_cookie
from web.telling import Told, sentences

COOKIE = "lotse_recorded"
SECONDS = 120
MOST = 4
"""Sentences in one banner; a caseload handed over says how many there are beyond."""

BESIDES = frozenset({"person.registered", "need.recorded", "announcement.taken"})
"""What goes without saying where more was recorded with it."""


class Banner(NamedTuple):
    """What was recorded; `undo` is empty where it cannot be taken back."""

    sentences: tuple[Sentence, ...]
    beyond: int
    undo: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def after(response: AnyResponse, receipt: Receipt) -> AnyResponse:
    """The answer, with what was recorded noted for the next page."""
    refs = [ref for ref in receipt.recorded if ref.topic not in BESIDES] or list(receipt.recorded)
    shown = [[ref.originator_id.hex, ref.originator_version] for ref in refs[:MOST]]
    if shown:
        noted = _serializer().dumps({"of": mark(staff().staff_id), "at": shown, "beyond": len(refs) - len(shown)})
        set_cookie(current_app, response, COOKIE, str(noted), max_age=SECONDS)
    return response


def banner() -> Banner | None:
    """What the page has to say about the step before, once; for the layout."""
    if request.method != "GET" or g.get("staff") is None or COOKIE not in request.cookies:
        return None
    after_this_request(_forget)
    try:
        noted: dict[str, Any] = _serializer().loads(request.cookies[COOKIE], max_age=SECONDS)
    except BadSignature:
        return None
    if noted["of"] != mark(staff().staff_id):
        return None
    wanted = {(UUID(stream), version) for stream, version in noted["at"]}
    entries = [entry for stream in sorted({s for s, _v in wanted}) for entry in _entries(stream)]
    found = [entry for entry in entries if (entry.event.originator_id, entry.event.originator_version) in wanted]
    told = sentences(sorted(found, key=lambda entry: entry.position))
    undo = _undo(told[-1]) if told else None
    said = tuple(each.sentence for each in told)
    return Banner(said, noted["beyond"], *(undo or ())) if said else None


def may_be_taken_back(told: Sequence[ReferralEvent], version: int) -> bool:
    """Whether this worker could take the step back now."""
    return corrections.may_be_taken_back(told, desk.occasion(), version)


def taking_back_fields(version: int, back: str = "") -> tuple[tuple[str, str], ...]:
    """What a form that takes a step back sends; `version` is the one of the referral."""
    return (
        ("command_id", str(uuid4())),
        ("expected_version", str(version)),
        ("reason", CorrectionReason.TYPING_MISTAKE.value),
        ("back", back),
    )


def install(app: Flask) -> None:
    """Let the layout show it."""
    app.jinja_env.globals.update(recorded_before=banner)


def _undo(last: Told) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    event = last.entry.event
    if not isinstance(event, ReferralEvent) or "referral.taking_back" not in current_app.view_functions:
        return None
    referral = caseload.get(desk.views(), event.originator_id)
    if referral is None or referral.case_manager not in desk.carried_by_us():
        return None
    steps: Sequence[Any] = last.entry.told
    if not may_be_taken_back(steps, event.originator_version):
        return None
    address = url_for("referral.taking_back", referral_id=referral.id, step=event.originator_version)
    return address, taking_back_fields(referral.version, request.full_path.rstrip("?"))


def _entries(stream: UUID) -> list[timeline.Entry]:
    return timeline.of_stream(desk.views(), desk.house().log, stream)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="lotse.banner")


def _forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, path="/", secure=bool(current_app.config["LOTSE_TLS"]), httponly=True)
    return response
