"""Problems (RFC 9457): every error of the API as application/problem+json, in the reader's language.

No problem repeats what was sent: names of fields, codes and their parameters only.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, TooManyRequests

from projections import timeline
from referrals.casework import Overtaken
from referrals.log.errors import StreamMoved, VersionTaken
from referrals.refusal import NotFound, Refusal
from web import desk
from web.access_log import CannotLogAccess
from web.api import shapes, steps_told
from web.api.blueprint import PREFIX, pages
from web.bearer import NoToken, ScopeMissing
from web.errors import UNREACHABLE
from web.forms import Form
from web.language import N_, _, language
from web.operations import requests
from web.problems import SENTENCES, Problem, sentence
from web.refusals import sentence as refusal_sentence

log = logging.getLogger("lotse.web")
MEDIA_TYPE = "application/problem+json"
URN = "urn:lotse:problem:"

# code: title, what to do
SAID: dict[str, tuple[str, str]] = {
    "malformed": (N_("Die Anfrage war nicht lesbar"), N_("Senden Sie ein JSON-Objekt, wie es in openapi.json steht.")),
    "no_key": (
        N_("Der Idempotency-Key fehlt"),
        N_("Senden Sie mit jedem Schritt einen eigenen Idempotency-Key, und denselben, wenn Sie ihn wiederholen."),
    ),
    "unauthenticated": (
        N_("Es fehlt ein gültiger Zugangsschlüssel"),
        N_(
            "Senden Sie „Authorization: Bearer …“ mit einem Zugangsschlüssel, der nicht abgelaufen oder widerrufen ist."
        ),
    ),
    "scope": (
        N_("Der Zugangsschlüssel umfasst das nicht"),
        N_("Dafür ist der Bereich „%(scope)s“ nötig. Legen Sie unter „Konto“ einen Zugangsschlüssel damit an."),
    ),
    "role": (
        N_("Ihre Rolle umfasst das nicht"),
        N_("Der Zugangsschlüssel kann nicht mehr als die Person, der er gehört."),
    ),
    "not_yours": (
        N_("Diese Akte ist Ihnen nicht zugeordnet"),
        N_("Bitten Sie die zuständige Person um eine Fallübergabe oder Vertretung."),
    ),
    "not_found": (N_("Das gibt es nicht"), N_("Prüfen Sie die Adresse und die Kennungen darin.")),
    "method": (N_("Diese Methode gibt es hier nicht"), N_("Welche es gibt, steht im Kopf „Allow“.")),
    "refused": (N_("Das geht im Moment nicht"), ""),
    "busy": (
        N_("Mehrere haben im selben Augenblick eingetragen"),
        N_("Senden Sie dieselbe Anfrage noch einmal."),
    ),
    "changed": (
        N_("Jemand war schneller"),
        N_("Die Vermittlung hat sich geändert. Lesen Sie „changes“, und senden Sie If-Match mit der neuen Version."),
    ),
    "too_large": (N_("Das war zu viel auf einmal"), N_("Kürzen Sie die Anfrage.")),
    "media_type": (
        N_("Dieses Format liest die Schnittstelle nicht"),
        N_("Senden Sie „Content-Type: application/json“."),
    ),
    "invalid": (N_("Angaben fehlen oder passen nicht"), N_("Was nicht passt, steht unter „errors“.")),
    "no_version": (
        N_("If-Match fehlt"),
        N_("Senden Sie den ETag der Vermittlung, wie Sie sie zuletzt gelesen haben, als If-Match."),
    ),
    "bad_version": (N_("If-Match ist kein ETag"), N_('Senden Sie genau einen ETag, zum Beispiel "7".')),
    "too_many": (N_("Zu viele ungültige Zugangsschlüssel"), N_("Warten Sie so lange, wie „Retry-After“ sagt.")),
    "failed": (
        N_("Das hat nicht funktioniert"),
        N_("Der Fehler wurde vermerkt. Melden Sie der Verwaltung die Nummer."),
    ),
    "away": (
        N_("Die Datenbank antwortet gerade nicht"),
        N_("Senden Sie dieselbe Anfrage in einem Augenblick noch einmal."),
    ),
    "not_logged": (
        N_("Die Einsicht kann gerade nicht festgehalten werden"),
        N_("Deshalb wird nichts gezeigt. Versuchen Sie es gleich noch einmal."),
    ),
}
UNQUOTED = {
    "impossible_day": N_("„%(label)s“: Diesen Tag gibt es nicht. Geben Sie einen von 1900 bis 2100 als JJJJ-MM-TT an."),
    "unknown": N_("Ein Feld, das gesendet wurde, gibt es hier nicht. Welche es gibt, steht in openapi.json."),
}
"""In place of the sentences of the pages that repeat what was typed."""

OF_STATUS = {400: "malformed", 401: "unauthenticated", 403: "role", 404: "not_found", 405: "method"}
OF_STATUS |= {413: "too_large", 415: "media_type", 429: "too_many"}


class Unfit(Exception):
    """A form that was not taken."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"{len(form.problems)} problems")
        self.form = form


class Unmet(HTTPException):
    """A header that a step needs is missing."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__()
        self.code, self.problem = status, problem


def problem(
    status: int, kind: str, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """One answer; `more` are members of its own."""
    title, cure = SAID[kind]
    params = more.pop("params", {})
    told = {
        "type": URN + kind,
        "title": _(title),
        "status": status,
        "detail": detail or _(cure, **params),
        "request_id": requests.number(),
        **more,
    }
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    answer.headers["Content-Language"] = language()
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def speaks(path: str) -> bool:
    """Whether whoever asked for this path reads problems, and no pages."""
    return path == PREFIX or path.startswith(PREFIX + "/")


def of_http(error: HTTPException) -> Response:
    """What went wrong before or beside the resources."""
    status = 413 if isinstance(error, RequestEntityTooLarge) else error.code or 500
    if isinstance(error, Unmet):
        return problem(status, error.problem)
    if isinstance(error, NoToken):
        return problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, ScopeMissing):
        told = f'Bearer error="insufficient_scope", scope="{error.scope.value}"'
        return problem(403, "scope", headers={"WWW-Authenticate": told}, params={"scope": error.scope.value})
    if isinstance(error, TooManyRequests):
        return problem(429, "too_many", headers={"Retry-After": str(error.retry_after or 60)})
    if isinstance(error, MethodNotAllowed):
        return problem(405, "method", headers={"Allow": ", ".join(sorted(error.valid_methods or ()))})
    if status == 403 and g.get("not_yours"):
        return problem(403, "not_yours")
    return problem(status, OF_STATUS.get(status, "malformed" if status < 500 else "failed"))


def _unfit(error: Unfit) -> Response:
    fields = error.form.schema.fields
    errors = [_error(name, found, fields.get(name)) for name, found in error.form.problems.items()]
    return problem(422, "invalid", errors=errors)


def _error(name: str, found: Problem, field: Any) -> dict[str, Any]:
    label, says = getattr(field, "label", ""), getattr(field, "says", {})
    known = name if field is not None else ""
    words = sentence(found, {**SENTENCES, **says, **UNQUOTED}, _(label) if label else known)
    return {"field": known, "code": found.code, "detail": words}


def _refusal(error: Refusal) -> Response:
    if isinstance(error, NotFound):
        return problem(404, "not_found")
    return problem(409, "refused", refusal_sentence(error.code, error.params), code=error.code)


def _overtaken(error: Overtaken) -> Response:
    desk.look_again()
    entries = timeline.of_stream(desk.views(), desk.house().log, error.originator_id)
    changes = [entry for entry in entries if entry.event.originator_version > error.expected]
    told = shapes.Step(many=True).dump(steps_told.as_data(changes))
    etag = {"ETag": f'"{error.found}"'}
    return problem(412, "changed", headers=etag, version=error.found, changes=told)


def _away(error: Exception) -> Response:
    g.unsteady = True
    log.error("the database does not answer: %s", type(error).__name__)
    return problem(503, "away", headers={"Retry-After": "5"})


def _unseen(error: Exception) -> Response:
    g.unsteady = True
    log.error("the access log does not take anything: %s", error)
    return problem(503, "not_logged", headers={"Retry-After": "5"})


def _unforeseen(error: Exception) -> Response:
    if any(parent.__name__ in ("OperationalError", "InterfaceError") for parent in type(error).__mro__):
        return _away(error)
    if current_app.testing:
        raise error
    g.unsteady = True
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("incident %s: %s in %s\n%s", requests.number(), type(error).__name__, request.endpoint, where)
    return problem(500, "failed")


pages.register_error_handler(HTTPException, of_http)
pages.register_error_handler(Unfit, _unfit)
pages.register_error_handler(Refusal, _refusal)
pages.register_error_handler(Overtaken, _overtaken)
for _race in (VersionTaken, StreamMoved):
    pages.register_error_handler(_race, lambda _error: problem(409, "busy"))
for _kind in (*UNREACHABLE, ConnectionError):
    pages.register_error_handler(_kind, _away)
pages.register_error_handler(CannotLogAccess, _unseen)
pages.register_error_handler(Exception, _unforeseen)
