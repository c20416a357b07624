"""Team: who carries how much, who is absent, what waits for a second person; and the team's cases by number."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for

from projections import worklist
from projections.worklist import Counts
from referrals.staff import Member
from referrals.substitution import Substitution
from web import desk
from web.audience import audience
from web.forms import Form
from web.pages import team_handover, team_substitution, team_voiding
from web.pages.caseload_filters import chosen, counted
from web.pages.caseload_lists import cut, tabs
from web.pages.caseload_rows import rows
from web.pages.team_members import ids_in_view, in_view, may_arrange_for, may_move_cases_of, substitutions
from web.parts import CASE_MANAGER, COORDINATOR, now, staff

pages = Blueprint("team", __name__)
pages.register_blueprint(team_handover.pages)
pages.register_blueprint(team_substitution.pages)
pages.register_blueprint(team_voiding.pages)


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


@pages.get("/team")
@audience(CASE_MANAGER, COORDINATOR)
def overview() -> str:
    """Workload, absences, and requests to void."""
    return overview_page()


def overview_page(form: Form | None = None) -> str:
    """The overview; `form` is what was not taken, and why."""
    more = {"form": form} if form is not None else {}
    return render_template(
        "team/overview.html",
        colleagues=sorted(map(_colleague, in_view()), key=lambda each: (each.member.team, each.name.casefold())),
        voidings=team_voiding.waiting(),
        fresh=desk.freshness(),
        **more,
    )


@pages.get("/team/referrals")
@audience(CASE_MANAGER, COORDINATOR)
def referrals() -> str:
    """The referrals of the team, by case number; nobody is named, and no link leads into a file."""
    wanted = _wanted()
    managers = [wanted] if wanted else [each for each in ids_in_view() if each != staff().staff_id]
    found, after = chosen(managers), request.args.get("after")
    page, known_place = cut(managers, found.filters, after)
    counts = worklist.counts(desk.views(), now(), managers, found.filters)
    total = worklist.counts(desk.views(), now(), managers).active
    keep: dict[str, Any] = {"case_manager": str(wanted)} if wanted else {}
    return render_template(
        "team/referrals.html",
        tabs=tabs("team.referrals") if staff().has(CASE_MANAGER) else None,
        of=desk.staff_names([wanted]).get(wanted, "–") if wanted else "",
        rows=rows(page.entries, named=False),
        chosen=found,
        keep=list(keep.items()),
        here=url_for("team.referrals", case_manager=wanted),
        total=total,
        fitting=counted(found.filters, counts),
        more=url_for("team.referrals", **keep, **found.query, after=page.after) if page.after else "",
        first=url_for("team.referrals", **keep, **found.query) if after else "",
        lost_place=not known_place,
        fresh=desk.freshness(),
    )


def _wanted() -> UUID | None:
    """The one colleague whose rows are meant; None for all of them."""
    text = request.args.get("case_manager", "")
    if not text:
        return None
    try:
        wanted = UUID(text)
    except ValueError:
        abort(404)
    if wanted not in ids_in_view():
        abort(404)
    return wanted


def _colleague(member: Member) -> Colleague:
    away = substitutions(member)
    names = desk.staff_names({each.substitute for each in away})
    return Colleague(
        member,
        desk.staff_names([member.id])[member.id],
        worklist.counts(desk.views(), now(), [member.id]),
        [(each, names.get(each.substitute, "–"), team_substitution.ending_form(member)) for each in away],
        may_move_cases_of(member.id),
        may_arrange_for(member.id),
    )
