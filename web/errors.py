"""Every error answered in one place: a page that says what happened and what to do."""

import logging
import sqlite3
import traceback
from collections.abc import Mapping

from flask import Flask, g, render_template, request
from sqlalchemy import exc as sql
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, SecurityError

from referrals.refusal import NotFound, Refusal
from web import emergency, kept
from web.access_log import CannotLogAccess
from web.language import N_, _
from web.operations import requests
from web.refusals import sentence
from web.security import SAFE_METHODS

log = logging.getLogger("lotse.web")
Answer = tuple[str, int] | tuple[str, int, Mapping[str, str]]
UNREACHABLE = (sql.OperationalError, sql.InterfaceError, sqlite3.OperationalError)

# status: heading, what happened and what to do
PAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("Die Anfrage war unvollständig"),
        N_("Der Server konnte sie nicht lesen. Gehen Sie eine Seite zurück und versuchen Sie es noch einmal."),
    ),
    403: (
        N_("Diese Seite ist nicht für Sie freigegeben"),
        N_("Ihre Rolle umfasst sie nicht. Wenn Sie sie für Ihre Arbeit brauchen, wenden Sie sich an die Verwaltung."),
    ),
    404: (
        N_("Diese Seite gibt es nicht"),
        N_("Der Link ist vielleicht veraltet oder unvollständig. Beginnen Sie auf der Startseite."),
    ),
    405: (
        N_("Diese Seite lässt sich so nicht öffnen"),
        N_("Sie wird nur über ein Formular erreicht. Gehen Sie zurück und öffnen Sie das Formular neu."),
    ),
    413: (
        N_("Das war zu viel auf einmal"),
        N_("Kürzen Sie den Text oder wählen Sie eine kleinere Datei. Mit „Zurück“ finden Sie Ihre Eingaben wieder."),
    ),
    500: (
        N_("Das hat nicht funktioniert"),
        N_("Der Fehler wurde vermerkt. Versuchen Sie es noch einmal, oder melden Sie der Verwaltung die Nummer."),
    ),
    503: (
        N_("Die Datenbank antwortet gerade nicht"),
        N_("Ihre Eingaben sind noch da. Warten Sie einen Augenblick und senden Sie sie noch einmal ab."),
    ),
}
_NOT_YOURS = (
    N_("Diese Akte ist Ihnen nicht zugeordnet"),
    N_("Bitten Sie die zuständige Person um eine Fallübergabe oder Vertretung, oder fragen Sie die Koordination."),
)
_NOT_LOGGED = (
    N_("Die Einsicht kann gerade nicht festgehalten werden"),
    N_("Deshalb wird die Seite nicht gezeigt. Laden Sie sie gleich noch einmal, oder fragen Sie die Verwaltung."),
)
_FOREIGN = (
    N_("Diese Eingabe kam nicht von einer Seite von Lotse"),
    N_("Zum Schutz vor fremden Seiten wurde nichts eingetragen. Öffnen Sie das Formular in Lotse neu."),
)


def install(app: Flask) -> None:
    """Answer refusals, HTTP errors, a lost database, and everything unforeseen."""
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Refusal, _refusal)
    for unreachable in UNREACHABLE:
        app.register_error_handler(unreachable, _away)
    app.register_error_handler(ConnectionError, _away)
    app.register_error_handler(CannotLogAccess, _unseen)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Answer:
        if any(parent.__name__ in ("OperationalError", "InterfaceError") for parent in type(error).__mro__):
            return _away(error)
        if app.testing:
            raise error
        return _unforeseen(error)


def _page(status: int, words: tuple[str, str] | None = None, **more: object) -> tuple[str, int]:
    heading, cure = words or PAGES.get(status, PAGES[400])
    shown = {"incident": "", "way_in": "", "number": requests.number(), **more}
    return render_template("errors/error.html", heading=_(heading), cure=_(cure), **shown), status


def of_http(error: HTTPException) -> Answer:
    """The page of an error of HTTP."""
    status = error.code or 500
    if isinstance(error, SecurityError):  # a host we do not serve: no address can be built for a page
        return _("Diesen Namen kennt der Server nicht. Prüfen Sie die Adresse."), 400, {"Content-Type": "text/plain"}
    if status < 400:
        return error.description or "", status
    words = _FOREIGN if g.get("foreign") else _NOT_YOURS if g.get("not_yours") else None
    if isinstance(error, RequestEntityTooLarge):
        status = 413
    way_in = emergency.way_in() if g.get("not_yours") else ""
    page, status = _page(status, words, way_in=way_in)
    if isinstance(error, MethodNotAllowed):
        return page, status, {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    return page, status


def _refusal(error: Refusal) -> Answer:
    if isinstance(error, NotFound):
        return _page(404)
    words = kept.from_request().words if request.method not in SAFE_METHODS else []
    said = sentence(error.code, error.params)
    return render_template("errors/refusal.html", sentence=said, words=words), 409


def _away(error: Exception) -> Answer:
    g.unsteady = True
    log.error("the database does not answer: %s", type(error).__name__)
    if request.method in SAFE_METHODS:
        cure = N_("Warten Sie einen Augenblick und laden Sie die Seite neu. Eingetragenes ist nicht verloren.")
        return _page(503, (PAGES[503][0], cure))
    waiting = kept.from_request()
    if request.endpoint == "session.signing_in":
        return _page(503, (PAGES[503][0], N_("Melden Sie sich in einem Augenblick noch einmal an.")))
    return render_template("errors/retry.html", heading=_(PAGES[503][0]), cure=_(PAGES[503][1]), kept=waiting), 503


def _unseen(error: Exception) -> Answer:
    """A look that cannot be recorded does not happen."""
    g.unsteady = True
    log.error("the access log does not take anything: %s", error)
    return _page(503, _NOT_LOGGED)


def _unforeseen(error: Exception) -> Answer:
    """The traceback goes to the log without the message: it may hold what somebody typed."""
    g.unsteady = True
    incident = requests.number()
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("incident %s: %s in %s\n%s", incident, type(error).__name__, request.endpoint, where)
    return _page(500, incident=incident)
