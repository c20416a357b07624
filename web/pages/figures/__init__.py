"""Figures (Zahlen): what coordination asks of all referrals; nobody is named."""

from web.pages.figures import announced, overview, reports, waiting
from web.pages.figures.blueprint import pages

__all__ = ["announced", "overview", "pages", "reports", "waiting"]
