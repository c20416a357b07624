"""Referrals (Vermittlungen) through the API: where one stands, what can be done now, and everything that happened."""

from typing import Any
from uuid import UUID

from flask import abort

from projections import caseload, timeline
from referrals.referral.state import Referral
from web import desk, rules
from web.api import shapes, steps, steps_told
from web.api.blueprint import read_at
from web.api.caseload import rows
from web.api.resource import AT_ONCE, PagedByPosition, asked, resource
from web.bearer import may
from web.parts import now
from web.scopes import Scope

ETAG = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}


@read_at("/referrals/<uuid:referral_id>")
@resource(Scope.REFERRALS, shapes.Referral, sees=rules.carries_referral, problems=(404,), headers=ETAG)
def referral(referral_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """One referral that the token's owner carries or stands in for."""
    found = desk.referral(referral_id)
    entry = caseload.entry(desk.views(), referral_id, now())
    if entry is None:
        abort(404)
    desk.looked("api.referral", person_id=found.person_id, referral_id=found.id)
    told = {
        **rows([entry])[0],
        "appointments": _appointments(found),
        "steps": [address for address, _step in steps.possible_now(found)],
    }
    return told, 200, {"ETag": f'"{found.version}"'}


@read_at("/referrals/<uuid:referral_id>/steps")
@resource(Scope.REFERRALS, shapes.Steps, sees=rules.carries_referral, asks=PagedByPosition, problems=(404,))
def timeline_of(referral_id: UUID) -> dict[str, Any]:
    """Everything that happened to a referral, oldest first, corrections and taken back steps included."""
    found, query = desk.referral(referral_id), asked(PagedByPosition)
    limit = query["limit"] or AT_ONCE
    told = [
        each
        for each in timeline.of_referral(desk.views(), desk.house().log, referral_id)
        if each.position > (query["after"] or 0)
    ]
    desk.looked("api.steps", person_id=found.person_id, referral_id=found.id)
    shown = told[:limit]
    after = shown[-1].position if len(told) > limit else None
    return {"steps": steps_told.as_data(shown, texts=True), "after": after}


def _appointments(found: Referral) -> list[dict[str, Any]]:
    named = may(Scope.NAMES)
    places = desk.open_values([(each.place, found.id, "place") for each in found.appointments]) if named else []
    told: list[dict[str, Any]] = [
        {
            "id": each.id,
            "state": each.state.value,
            "starts_at": each.starts_at,
            "minutes": each.minutes,
            "language": each.language,
            "company": each.company.value,
        }
        for each in found.appointments
    ]
    for appointment, place in zip(told, places, strict=False):
        appointment["place"] = place
    return told
