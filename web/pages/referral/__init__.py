"""The referral (Vermittlung): its page, and one small form for each step of its life."""

from web import desk
from web.pages import forgotten
from web.pages.referral import answers, appointments, closing, corrections, forwarding, link, page, resting, voiding
from web.pages.referral.steps import pages

__all__ = [
    "answers",
    "appointments",
    "closing",
    "corrections",
    "forwarding",
    "link",
    "page",
    "pages",
    "resting",
    "voiding",
]

forgotten.only_read(pages, "referral.page", lambda referral_id: desk.referral(referral_id).person_id)
