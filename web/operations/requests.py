"""Requests (Anfragen): each has a number of its own, is counted by its route, and leaves one line in the server log.

The route is the pattern (`/referrals/<uuid:referral_id>`), never the address: addresses hold ids and queries.
"""

import logging
import secrets
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

HEADER = "X-Request-ID"
NO_ROUTE = "none"
QUIET = ("about.livez", "about.readyz", "operations.metrics")
"""Endpoints that are asked every few seconds and leave no line."""

REQUESTS = CollectorRegistry()
_counted = Counter("lotse_requests", "Requests answered.", ("route", "method", "status"), registry=REQUESTS)
_took = Histogram(
    "lotse_request_seconds",
    "Seconds from the request to its answer.",
    ("route", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REQUESTS,
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = logging.getLogger("lotse.requests")


def install(app: Flask) -> None:
    """Give every request its number first, and count it last."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request_funcs.setdefault(None, []).insert(0, _end)  # the last to run


def number() -> str:
    """The number of this request: it stands in its answer, in its lines of the log, and on the page of an error."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    told: str = g.request_id
    return told


def _begin() -> None:
    g.request_began = time.perf_counter()
    number()


def _end(response: Response) -> Response:
    took = time.perf_counter() - g.get("request_began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else NO_ROUTE
    method = request.method if request.method in METHODS else "other"
    _counted.labels(route, method, str(response.status_code)).inc()
    _took.labels(route, method).observe(took)
    response.headers[HEADER] = number()
    if request.endpoint not in QUIET:
        told = {"route": route, "method": method, "status": response.status_code, "ms": round(took * 1000, 1)}
        log.info("answered", extra=told)
    return response
