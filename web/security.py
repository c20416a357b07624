"""What every response carries, and which unsafe requests are taken."""

from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Flask, Request, Response, abort, current_app, g, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response as AnyResponse

from web.bearer import API

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
TRANSPORT = "max-age=31536000"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LIMITS = {
    "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 512 * 1024,
    "MAX_FORM_PARTS": 500,
}


class FormReader(FormDataParser):
    """Reads URL-encoded forms within the limit, and marks what is not UTF-8 instead of passing it on quoted."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        most = LIMITS["MAX_FORM_MEMORY_SIZE"]
        read = stream.read(most + 1)
        if len(read) > most:
            raise RequestEntityTooLarge
        pairs = parse_qsl(read.decode(errors="replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(pairs), self.cls()


class PageRequest(Request):
    """A request whose forms are read with care."""

    form_data_parser_class = FormReader


def cookie_name(app: Flask) -> str:
    """The session cookie; under TLS bound to this host by its name."""
    return "__Host-lotse" if app.config["LOTSE_TLS"] else "lotse"


def link_cookie_name(app: Flask, link_id: UUID) -> str:
    """The session cookie of a reader outside: one per link, so that two enquiries can be read side by side."""
    return f"{cookie_name(app)}-link-{link_id.hex}"


def set_cookie(app: Flask, response: AnyResponse, name: str, value: str, **more: Any) -> None:
    """A cookie no script reads and no other site sends."""
    response.set_cookie(
        name, value, httponly=True, secure=bool(app.config["LOTSE_TLS"]), samesite="Lax", path="/", **more
    )


def static_headers(headers: Any, path: str, url: str) -> None:
    """The headers of a stylesheet or font (whitenoise calls this once for each file)."""
    for name, value in HEADERS.items():
        headers[name] = value


def install(app: Flask) -> None:
    """Guard every request and dress every response."""
    app.config.update(LIMITS)
    app.request_class = PageRequest
    app.before_request(_refuse_foreign_requests)
    app.after_request(_dress)


def _refuse_foreign_requests() -> None:
    """An unsafe request comes from our own pages, or is refused (no token needed).

    Browsers send no Sec-Fetch headers over plain http; then `Origin` has to name this host.
    """
    if request.method in SAFE_METHODS or request.blueprint == API:  # no browser sends a token by itself
        return
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetched_from is not None:
        ours = fetched_from in ("same-origin", "none")
    elif origin is not None:
        ours = origin in (f"http://{request.host}", f"https://{request.host}")
    else:
        session = cookie_name(current_app)
        ours = not any(name == session or name.startswith(f"{session}-link-") for name in request.cookies)
    if not ours:
        g.foreign = True
        abort(403)


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
    return response
