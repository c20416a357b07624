"""The auditor's pages (Prüfung): journal, replay, time travel, accesses, evidence. Pseudonyms, no names."""

from web.pages.audit import overview
from web.pages.audit.blueprint import pages

__all__ = ["overview", "pages"]
