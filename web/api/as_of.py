"""As of (Stand): every answer says up to which event it tells, and whether something that it tells waits.

In headers, and in one place, so that no resource can forget it.
"""

from typing import Any

from flask import Response, g

from web import desk
from web.api.blueprint import pages
from web.stale import of_page

EVENT, BEHIND, COMPLETE = "Lotse-Event", "Lotse-Behind", "Lotse-Complete"
DESCRIBED: dict[str, Any] = {
    EVENT: {"description": "The answer tells up to this event of the log.", "schema": {"type": "integer"}},
    BEHIND: {"description": "Events that are recorded and not told yet.", "schema": {"type": "integer"}},
    COMPLETE: {
        "description": "false: an event that concerns this answer is stored, and waits to be taken in.",
        "schema": {"type": "boolean"},
    },
}
"""For OpenAPI."""


def tell(position: int, behind: int, *, complete: bool) -> None:
    """Say of this answer as of which event it is; nothing has to be said of what the living views tell."""
    g.told_as_of = (position, behind, complete)


def _say(response: Response) -> Response:
    if response.status_code >= 300 or not ("told_as_of" in g or "views" in g):
        return response
    if "told_as_of" not in g:
        fresh = desk.freshness()
        tell(fresh.position, fresh.behind, complete=not of_page())
    position, behind, complete = g.told_as_of
    response.headers[EVENT], response.headers[BEHIND] = str(position), str(behind)
    response.headers[COMPLETE] = "true" if complete else "false"
    return response


pages.after_request(_say)
