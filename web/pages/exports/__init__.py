"""Taking data out (Ausgeben): the lists of the pages as files, a referral as FHIR, one's appointments as a calendar."""

from web.pages.exports import (
    announcements,
    audit,
    calendar,
    fhir,
    figures,
    gatherings,
    institutions,
    notices,
    oversight,
    participations,
    referrals,
    staff,
    team,
)
from web.pages.exports.blueprint import pages

__all__ = [
    "announcements",
    "audit",
    "calendar",
    "fhir",
    "figures",
    "gatherings",
    "institutions",
    "notices",
    "oversight",
    "pages",
    "participations",
    "referrals",
    "staff",
    "team",
]
