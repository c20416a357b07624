"""Announced needs to take away (angekündigte Anliegen): what waits and until when; the notes stay here."""

from uuid import UUID

from projections import announcements, words
from referrals.announcement import Announcement
from web import desk
from web.exports.table import Column
from web.language import _, language, short_day
from web.pages.exports.blueprint import Taken, to_take_away
from web.parts import CASE_MANAGER, today

MOST = 10_000
"""What two weeks can bring."""


@to_take_away("/announcements", "announcements", CASE_MANAGER)
def waiting() -> Taken:
    """What still waits, the next to expire first."""
    found = announcements.waiting(desk.views(), today(), MOST)
    places = desk.institution_names(each.institution_id for each in found)
    return Taken(_("Angekündigte Anliegen"), [], {}, _columns(places), [found])


def _columns(places: dict[UUID, str]) -> list[Column[Announcement]]:
    spoken = language()

    def place(each: Announcement) -> str:
        return places.get(each.institution_id, "") if each.institution_id else ""

    return [
        Column("announcement", "", lambda each: str(each.id), str),
        Column("need", _("Anliegen"), lambda each: each.kind, lambda each: words.word(each.kind, spoken)),
        Column(
            "quarter",
            _("Quartier"),
            lambda each: each.quarter,
            lambda each: words.quarter(each.quarter, spoken) if each.quarter else "",
        ),
        Column("institution", _("Angekündigt von"), lambda each: place(each) or None, place),
        Column("announced_on", _("Seit"), lambda each: each.announced_on, lambda each: short_day(each.announced_on)),
        Column("expires_on", _("Verfällt"), lambda each: each.expires_on, lambda each: short_day(each.expires_on)),
    ]
