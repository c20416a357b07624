"""A caseload as a page (Fallliste): what is due today on top, then the rows, page by page, each number a link."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from projections import announcements, carried, caseload, directory, worklist
from projections.caseload import Entry
from projections.selection import Filters, Only
from projections.worklist import BadCursor, Counts, Page
from referrals.referral.codes import Phase
from web import desk
from web.forms import Form
from web.language import N_, _
from web.pages import caseload_changes
from web.pages.caseload_filters import Chosen, chosen, counted
from web.pages.caseload_rows import rows
from web.parts import now, staff

ROWS = 50
LIST = "cases"
"""Where the list begins on its page: a number leads to its rows, not to the top."""
MINE, COVERED = "caseload.mine", "caseload.covered"
FIGURES: tuple[tuple[Only, str, str], ...] = (
    (Only.OVERDUE, N_("überfällig"), "danger"),
    (Only.DUE_TODAY, N_("heute fällig"), ""),
    (Only.APPOINTMENTS_TODAY, N_("Termine heute"), ""),
    (Only.OPEN_OUTCOMES, N_("Ergebnis fehlt"), "danger"),
)
Figure = tuple[str, int, str, str, bool]


def managers_of(endpoint: str) -> list[UUID]:
    """Whose caseload a list shows."""
    return [staff().staff_id] if endpoint == MINE else desk.covered()


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """Mine, covered (when somebody is), team."""
    listed = [(MINE, N_("Meine"))]
    if desk.covered() or current == COVERED:
        listed.append((COVERED, N_("Vertretung")))
    listed.append(("team.referrals", N_("Team")))
    return [(url_for(endpoint), _(label), endpoint == current) for endpoint, label in listed]


def cut(managers: Collection[UUID] | None, filters: Filters, after: str | None) -> tuple[Page, bool]:
    """One page of the list; (page, whether the place in the address was known)."""
    try:
        return worklist.page(desk.views(), now(), managers, filters, after, ROWS), True
    except BadCursor:
        return worklist.page(desk.views(), now(), managers, filters, None, ROWS), False


def figures(endpoint: str, counts: Counts, found: Chosen) -> list[Figure]:
    """The numbers on top; each leads to exactly the rows that it counts."""
    return [
        (
            url_for(endpoint, show=only.value, _anchor=LIST),
            counted(Filters(only=only), counts),
            _(label),
            tone if counted(Filters(only=only), counts) else "",
            found.query == {"show": only.value},
        )
        for only, label, tone in FIGURES
    ]


def _announced() -> Figure:
    """How many announced needs wait."""
    waiting = len(announcements.waiting(desk.views(), now().date()))
    return url_for("announcements.waiting"), waiting, _("angekündigt"), "", False


def calls(endpoint: str, managers: Collection[UUID]) -> list[tuple[str, str, str, int]]:
    """Whom to call: (address of the rows, institution, its number, how many wait)."""
    waiting = carried.unanswered(desk.views(), now(), managers)
    names = desk.institution_names(each.institution_id for each in waiting)
    phones = directory.phones(desk.views(), [each.institution_id for each in waiting])
    return [
        (
            url_for(endpoint, show=Only.CALLS.value, institution=each.institution_id, _anchor=LIST),
            names[each.institution_id],
            phones.get(each.institution_id, ""),
            each.referrals,
        )
        for each in waiting
    ]


def caseload_page(endpoint: str, *, form: Form | None = None, typed: Any = None, overtaken: Sequence[str] = ()) -> str:
    """The list of a caseload; `form` is a step that was not taken, and why."""
    managers = managers_of(endpoint)
    found = chosen(managers, typed)
    after = (request.args if typed is None else typed).get("after")
    page, known_place = cut(managers, found.filters, after)
    everything = worklist.counts(desk.views(), now(), managers)
    fitting = worklist.counts(desk.views(), now(), managers, found.filters) if found.narrowed else everything
    meetings = worklist.appointments_on(desk.views(), now().date(), now(), managers)
    back = url_for(endpoint, **found.query, after=after if known_place else None)
    _look(endpoint, [*page.entries, *(each.entry for each in meetings)])
    lines = rows([*page.entries, *(each.entry for each in meetings)], back=back)
    more = {"form": form} if form is not None else {}
    return render_template(
        "caseload/list.html",
        endpoint=endpoint,
        tabs=tabs(endpoint),
        figures=[*figures(endpoint, everything, found), _announced()],
        meetings=list(zip(meetings, lines[len(page.entries) :], strict=True)),
        calls=calls(endpoint, managers),
        changes=caseload_changes.since_last_visit() if endpoint == MINE else None,
        chosen=found,
        rows=lines[: len(page.entries)],
        total=everything.active,
        fitting=counted(found.filters, fitting),
        more=url_for(endpoint, **found.query, after=page.after, _anchor=LIST) if page.after else "",
        first=url_for(endpoint, **found.query, _anchor=LIST) if after else "",
        lost_place=not known_place,
        recorded_for=_recorded_for(),
        overtaken=overtaken,
        fresh=desk.freshness(),
        **more,
    )


def _recorded_for() -> tuple[UUID, str] | None:
    """The referral of the step that the page before recorded, and the person's name."""
    try:
        found = caseload.get(desk.views(), UUID(request.args.get("recorded", "")))
    except ValueError:
        return None
    if found is None or found.case_manager not in desk.carried_by_us():
        return None
    desk.looked("caseload.recorded", person_id=found.person_id, referral_id=found.id)
    return found.id, desk.person_names([found.person_id]).get(found.person_id, "")


def _look(endpoint: str, entries: Sequence[Entry]) -> None:
    if entries:
        ours = {each.person_id for each in entries if _is_ours(each)}
        desk.looked_at(endpoint, dict.fromkeys((each.person_id, each.id) for each in entries), ours=ours)


def _is_ours(entry: Entry) -> bool:
    return entry.case_manager == staff().staff_id and entry.phase is not Phase.VOID
