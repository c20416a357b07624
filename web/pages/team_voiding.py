"""Requests to void (Fehleingaben): where data has left us, a second person agrees; seen by case number only."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from referrals.referral.codes import VoidReason
from referrals.refusal import Refusal
from web import banner, desk
from web.audience import audience
from web.forms import read
from web.pages.team_members import ids_in_view
from web.pages.team_overview import Agreement, overview_page, requested
from web.parts import CASE_MANAGER, COORDINATOR, Worker

pages = Blueprint("voiding", __name__)


def near_the_case(worker: Worker, referral_id: UUID, **_: object) -> bool:
    """A colleague of the same team, or coordination; whoever asked is told why not."""
    return desk.referral(referral_id).case_manager in ids_in_view()


@pages.post("/referrals/<uuid:referral_id>/void-agreement")
@audience(CASE_MANAGER, COORDINATOR, sees=near_the_case)
def agree(referral_id: UUID) -> Response | tuple[str, int]:
    """Agree that the referral should never have been recorded."""
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
