"""What machines ask: the metrics. Whether Lotse lives and is ready stands in `web/pages/about.py`."""

import hmac
import ipaddress

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from web import desk
from web.audience import PUBLIC, audience
from web.operations.metrics import told

pages = Blueprint("operations", __name__)
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""What a proxy leaves in a request: behind one, everybody seems to come from this machine."""


@pages.get("/metrics")
@audience(PUBLIC)
def metrics() -> Response:
    """For whoever has the token; without a token set, for this machine alone."""
    if not _may_read():
        refused = Response(
            "Send the token LOTSE_METRICS_TOKEN, or ask from this machine.\n", 401, mimetype="text/plain"
        )
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return Response(told(desk.house()), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    token = desk.house().settings.metrics_token
    if token is not None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FORWARDED)
