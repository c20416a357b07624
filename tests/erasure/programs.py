"""Programs that ask for an erased person through the API."""

from datetime import timedelta
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from tests.real_house import STAFF, Premises
from web.scopes import open_to


def asked_by_a_program(p: Premises, login: str, there: str, method: str, fields: dict[str, str]) -> TestResponse:
    """The same with a token that has every scope its owner may give; a step is taken as far as its fields allow."""
    staff_id, _name, _team, roles = STAFF[login]
    tokens, scopes = p.house.accounts.tokens, open_to(roles)
    if not scopes:
        return p.app.test_client().open(there, method=method)
    for old in tokens.of(staff_id):
        tokens.revoke(old.id, p.moment, by=staff_id)
    lasts = timedelta(days=1)
    made = tokens.make(staff_id, "Nadel", scopes, p.moment, roles=roles, lasts=lasts, made_by=staff_id)
    headers = {"Authorization": f"Bearer {made.secret}"}
    if method == "GET":
        return p.app.test_client().get(there, headers=headers)
    referral = UUID(there.split("/")[4])
    version = p.house.log.events_of(referral)[-1].originator_version
    headers |= {"Idempotency-Key": str(uuid4()), "If-Match": f'"{version}"'}
    wanted = {
        "note": {"text": fields["text"], "day": "2026-11-02"},
        "follow-up": {"due_on": "2027-11-02", "note": fields["note"]},
    }
    return p.app.test_client().post(there, headers=headers, json=wanted.get(there.rpartition("/")[2], fields))
