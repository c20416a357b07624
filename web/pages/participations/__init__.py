"""Participations in the ESF Plus (Teilnahmen): what is missing, the figures for the funder, and the list."""

from web.pages.participations import funder, incomplete
from web.pages.participations.blueprint import pages

__all__ = ["funder", "incomplete", "pages"]
