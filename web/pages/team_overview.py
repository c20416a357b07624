"""The overview of a team (Teamübersicht): workload, absences, and what waits for a second person."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from flask import render_template, url_for

from projections import carried, oversight, timeline, worklist
from projections.worklist import Counts
from referrals.break_glass import Emergency as EmergencyReason
from referrals.referral.events import VoidRequested
from referrals.staff import Member
from referrals.substitution import Substitution
from web import desk
from web.case_number import case_number
from web.forms import Form, StepForm, blank
from web.pages import roles, team_notices
from web.pages.caseload_rows import Row, rows
from web.pages.team_members import (
    ids_in_view,
    in_view,
    may_arrange_for,
    may_move_cases_of,
    sees_all_teams,
    substitutions,
)
from web.parts import CASE_MANAGER, now, staff, today


class Ending(StepForm):
    """The substitution is over earlier."""


class Agreement(StepForm):
    """The second person agrees."""


class Request(NamedTuple):
    """A request that waits; `form` is None for whoever asked, `event` where its step cannot be read."""

    row: Row
    event: VoidRequested | None
    asked_by: str
    form: Form | None


class Emergency(NamedTuple):
    """An emergency access that waits for its review; `until` is None when it is over."""

    staff_id: UUID
    who: str
    code: str
    reason: EmergencyReason
    opened_at: datetime
    until: datetime | None
    review_by: date
    overdue: bool


class Colleague(NamedTuple):
    """A line of the overview; `away` are the substitutions of today and later, with a form that ends each."""

    member: Member
    name: str
    counts: Counts
    away: list[tuple[Substitution, str, Form]]
    may_move: bool
    may_arrange: bool

    def rows(self, show: str | None = None) -> str:
        """The address of the rows behind a number."""
        if self.member.id == staff().staff_id and staff().has(CASE_MANAGER):
            return url_for("caseload.mine", show=show)
        return url_for("team.referrals", case_manager=self.member.id, show=show)


def overview_page(form: Form | None = None) -> str:
    """The overview; `form` is what was not taken, and why."""
    more = {"form": form} if form is not None else {}
    return render_template(
        "team/overview.html",
        colleagues=colleagues(),
        voidings=waiting(),
        emergencies=emergencies() if sees_all_teams() else None,
        files_asked_for=len(oversight.requests(desk.views())) if sees_all_teams() else 0,
        sees_all=sees_all_teams(),
        proposals=roles.waiting(),
        notices_open=team_notices.counted()[0],
        fresh=desk.freshness(),
        **more,
    )


def colleagues() -> list[Colleague]:
    """Who carries how much, by team and name."""
    return sorted(map(_colleague, in_view()), key=lambda each: (each.member.team, each.name.casefold()))


def emergencies() -> list[Emergency]:
    """The emergency accesses that nobody has reviewed yet, the latest first: coordination sees them at once."""
    found = oversight.emergencies(desk.views())[::-1]
    names = desk.staff_names({each.staff_id for each in found})
    return [
        Emergency(
            each.staff_id,
            names.get(each.staff_id, "–"),
            case_number(each.person_id),
            each.reason,
            each.opened_at,
            each.until if each.holds(now()) else None,
            each.review_by,
            each.review_by < today(),
        )
        for each in found
    ]


def waiting() -> list[Request]:
    """The requests that wait in the teams the worker sees."""
    found = carried.void_requests(desk.views(), now(), None if sees_all_teams() else ids_in_view())
    return [_request(row) for row in rows(found, named=False)]


def requested(referral_id: UUID) -> VoidRequested | None:
    """The request that stands in a referral."""
    told = timeline.of_stream(desk.views(), desk.house().log, referral_id)
    found = [each.event for each in told if isinstance(each.event, VoidRequested) and each.taken_back_by is None]
    return found[-1] if found else None


def _request(row: Row) -> Request:
    event = requested(row.entry.id)
    asker = event.occasion.actor if event else None
    names = desk.staff_names([asker]) if asker else {}
    return Request(
        row,
        event,
        names.get(asker, "–") if asker else "–",
        None if asker == staff().staff_id else blank(Agreement, expected_version=row.entry.version),
    )


def _colleague(member: Member) -> Colleague:
    away = substitutions(member)
    names = desk.staff_names({each.substitute for each in away})
    return Colleague(
        member,
        desk.staff_names([member.id])[member.id],
        worklist.counts(desk.views(), now(), [member.id]),
        [(each, names.get(each.substitute, "–"), blank(Ending, expected_version=member.version)) for each in away],
        may_move_cases_of(member.id),
        may_arrange_for(member.id),
    )
