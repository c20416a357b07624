"""Requests to void (Fehleingaben): where data has left us, a second person agrees; seen by case number only."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from projections import carried, timeline, words
from referrals.referral.codes import VoidReason
from referrals.referral.events import VoidRequested
from referrals.refusal import Refusal
from web import banner, desk
from web.audience import audience
from web.forms import Form, StepForm, blank, read
from web.language import language
from web.pages.caseload_rows import Row, rows
from web.pages.team_members import ids_in_view, sees_all_teams
from web.parts import CASE_MANAGER, COORDINATOR, Worker, now, staff

pages = Blueprint("voiding", __name__)


class Agreement(StepForm):
    """The second person agrees."""


class Request(NamedTuple):
    """A request that waits; `form` is None for whoever asked."""

    row: Row
    asked_by: str
    reason: str
    form: Form | None


def near_the_case(worker: Worker, referral_id: UUID, **_: object) -> bool:
    """A colleague of the same team, or coordination; whoever asked is told why not."""
    return desk.referral(referral_id).case_manager in ids_in_view()


@pages.post("/referrals/<uuid:referral_id>/void-agreement")
@audience(CASE_MANAGER, COORDINATOR, sees=near_the_case)
def agree(referral_id: UUID) -> Response | tuple[str, int]:
    """Agree that the referral should never have been recorded."""
    from web.pages.team import overview_page

    form = read(Agreement, request.form)
    request_of = requested(referral_id)
    if form.ok:
        try:
            receipt = desk.casework().corrections.agree_to_void(
                desk.sent(form, stream=referral_id),
                referral_id,
                reason=request_of.reason if request_of else VoidReason.OTHER,
            )
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
        else:
            return banner.after(redirect(url_for("team.overview"), 303), receipt)
    return overview_page(form), 422


def waiting() -> list[Request]:
    """The requests that wait in the teams the worker sees."""
    found = carried.void_requests(desk.views(), now(), None if sees_all_teams() else ids_in_view())
    return [_request(row) for row in rows(found, named=False)]


def requested(referral_id: UUID) -> VoidRequested | None:
    """The request that stands in a referral."""
    told = timeline.of_stream(desk.views(), referral_id)
    found = [each.event for each in told if isinstance(each.event, VoidRequested) and each.taken_back_by is None]
    return found[-1] if found else None


def _request(row: Row) -> Request:
    event = requested(row.entry.id)
    asker = event.occasion.actor if event else None
    names = desk.staff_names([asker]) if asker else {}
    return Request(
        row,
        names.get(asker, "–") if asker else "–",
        words.word(event.reason, language()) if event else "",
        None if asker == staff().staff_id else blank(Agreement, expected_version=row.entry.version),
    )
