"""The event feed: by position, as CloudEvents, with what the purposes let out and nothing about closed files."""

import json

from msgspec import json as fast

from referrals.casework import Receipt
from referrals.purposes import registry
from tests.api.conftest import Program
from tests.cast import ANNA, EMIL
from tests.real_house import Premises
from web.scopes import Scope


def test_the_log_is_read_by_position(premises: Premises, program: Program) -> None:
    """Every event whose purpose names the scope, once and in order, exactly as stored."""
    taken: Receipt = premises.take_in(name="Gül Needle")
    api, told, after = program("emil", Scope.EVENTS), [], 0
    while True:
        page = api.get(f"/events?after={after}&limit=3").json
        told += page["events"]
        assert page["position"] > after
        after = page["position"]
        if not page["more"]:
            break
    out = [each for each in registry().purposes.values() if "events" in each.scopes]
    stored = [each for each in premises.house.log.read(0, 500) if any(one.covers(each.topic) for one in out)]
    assert [int(each["sequence"]) for each in told] == [each.position for each in stored]
    assert [each["data"] for each in told] == [fast.decode(each.stored.state) for each in stored]
    assert {"referral.forwarded", "person.registered", "institution.listed"} <= {each["type"] for each in told}
    assert not [each for each in told if each["type"].startswith("staff.")]
    forwarded = next(each for each in told if each["type"] == "referral.forwarded")
    referral = taken.stream("referral.")
    assert (forwarded["specversion"], forwarded["subject"], forwarded["id"]) == ("1.0", str(referral), f"{referral}:2")
    assert api.get(f"/events?after={after}").json == {"events": [], "position": after, "more": False}
    assert sorted(told, key=lambda each: str(each["sequence"])) == told


def test_no_personal_value_is_in_it(premises: Premises, program: Program) -> None:
    """Of a name there is the fingerprint of its sealed value alone."""
    premises.take_in(name="Gül Needle", wish="Needle will lernen.")
    for login in ("emil", "dora"):
        text = program(login, Scope.EVENTS).get("/events?limit=200").text
        assert "person.registered" in text
        for secret in ("Needle", "02151", "lernen", "Anna"):
            assert secret not in text


def test_a_closed_file_is_not_in_it(premises: Premises, program: Program) -> None:
    """Neither what happened before nor what comes after, for whoever is not of its group."""
    taken = premises.take_in(name="Kollegin")
    person, referral = taken.stream("person."), taken.stream("referral.")
    api = program("emil", Scope.EVENTS)
    assert str(person) in api.get("/events?limit=200").text
    premises.casework.closed_groups.close(premises.sent(), person, staff=(ANNA,), carriers=(ANNA,))
    text = api.get("/events?limit=200").text
    for known in (person, referral, taken.stream("need."), taken.stream("release.")):
        assert str(known) not in text
    premises.casework.closed_groups.open_again(premises.sent(EMIL, role="coordinator"), person)
    assert str(person) in json.dumps(api.get("/events?limit=200").json)
