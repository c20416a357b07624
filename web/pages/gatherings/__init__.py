"""Gatherings (Gruppentermine): a short form for a date of a group offer, the list per quarter, and their figures."""

from web.pages.gatherings import counted, figures, held
from web.pages.gatherings.blueprint import pages

__all__ = ["counted", "figures", "held", "pages"]
