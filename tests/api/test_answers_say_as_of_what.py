"""Every answer says up to which event it tells and whether something waits; figures of a long log come later."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from projections import caseload, day_ends
from referrals.referral.codes import Company
from tests.api.conftest import Program
from tests.broken import broken
from tests.cast import moment
from tests.real_house import Premises
from web.api.document import EXTENSION
from web.scopes import Scope


def as_of(answer: Any) -> tuple[int, int, str]:
    """The event, how many are behind it, and whether the answer is complete."""
    assert answer.status_code < 300, answer.text
    told = answer.headers
    return int(told["Lotse-Event"]), int(told["Lotse-Behind"]), told["Lotse-Complete"]


def test_an_answer_says_up_to_which_event_it_tells(premises: Premises, program: Program, referral: UUID) -> None:
    """Read or recorded; a problem tells of nothing."""
    anna, head = program("anna"), premises.house.log.head
    for path in ("/caseload", f"/referrals/{referral}", f"/referrals/{referral}/steps", "/institutions"):
        assert as_of(anna.get(path)) == (head(), 0, "true"), path
    recorded = anna.record(f"/referrals/{referral}/note", {"text": "Ruft zurück.", "day": "2026-11-02"})
    assert as_of(recorded) == (recorded.json["recorded"][0]["position"], 0, "true")
    assert as_of(program("emil").get("/events")) == (head(), 0, "true")
    assert "Lotse-Event" not in anna.get("/caseload?show=nothing").headers


def test_what_waits_is_said_to_whom_it_concerns(
    premises: Premises, program: Program, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the pages: the file, its carrier's list and the feed of coordination, and not Ben's list."""
    premises.house.catch_up()
    with broken(monkeypatch, caseload.PROJECTION):
        premises.casework.appointments.agree(
            premises.sent(), referral, starts_at=moment(3, 8), place=None, language="tr", company=Company.ALONE
        )
        premises.house.catch_up()
    anna, ben, emil = (program(login) for login in ("anna", "ben", "emil"))
    for api, path in ((anna, f"/referrals/{referral}"), (anna, "/caseload"), (emil, "/events")):
        assert as_of(api.get(path))[2] == "false", path
    assert as_of(ben.get("/caseload"))[2] == "true"


def test_figures_of_a_long_log_are_counted_behind_the_answer(
    premises: Premises, program: Program, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """202 says when to ask again; then they are there, as of the end of yesterday."""
    premises.later(days=1)
    monkeypatch.setattr(day_ends, "SHORT", 0)
    jobs: list[Callable[[], None]] = []
    premises.house.behind_the_answer = jobs.append
    emil = program("emil", Scope.FIGURES)
    answer = emil.get("/figures?period=2026-11")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json["day"]) == (202, "5", "2026-11-02")
    assert (emil.get("/figures?period=2026-11").status_code, len(jobs)) == (202, 2)
    for job in jobs:
        job()
    told = emil.get("/figures?period=2026-11")
    assert (told.status_code, told.json["position"]) == (200, answer.json["position"])
    assert as_of(told) == (answer.json["position"], 0, "true")


def test_the_document_tells_of_it(premises: Premises) -> None:
    """With every answer that is no problem, but the document itself."""
    paths = premises.app.extensions[EXTENSION]["paths"]
    answers = [
        (path, status, answer)
        for path, methods in paths.items()
        for method in ("get", "post")
        for status, answer in methods.get(method, {}).get("responses", {}).items()
        if status.startswith("2") and not path.endswith("openapi.json")
    ]
    assert {path for path, status, _answer in answers if status == "202"} == {"/api/v1/figures"}
    for path, status, answer in answers:
        assert {"Lotse-Event", "Lotse-Behind", "Lotse-Complete"} <= set(answer["headers"]), (path, status)
