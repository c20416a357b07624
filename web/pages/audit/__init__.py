"""The auditor's pages (Prüfung): journal, replay, time travel, accesses, evidence. Pseudonyms, no names."""

from web.pages.audit import (
    accesses,
    breach,
    events,
    files,
    integrity,
    journal,
    journal_export,
    overview,
    persons,
    processing,
    referral,
    referrals,
    replay,
    reviews,
)
from web.pages.audit.blueprint import pages

__all__ = [
    "accesses",
    "breach",
    "events",
    "files",
    "integrity",
    "journal",
    "journal_export",
    "overview",
    "pages",
    "persons",
    "processing",
    "referral",
    "referrals",
    "replay",
    "reviews",
]
