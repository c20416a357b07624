"""Notices (Mitteilungen, Art. 19 GDPR): open and sent, over all persons; whoever carries the case records them."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from projections import notices
from projections.notices import After, Open
from referrals.notices import due_on, overdue_before
from web import desk
from web.audience import audience
from web.case_number import case_number
from web.finding import carried_persons
from web.forms import Form
from web.pages.person.rights import telling_form
from web.pages.team_members import sees_all_teams
from web.parts import CASE_MANAGER, COORDINATOR, staff, today

pages = Blueprint("notices", __name__)
ROWS = 50


class Line(NamedTuple):
    """An institution that is still to be told; `form` records it, for whoever carries the person."""

    notice: Open
    who: str
    institution: str
    due: date
    carriers: str
    form: Form | None

    @property
    def overdue(self) -> bool:
        """Whether it waits too long."""
        return self.due < today()


class Told(NamedTuple):
    """An institution that was told."""

    notice: notices.Sent
    who: str
    institution: str
    by: str


@pages.get("/team/notices")
@audience(CASE_MANAGER, COORDINATOR)
def waiting() -> str:
    """Who still has to be told, the oldest first."""
    after = _after(request.args.get("after", ""))
    found = notices.open_notices(desk.views(), case_managers=of_whom(), after=after, limit=ROWS + 1)
    shown = found[:ROWS]
    here = url_for("team.notices.waiting", after=request.args.get("after") or None)
    return _page(
        "waiting",
        lines=_lines(shown, here),
        more=url_for("team.notices.waiting", after=_place(shown[-1])) if len(found) > ROWS else "",
        first=url_for("team.notices.waiting") if after else "",
    )


@pages.get("/team/notices/sent")
@audience(CASE_MANAGER, COORDINATOR)
def sent() -> str:
    """Who was told of what, the latest first."""
    before = request.args.get("before", type=int)
    found = notices.sent(desk.views(), case_managers=of_whom(), before=before, limit=ROWS + 1)
    shown = found[:ROWS]
    return _page(
        "sent",
        told=_told(shown),
        more=url_for("team.notices.sent", before=shown[-1].position) if len(found) > ROWS else "",
        first=url_for("team.notices.sent") if before else "",
    )


def counted() -> tuple[int, int]:
    """How many notices are open, and how many of them overdue, among those the worker sees."""
    limit = overdue_before(today())
    return (
        notices.count_open(desk.views(), case_managers=of_whom()),
        notices.count_open(desk.views(), case_managers=of_whom(), before=limit),
    )


def carriers_named(found: Collection[Open]) -> dict[tuple[UUID, UUID], str]:
    """Who tells each institution of a person, by name."""
    carried_by = notices.carriers(desk.views(), found)
    names = desk.staff_names({one for each in carried_by.values() for one in each})
    return {whom: ", ".join(sorted(names.get(one, "–") for one in each)) for whom, each in carried_by.items()}


def of_whom() -> set[UUID] | None:
    """Whose referrals the worker is told of: their own and those they stand in for, or everybody's."""
    return None if sees_all_teams() else desk.carried_by_us()


def _page(listed: str, **shown: Any) -> str:
    count, overdue = counted()
    return render_template(
        "team/notices.html", listed=listed, count=count, overdue=overdue, fresh=desk.freshness(), **shown
    )


def _lines(found: list[Open], here: str) -> list[Line]:
    persons = {each.person_id for each in found}
    ours = persons & carried_persons() if staff().has(CASE_MANAGER) else set()
    names = _names(persons, ours)
    places = desk.institution_names(each.institution_id for each in found)
    carriers = carriers_named(found)
    return [
        Line(
            each,
            names[each.person_id],
            places.get(each.institution_id, "–"),
            due_on(each.since),
            carriers.get((each.person_id, each.institution_id), ""),
            telling_form(each.institution_id, each.about, back=here) if each.person_id in ours else None,
        )
        for each in found
    ]


def _told(found: list[notices.Sent]) -> list[Told]:
    places = desk.institution_names(each.institution_id for each in found)
    by = desk.staff_names({each.by for each in found})
    return [
        Told(each, case_number(each.person_id), places.get(each.institution_id, "–"), by.get(each.by, "–"))
        for each in found
    ]


def _names(persons: set[UUID], ours: set[UUID]) -> dict[UUID, str]:
    """The names of those the worker carries, and the case codes of the others."""
    if ours:
        desk.looked_at("team.notices", ((each, None) for each in sorted(ours)))
    return {**{each: case_number(each) for each in persons}, **desk.person_names(ours)}


def _place(notice: Open) -> str:
    return f"{notice.position}.{notice.institution_id.hex}"


def _after(text: str) -> After | None:
    """The place that an address names; the beginning where it names none."""
    position, _dot, institution = text.partition(".")
    try:
        return int(position), UUID(institution)
    except ValueError:
        return None
