"""Team: who carries how much, who is absent, what waits for a second person; and the team's cases by number."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for

from projections import worklist
from web import desk
from web.audience import audience
from web.pages import team_handover, team_notices, team_retention, team_substitution, team_voiding
from web.pages.caseload_filters import chosen, counted
from web.pages.caseload_lists import cut, tabs
from web.pages.caseload_rows import rows
from web.pages.team_members import ids_in_view
from web.pages.team_overview import overview_page
from web.parts import CASE_MANAGER, COORDINATOR, now, staff

pages = Blueprint("team", __name__)
pages.register_blueprint(team_handover.pages)
pages.register_blueprint(team_notices.pages)
pages.register_blueprint(team_retention.pages)
pages.register_blueprint(team_substitution.pages)
pages.register_blueprint(team_voiding.pages)


@pages.get("/team")
@audience(CASE_MANAGER, COORDINATOR)
def overview() -> str:
    """Workload, absences, and requests to void."""
    return overview_page()


@pages.get("/team/referrals")
@audience(CASE_MANAGER, COORDINATOR)
def referrals() -> str:
    """The referrals of the team, by case number; nobody is named, and no link leads into a file."""
    wanted = colleague()
    managers = [wanted] if wanted else team_without_me()
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


def team_without_me() -> list[UUID]:
    """Whose rows are meant where no colleague is named."""
    return [each for each in ids_in_view() if each != staff().staff_id]


def colleague() -> UUID | None:
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
