"""Taking data out (Ausgeben): the lists of the pages as files, a referral as FHIR, one's appointments as a calendar."""

from web.pages.exports import (
    announcements,
    audit,
    calendar,
    changes,
    fhir,
    figures,
    gatherings,
    institutions,
    notices,
    oversight,
    participations,
    referrals,
    replay,
    staff,
    team,
    tokens,
)
from web.pages.exports.blueprint import pages

__all__ = [
    "announcements",
    "audit",
    "calendar",
    "changes",
    "fhir",
    "figures",
    "gatherings",
    "institutions",
    "notices",
    "oversight",
    "pages",
    "participations",
    "referrals",
    "replay",
    "staff",
    "team",
    "tokens",
]
