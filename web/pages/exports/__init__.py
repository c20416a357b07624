"""Taking data out (Ausgeben): the lists of the pages as files, a referral as FHIR, one's appointments as a calendar."""

from web.pages.exports import announcements, calendar, fhir, institutions, referrals
from web.pages.exports.blueprint import pages

__all__ = ["announcements", "calendar", "fhir", "institutions", "pages", "referrals"]
