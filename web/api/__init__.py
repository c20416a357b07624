"""The REST API (Schnittstelle) below /api/v1: what the pages show and record, for other programs, by token."""

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from web import errors
from web.api import caseload, directory, document, events, figures, problems, referrals, steps

__all__ = ["caseload", "directory", "document", "events", "figures", "install", "problems", "referrals", "steps"]


def install(app: Flask) -> None:
    """Put the routes up; errors beside them (no such route, no such method) are problems too."""
    document.build(app)
    app.register_error_handler(HTTPException, _of_http)


def _of_http(error: HTTPException) -> AnyResponse | errors.Answer:
    return problems.of_http(error) if problems.speaks(request.path) else errors.of_http(error)
