"""Groups (Abschnitte): under which heading each figure stands; other pages with numbers of their own are named too."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app, request, url_for

from projections.gatherings import DEFINITIONS as GROUP_OFFERS
from projections.participations import DEFINITIONS as FUNDING
from web.language import N_, _
from web.pages.figures.showing import Shown

GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "stock",
        N_("Bestand"),
        ("open_by_phase", "flow", "open_by_need", "open_by_quarter", "open_by_language", "open_by_institution"),
    ),
    ("waiting", N_("Warten"), ("waiting_for", "waiting_tasks", "to_first_kept", "to_closed")),
    ("ways", N_("Wege"), ("funnel", "persons", "appointments")),
    ("outcomes", N_("Ergebnisse"), ("outcomes",)),
    ("languages", N_("Sprachen"), ("language_gap",)),
    (
        "institutions",
        N_("Institutionen"),
        ("answers", "answered_in_time", "institution_answers", "institution_declines", "institution_kept"),
    ),
    ("team", N_("Team"), ("workload",)),
    ("announced", N_("Ankündigungen"), ("announced",)),
    ("group_offers", N_("Gruppenangebote"), tuple(GROUP_OFFERS)),
    ("funding", N_("ESF Plus"), tuple(FUNDING)),
)
"""(anchor, heading, codes of the figures in their order)."""

BESIDE: tuple[tuple[str, str], ...] = (
    ("gatherings.figures", N_("Gruppenangebote")),
    ("participations.funder", N_("ESF Plus")),
    ("figures.reports", N_("Berichte")),
)
"""(endpoint, label) of pages that show numbers of their own, where there is such a page."""


class Group(NamedTuple):
    """A heading with its figures."""

    id: str
    heading: str
    figures: list[Shown]


def grouped(found: Iterable[tuple[str, Shown]]) -> list[Group]:
    """The figures under their headings; one that stands in no group comes last, so that none is lost."""
    by_code: dict[str, list[Shown]] = {}
    for code, figure in found:
        by_code.setdefault(code, []).append(figure)
    groups = [
        Group(id_, _(heading), [figure for code in codes for figure in by_code.pop(code, ())])
        for id_, heading, codes in GROUPS
    ]
    rest = [figure for figures in by_code.values() for figure in figures]
    return [each for each in (*groups, Group("more", _("Weiteres"), rest)) if each.figures]


def beside() -> list[tuple[str, str, bool]]:
    """(address, label, is it the current one) of the pages beside this one."""
    return [
        (url_for(endpoint), _(label), request.endpoint == endpoint)
        for endpoint, label in BESIDE
        if endpoint in current_app.view_functions
    ]
