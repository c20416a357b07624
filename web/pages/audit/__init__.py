"""The auditor's pages (Prüfung): journal, replay, time travel, accesses, evidence. Pseudonyms, no names."""

from web.pages.audit import events, journal, journal_export, overview, processing
from web.pages.audit.blueprint import pages

__all__ = ["events", "journal", "journal_export", "overview", "pages", "processing"]
