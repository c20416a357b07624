"""Figures (Zahlen): what coordination asks of all referrals; nobody is named."""

from web.pages.figures import overview, reports
from web.pages.figures.blueprint import pages

__all__ = ["overview", "pages", "reports"]
