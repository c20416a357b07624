"""The pages of a link (Link der Institution): for one reader outside, on one referral; no navigation, no account."""

from web.pages.link import answering, appointment, door, enquiry
from web.pages.link.blueprint import pages

__all__ = ["answering", "appointment", "door", "enquiry", "pages"]
