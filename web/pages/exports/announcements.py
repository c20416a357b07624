"""Announced needs to take away (angekündigte Anliegen): what waits and until when; the notes stay here."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from projections import announcements, words
from referrals.announcement import Announcement
from web import desk
from web.exports.table import Column
from web.language import _, language, short_day
from web.pages.exports.blueprint import Taken, to_take_away
from web.parts import CASE_MANAGER, today

MOST = 10_000
"""What two weeks can bring."""


class Waiting(NamedTuple):
    """An announced need that waits, and the name of who announced it; empty where nobody said."""

    announcement: Announcement
    place: str


@to_take_away("/announcements", "announcements", CASE_MANAGER)
def waiting() -> Taken:
    """What still waits, the next to expire first."""
    return Taken(_("Angekündigte Anliegen"), [], {}, _columns(), _rows())


def _rows() -> Iterator[Sequence[Waiting]]:
    found = announcements.waiting(desk.views(), today(), MOST)
    places = desk.institution_names(each.institution_id for each in found)
    yield [Waiting(each, places.get(each.institution_id, "") if each.institution_id else "") for each in found]


def _columns() -> list[Column[Waiting]]:
    return [
        Column("announcement", "", lambda row: str(row.announcement.id), str),
        Column("need", _("Anliegen"), lambda row: row.announcement.kind, _need),
        Column("quarter", _("Quartier"), lambda row: row.announcement.quarter, _quarter),
        Column("institution", _("Angekündigt von"), lambda row: row.place or None, lambda row: row.place),
        Column("announced_on", _("Seit"), lambda row: row.announcement.announced_on, _since),
        Column("expires_on", _("Verfällt"), lambda row: row.announcement.expires_on, _until),
    ]


def _need(row: Waiting) -> str:
    return words.word(row.announcement.kind, language())


def _quarter(row: Waiting) -> str:
    return words.quarter(row.announcement.quarter, language()) if row.announcement.quarter else ""


def _since(row: Waiting) -> str:
    return short_day(row.announcement.announced_on)


def _until(row: Waiting) -> str:
    return short_day(row.announcement.expires_on)
