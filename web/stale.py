"""Stale (nicht auf dem neuesten Stand): whether something that a page shows waits, for a view could not take it in."""

from collections.abc import Sequence
from typing import Literal

from flask import g, request

from projections.left_out import Waiting
from web import desk
from web.parts import CASE_MANAGER, COORDINATOR, Worker

OF_NO_FILE = frozenset({"audits", "evidence", "figures", "reports"})
"""Projections that the page of a file does not read, nor the list of whoever carries files."""

OF_EVERYBODY = frozenset({"announcements", "directory", "gatherings", "staff"})
"""Projections that every page may read, whoever carries what."""

Stale = Literal["", "file", "page"]


def of_page() -> Stale:
    """What is not up to date on the page of this request: the file it shows, or something on it; nothing is usual."""
    worker: Worker | None = g.get("staff")
    if worker is None or "views" not in g or request.blueprint == "session":
        return ""
    waiting = desk.house().left_out.waiting(desk.views(), desk.freshness().head)
    return _judged(worker, waiting) if waiting else ""


def _judged(worker: Worker, waiting: Sequence[Waiting]) -> Stale:
    shown = {id_ for name, id_ in (request.view_args or {}).items() if name in ("person_id", "referral_id")}
    shown |= {g.open_file} if shown and "open_file" in g else set()
    if any(each.names - OF_NO_FILE and each.about & shown for each in waiting):
        return "file"
    if any(each.names & OF_EVERYBODY for each in waiting):
        return "page"
    if shown:
        return ""
    if not worker.has(CASE_MANAGER) or worker.has(COORDINATOR):
        return "page"
    ours = desk.carried_by_us()
    return "page" if any(each.names - OF_NO_FILE and each.about & ours for each in waiting) else ""
