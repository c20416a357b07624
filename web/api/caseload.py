"""Caseload (Fallliste) through the API: one's own or the covered ones, filtered as on the page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request

from projections import words, worklist
from projections.caseload import Entry
from projections.worklist import BadCursor
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.clock import Task
from referrals.referral.codes import Phase
from web import desk
from web.api import shapes
from web.api.blueprint import read_at
from web.api.problems import Unfit
from web.api.resource import AT_ONCE, Paged, asked, resource
from web.bearer import may
from web.case_number import case_number
from web.fields import Choice
from web.forms import read_json
from web.language import N_
from web.pages.caseload_filters import FilterForm, filters_of, options
from web.parts import now, staff
from web.scopes import Scope

MINE, COVERED = "mine", "covered"
CODES = {
    "phase": [phase.value for phase in Phase if phase is not Phase.VOID],
    "task": [task.value for task in Task],
    "need": [need.value for need in NeedKind],
    "quarter": [quarter.value for quarter in Quarter],
    "language": [code for code, _word in words.language_choices()],
}
"""What a filter can be."""


class Query(FilterForm, Paged):
    """Which rows, and how many."""

    whose = Choice(N_("Wessen Fälle"), {MINE: N_("Meine"), COVERED: N_("Vertretung")}, optional=True)


@read_at("/caseload")
@resource(Scope.CASELOAD, shapes.CaseloadPage, asks=Query, codes=CODES)
def caseload() -> dict[str, Any]:
    """The active referrals of the token's owner or of those they stand in for, the most urgent first."""
    managers = desk.covered() if request.args.get("whose") == COVERED else [staff().staff_id]
    query = asked(Query, options(managers))
    given = {name: value for name, value in query.items() if isinstance(value, str)}
    try:
        found = worklist.page(
            desk.views(), now(), managers, filters_of(given), query["after"], query["limit"] or AT_ONCE
        )
    except BadCursor:
        refused = read_json(Query, {})
        refused.refuse("after", "not_offered")
        raise Unfit(refused) from None
    if found.entries:
        desk.looked_at("api.caseload", [(each.person_id, each.id) for each in found.entries])
    return {"referrals": rows(found.entries), "after": found.after}


def rows(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries as they are answered; named where the token may see names."""
    names: dict[UUID, str] = desk.person_names(each.person_id for each in entries) if may(Scope.NAMES) else {}
    return [
        {
            **{name: getattr(each, name) for name in each.__struct_fields__},
            "code": case_number(each.id),
            "phase": each.phase.value,
            "need": each.need.value,
            "outcome": each.outcome.value if each.outcome else None,
            "due": each.due and {"task": each.due.task.value, "owner": each.due.owner.value, "on": each.due.on},
            **({"person_name": names.get(each.person_id, "")} if names else {}),
        }
        for each in entries
    ]
