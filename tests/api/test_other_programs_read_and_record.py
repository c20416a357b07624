"""The resources: what a program reads is what its owner sees, and what it records is a step like any other."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from referrals.need import NeedKind
from referrals.occasion import Channel
from referrals.referral.codes import Company
from tests.api.conftest import Api, Program
from tests.api.test_tokens_open_what_their_owner_may import problem
from tests.cast import ANNA, BEN, VHS, day, moment
from tests.real_house import COURSE, Premises
from web.scopes import Scope

NAMELESS = (Scope.CASELOAD, Scope.REFERRALS, Scope.STEPS)
ACCEPTED = {"source": "phone", "day": "2026-11-02"}


def looks(premises: Premises, referral: UUID) -> list[str]:
    """The views under which this person was looked at."""
    person = premises.referral(referral).person_id
    return [entry.access.view for entry in premises.house.access_log.of_person(person)]


def test_a_caseload_is_read_page_by_page(premises: Premises, program: Program) -> None:
    """Each referral once, in the order of the page; the looks are recorded."""
    known = {str(premises.take_in(name=f"Gül {number}").stream("referral.")) for number in range(5)}
    premises.take_in(by=BEN, name="Bens Fall")
    api, found, after = program("anna", Scope.CASELOAD), [], ""
    for _page in range(3):
        page = api.get(f"/caseload?limit=2{after}").json
        found += [row["id"] for row in page["referrals"]]
        after = f"&after={page['after']}"
    assert page["after"] is None
    assert (len(found), set(found)) == (5, known)
    assert "Gül" not in api.get("/caseload").text
    assert looks(premises, UUID(found[0])) == ["api.caseload"] * 2


def test_the_filters_are_those_of_the_page(premises: Premises, program: Program, referral: UUID) -> None:
    premises.take_in(need=NeedKind.DEBT, forwarded=False, institution_id=None, name="Ayşe")
    api = program("anna")
    found = api.get("/caseload?need=language&phase=forwarded&show=calls").json
    assert found["referrals"] == []
    named = api.get(f"/caseload?need=language&institution={VHS}").json["referrals"]
    assert [(row["id"], row["person_name"]) for row in named] == [(str(referral), "Gül Needle")]


@pytest.mark.parametrize("query", ["need=nix", "limit=0", "limit=201", "after=nix", "foo=1", "whose=everybody"])
def test_a_filter_nobody_knows_is_a_problem(program: Program, query: str) -> None:
    """A page passes it over and says so; a program would read too much."""
    answer = program("anna").get(f"/caseload?{query}")
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    name = query.partition("=")[0]
    assert [each["field"] for each in answer.json["errors"]] == ["" if name == "foo" else name]


def test_whoever_stands_in_reads_the_covered_ones(premises: Premises, program: Program, referral: UUID) -> None:
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(1)
    )
    ben = program("ben")
    assert ben.get("/caseload").json["referrals"] == []
    assert [row["id"] for row in ben.get("/caseload?whose=covered").json["referrals"]] == [str(referral)]
    assert ben.get(f"/referrals/{referral}").status_code == 200
    premises.later(days=2)
    assert ben.get(f"/referrals/{referral}").status_code == 403


def test_one_referral_with_what_can_be_done(premises: Premises, program: Program, referral: UUID) -> None:
    """Without the scope `names` there is no name and no text, wherever one looks."""
    premises.casework.appointments.agree(
        premises.sent(), referral, starts_at=moment(0, 8), place="Raum 3", language="tr", company=Company.ALONE
    )
    plain, named = program("anna", *NAMELESS), program("anna")
    answer = plain.get(f"/referrals/{referral}")
    assert (answer.headers["ETag"], answer.json["version"]) == ('"3"', 3)
    assert f"/api/v1/referrals/{referral}/acceptance" in answer.json["steps"]
    (appointment,) = answer.json["appointments"]
    assert f"/api/v1/referrals/{referral}/appointments/{appointment['id']}/kept" in answer.json["steps"]
    every = answer.text + plain.get(f"/referrals/{referral}/steps").text
    for secret in ("Needle", "Raum 3", "Deutsch lernen", "Anna"):
        assert secret not in every
    told = named.get(f"/referrals/{referral}").json
    assert (told["person_name"], told["appointments"][0]["place"]) == ("Gül Needle", "Raum 3")
    assert looks(premises, referral) == ["api.referral", "api.steps", "api.referral"]


def test_the_steps_are_told_as_data(premises: Premises, program: Program, referral: UUID) -> None:
    premises.casework.referrals.take_note(premises.sent(BEN), referral, text="Nur für Ben", confided=True)
    api = program("anna")
    first = api.get(f"/referrals/{referral}/steps?limit=2").json
    rest = api.get(f"/referrals/{referral}/steps?after={first['after']}").json
    steps: list[dict[str, Any]] = first["steps"] + rest["steps"]
    assert (len(first["steps"]), rest["after"]) == (2, None)
    forwarded = next(step for step in steps if step["type"] == "referral.forwarded")
    assert forwarded["values"]["shared"] == ["contact"]
    assert forwarded["sentence"].startswith("Anna Yıldız hat")
    assert forwarded["texts"][0]["text"] == "Gül A., 02151 000000"
    assert steps[-1]["texts"] == [{"label": steps[-1]["texts"][0]["label"], "text": "", "kept_by": "Ben Okafor"}]


@pytest.mark.parametrize("login", ["ben", "cem"])
def test_a_file_of_others_stays_closed(premises: Premises, program: Program, referral: UUID, login: str) -> None:
    """Reading, recording, and asking for what is not there."""
    api, head = program(login), premises.house.log.head()
    for answer in (
        api.get(f"/referrals/{referral}"),
        api.get(f"/referrals/{referral}/steps"),
        api.record(f"/referrals/{referral}/acceptance", ACCEPTED),
    ):
        assert (answer.status_code, problem(answer)) == (403, "not_yours")
    assert api.get(f"/referrals/{uuid4()}").status_code == 404
    assert (premises.house.log.head(), looks(premises, referral)) == (head, [])


def test_a_step_is_recorded_once(premises: Premises, program: Program, referral: UUID) -> None:
    """The same command as the page's, through the channel api, in the owner's name."""
    api = program("anna", *NAMELESS)
    first = api.record(f"/referrals/{referral}/acceptance", {**ACCEPTED, "note": "Ja, gern."})
    assert (first.status_code, first.json["version"], first.json["again"]) == (201, 3, False)
    again = api.record(f"/referrals/{referral}/acceptance", {**ACCEPTED, "note": "Ja, gern."})
    assert (again.status_code, again.json["again"]) == (201, True)
    assert again.json["recorded"] == first.json["recorded"]
    event = premises.house.log.events_of(referral)[-1]
    assert (event.TOPIC, event.originator_version) == ("referral.accepted", 3)
    assert (event.occasion.actor, event.occasion.channel) == (ANNA, Channel.API)
    assert event.occasion.occurred_on == date(2026, 11, 2)


def test_the_key_of_one_owner_and_referral_is_no_key_of_another(premises: Premises, program: Program) -> None:
    ours = [premises.take_in(name=f"G {number}").stream("referral.") for number in range(2)]
    api = program("anna")
    for each in ours:
        assert api.record(f"/referrals/{each}/acceptance", ACCEPTED, key="1").json["again"] is False


def test_somebody_was_faster(premises: Premises, program: Program, referral: UUID) -> None:
    """412 with what changed; with the version told there it goes through."""
    premises.casework.referrals.take_note(premises.sent(), referral, text="Gül Needle rief an.")
    api = program("anna", *NAMELESS)
    late = api.record(f"/referrals/{referral}/acceptance", ACCEPTED)
    assert (late.status_code, problem(late), late.headers["ETag"]) == (412, "changed", '"3"')
    assert [step["type"] for step in late.json["changes"]] == ["referral.note_taken"]
    assert "Needle" not in late.text
    assert api.record(f"/referrals/{referral}/acceptance", ACCEPTED, version=late.json["version"]).status_code == 201


def test_an_appointment_has_an_outcome(premises: Premises, program: Program, referral: UUID) -> None:
    api = program("anna")
    made = api.record(
        f"/referrals/{referral}/appointment",
        {
            "kind": "agreed",
            "on": "2026-11-02",
            "at": "08:30",
            "minutes": 45,
            "language": "tr",
            "company": "alone",
            "day": "2026-11-02",
        },
    )
    assert made.status_code == 201, made.text
    (appointment,) = api.get(f"/referrals/{referral}").json["appointments"]
    assert appointment["minutes"] == 45
    kept = f"/referrals/{referral}/appointments/{appointment['id']}/kept"
    assert api.record(kept, {"day": "2026-11-02"}, version=made.json["version"]).status_code == 201
    refused = api.record(kept, {"day": "2026-11-02"}, key="more", version=made.json["version"] + 1)
    assert (refused.status_code, problem(refused)) == (409, "refused")
    assert refused.json["code"].startswith("CannotRecordAppointment.")
    unknown = api.record(f"/referrals/{referral}/appointments/{uuid4()}/kept", {"day": "2026-11-02"})
    assert unknown.status_code == 409


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ({}, "source", "not_chosen"),
        ({"source": "phone", "day": "2999-01-01"}, "day", "impossible_day"),
        ({"source": "pigeon", "day": "2026-11-02"}, "source", "not_offered"),
        ({**ACCEPTED, "note": "x" * 2001}, "note", "too_long"),
        ({**ACCEPTED, "Gül Needle": 1}, "", "unknown"),
        ({**ACCEPTED, "expected_version": 2}, "expected_version", "unknown"),
        ({**ACCEPTED, "command_id": "x"}, "command_id", "unknown"),
        ([], "", "not_text"),
        ("Gül Needle", "", "not_text"),
    ],
)
def test_what_does_not_fit_is_named_and_not_repeated(
    premises: Premises, program: Program, referral: UUID, content: Any, field: str, code: str
) -> None:
    head = premises.house.log.head()
    answer = program("anna").record(f"/referrals/{referral}/acceptance", content)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert (field, code) in {(each["field"], each["code"]) for each in answer.json["errors"]}
    for typed in ("Needle", "2999", "pigeon", "xxx"):
        assert typed not in answer.text
    assert premises.house.log.head() == head


def test_a_step_without_its_headers_is_not_taken(premises: Premises, program: Program, referral: UUID) -> None:
    api, address = program("anna"), f"/referrals/{referral}/acceptance"
    assert problem(api.record(address, ACCEPTED, version=None)) == "no_version"
    assert problem(api.record(address, ACCEPTED, key="")) == "no_key"
    assert problem(api.record(address, ACCEPTED, version="nix")) == "changed"
    assert problem(api.record(address, ACCEPTED, version='2", "3')) == "bad_version"
    bearer = {"Authorization": f"Bearer {api.token.secret}", "Idempotency-Key": "1", "If-Match": '"2"'}
    for data, kind, expected in (("{", "application/json", "malformed"), ("a=1", "text/plain", "media_type")):
        answer = api.http.post(f"/api/v1{address}", data=data, content_type=kind, headers=bearer)
        assert problem(answer) == expected
    assert premises.referral(referral).version == 2


def test_what_leaves_us_is_not_forwarded_by_a_program(program: Program, premises: Premises) -> None:
    """A person looks at the words first (docs/decisions.md)."""
    waiting = premises.take_in(forwarded=False).stream("referral.")
    api = program("anna")
    assert not [address for address in api.get(f"/referrals/{waiting}").json["steps"] if "forwarding" in address]
    assert api.record(f"/referrals/{waiting}/forwarding", {}).status_code == 404


def test_the_directory_is_read_page_by_page(program: Program) -> None:
    api = program("emil")
    first = api.get("/institutions?limit=1").json
    second = api.get(f"/institutions?limit=1&after={first['after']}").json
    assert [page["institutions"][0]["name"] for page in (first, second)] == ["Jobcenter", "Volkshochschule"]
    assert second["after"] is None
    found = api.get("/institutions?need=language&language=tr&text=volks").json["institutions"]
    assert [offer["id"] for offer in found[0]["offers"]] == [str(COURSE)]
    assert api.get(f"/institutions/{VHS}").json == found[0]
    assert api.get(f"/institutions/{uuid4()}").status_code == 404
    assert problem(api.get("/institutions?after=nix")) == "invalid"


def test_figures_leave_rounded_and_as_of_yesterday(premises: Premises, program: Program) -> None:
    """Three referrals are „about five“ or none, and what happened today does not count yet."""
    for number in range(3):
        premises.take_in(name=f"G {number}")
    api = program("emil")
    premises.later(days=1)
    premises.take_in(name="heute")
    told = api.get("/figures?period=2026-11").json
    assert (told["period"], told["day"]) == ("2026-11", "2026-11-02")
    assert told["position"] < premises.house.log.head()
    values = {cell["value"] for panel in told["panels"] for line in panel["lines"] for cell in line["cells"]}
    counts = {panel["total"]["value"] for panel in told["panels"] if panel["total"] and panel["unit"] == "referrals"}
    assert counts <= {0, 5, None}
    assert 5 in counts
    assert len(values) > 1
    assert problem(api.get("/figures?period=2026-W45")) == "invalid"


def test_the_language_of_a_problem_is_the_readers(program: Program) -> None:
    api: Api = program("anna")
    for spoken, title in (("de", "Die Methode"), ("en", "There is no such method here")):
        answer: Any = api.http.delete("/api/v1/caseload", headers={"Accept-Language": spoken})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.headers["Content-Language"] == spoken
        assert (answer.json["title"] == title) == (spoken == "en")
    assert problem(api.get("/nothing/here")) == "not_found"
