"""URL map × roles × objects: every route, for every member of the cast, on Anna's file."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.casework import Intake, NewForwarding
from referrals.erasure import id_of
from referrals.erasure_events import ErasureGround
from referrals.link import NewLink
from referrals.need import NeedKind
from referrals.participation import Answers
from referrals.participation_events import Sex
from referrals.referral.codes import Company, Way
from tests.casework.gathering_cases import CAFE
from tests.cast import ANNA, BEN, CEM, VHS, day, moment
from tests.cast import DORA as DORA_ID
from tests.cast import EMIL as EMIL_ID
from tests.client import PageClient
from tests.real_house import COURSE, STAFF, Premises

EVERYBODY = frozenset(STAFF)
CASE_MANAGERS = frozenset({"anna", "ben", "cem"})
WITH_COORDINATION = CASE_MANAGERS | {"emil"}
ANNA_ALONE = frozenset({"anna"})
DORA, EMIL, FRIDA = frozenset({"dora"}), frozenset({"emil"}), frozenset({"frida"})

WHO: dict[str, frozenset[str]] = {
    "about.": EVERYBODY,
    "roles.": EMIL | FRIDA,
    "session.": EVERYBODY,
    "administration.": FRIDA,
    "announcements.": CASE_MANAGERS,
    "audit.": DORA,
    "audit.processing": DORA | FRIDA,
    "audit.integrity": DORA | FRIDA,
    "break_glass.": WITH_COORDINATION,
    "caseload.": CASE_MANAGERS,
    "caseload.steps.": ANNA_ALONE,
    "erasures.": EMIL,
    "exports.": CASE_MANAGERS,
    "exports.audit": DORA,
    "exports.calendar_feed": EVERYBODY,
    "exports.figures": EMIL,
    **dict.fromkeys(("exports.gatherings", "exports.incomplete"), WITH_COORDINATION),
    **dict.fromkeys(("exports.institutions", "exports.notices", "exports.team_voidings"), WITH_COORDINATION),
    **dict.fromkeys(("exports.gatherings_begun", "exports.gatherings_counted"), EMIL),
    "exports.person": ANNA_ALONE,
    "exports.referral": ANNA_ALONE,
    "exports.staff": FRIDA,
    "exports.team": EMIL,
    "exports.tokens": EVERYBODY,
    "figures.": EMIL,
    "gatherings.": WITH_COORDINATION,
    **dict.fromkeys(("gatherings.begun", "gatherings.counted", "gatherings.figures"), EMIL),
    "erasures.certificate": ANNA_ALONE | EMIL | DORA,
    "granting.": EMIL,
    "granting.grant": DORA | EMIL,
    "granting.refuse": DORA | EMIL,
    "closed_group.": frozenset({"anna", "emil"}),
    "closed_group.listed": EMIL,
    "institutions.": WITH_COORDINATION,
    "link.": EVERYBODY,
    "institutions.delist": EMIL,
    "opened.": frozenset({"cem", "dora"}),
    "opening.": CASE_MANAGERS,
    "operations.": EVERYBODY,
    "participations.": EMIL,
    "participations.incomplete": WITH_COORDINATION,
    "person.": ANNA_ALONE,
    "referral.": ANNA_ALONE,
    "team.": WITH_COORDINATION,
    "team.retention.": EMIL,
    "team.substitution.": frozenset({"anna", "emil"}),
    "team.voiding.": frozenset({"ben", "emil", "anna"}),
}
"""Who may use a route that concerns Anna and a file she carries; the longest beginning counts.

The pages of a link turn nobody away and let nobody in by role: without its code they lead back to its door
(`test_nobody_sees_a_page_that_is_not_theirs.py`).
"""

FREE = frozenset({"session.sign_out", "session.display"})
"""Nothing to see: leaving, and choosing an appearance."""


class File:
    """Anna's file of Gül: forwarded, with an appointment, a release and an announced need beside it."""

    def __init__(self, premises: Premises) -> None:
        taken = premises.take_in(name="Gül Needle")
        self.referral, self.person = taken.stream("referral."), taken.stream("person.")
        self.release = taken.stream("release.")
        premises.casework.appointments.agree(
            premises.sent(), self.referral, starts_at=moment(0, 8), place=None, language="tr", company=Company.ALONE
        )
        self.appointment = premises.referral(self.referral).appointments[0].id
        emergency = premises.casework.break_glass.open(
            premises.sent(CEM), self.person, reason=Emergency.PERSON_WAITS, text="Sie steht in der Kita."
        )
        self.emergency = emergency.stream("break_glass.")
        asked = premises.casework.audit_files.request(
            premises.sent(DORA_ID), self.person, reason=AuditReason.COMPLAINT, text="Beschwerde vom Montag."
        )
        self.asked = asked.stream("audit_file.")
        premises.casework.audit_files.grant(premises.sent(EMIL_ID), self.asked)
        erasures = premises.casework.erasures
        erasures.request(premises.sent(), self.person, ground=ErasureGround.OBJECTION, open_referrals=0)
        self.erasure = id_of(self.person, 1)
        by_link = NewForwarding(way=Way.LINK, release_id=self.release, link=NewLink(), message="Gül Needle")
        more = Intake(person=self.person, need=NeedKind.DEBT, case_manager=ANNA, institution_id=VHS, forwarding=by_link)
        self.link = premises.casework.intake.take_in(premises.sent(), more).stream("link.")
        announced = premises.casework.announcements.announce(premises.sent(), kind=NeedKind.DEBT)
        self.announcement = announced.stream("announcement.")
        self.gathering = premises.casework.gatherings.hold(premises.sent(), CAFE).stream("gathering.")
        premises.casework.participations.enter(premises.sent(), self.person, Answers(sex=Sex.FEMALE))

    def values(self, rule: Rule) -> dict[str, object]:
        """Anna's ids for the parts of an address."""
        known: dict[str, object] = {
            "referral_id": self.referral,
            "person_id": self.person,
            "release_id": self.release,
            "appointment_id": self.appointment,
            "announcement_id": self.announcement,
            "link_id": self.link,
            "break_glass_id": self.emergency,
            "day": "2026-11-02",
            "audit_file_id": self.asked,
            "erasure_id": self.erasure,
            "institution_id": VHS,
            "offer_id": COURSE,
            "staff_id": ANNA,
            "substitution_id": UUID(int=3),
            "session_id": "unknown",
            "token_id": UUID(int=5),
            "step": 2,
            "token": "unknown",
            "position": 12,
            "what": "name",
            "right": "hold",
            "stage": "answers",
            "gathering_id": self.gathering,
            "code": "funnel",
            "report_id": UUID(int=7),
            "command_id": UUID(int=9),
        }
        return {name: known[name] for name in rule.arguments}


@pytest.fixture
def file(premises: Premises) -> File:
    """Gül's file."""
    return File(premises)


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint not in FREE and not rule.endpoint.startswith("api."):  # by token: tests/api
                yield rule, method


def named(endpoint: str) -> frozenset[str]:
    """Who is named for a route."""
    beginnings = [beginning for beginning in WHO if endpoint.startswith(beginning)]
    assert beginnings, f"{endpoint} stands in no line of the table: say who may see it"
    return WHO[max(beginnings, key=len)]


def ask(browser: PageClient, app: Flask, file: File, rule: Rule, method: str) -> int:
    """The status of asking for a route with Anna's ids."""
    with app.test_request_context():
        address = app.url_map.bind("localhost").build(rule.endpoint, file.values(rule), method=method)
    answer = browser.get(address, follow=False) if method == "GET" else browser.post(address, {}, follow=False)
    return answer.status


@pytest.mark.parametrize("login", sorted(STAFF))
def test_nobody_gets_at_a_route_that_is_not_theirs(premises: Premises, file: File, login: str) -> None:
    """Others are turned away, before anything is recorded, and their attempt opens nothing."""
    browser = premises.browser(login)
    head = premises.house.log.head()
    for rule, method in routes(premises.app):
        if login in named(rule.endpoint):
            continue
        assert ask(browser, premises.app, file, rule, method) == 403, f"{login} {method} {rule.rule}"
    assert premises.house.log.head() == head
    looked = premises.house.access_log.of_person(file.person)
    assert {entry.access.staff_id for entry in looked} <= {ANNA}


@pytest.mark.parametrize("login", sorted(STAFF))
def test_whoever_is_named_gets_there(premises: Premises, file: File, login: str) -> None:
    """Neither a sign-in page nor a refusal of the role; an incomplete form is another matter."""
    browser = premises.browser(login)
    for rule, method in routes(premises.app):
        if login not in named(rule.endpoint):
            continue
        if rule.endpoint.startswith("session."):
            browser = premises.browser(login)
        status = ask(browser, premises.app, file, rule, method)
        assert status not in (401, 403, 500), f"{login} {method} {rule.rule}: {status}"


def test_without_a_session_there_is_a_sign_in_page_and_nothing_else(premises: Premises, file: File) -> None:
    """GET goes to the sign-in page, POST shows it with what was typed."""
    nobody = premises.browser()
    for rule, method in routes(premises.app):
        if named(rule.endpoint) is EVERYBODY and not rule.endpoint.startswith("session.acc"):
            continue
        status = ask(nobody, premises.app, file, rule, method)
        assert status == (303 if method == "GET" else 401), f"{method} {rule.rule}"


def test_a_substitution_opens_the_file_and_closes_it_again_by_itself(premises: Premises, file: File) -> None:
    """In the same request, for the period, for the substitute alone."""
    ben, cem = premises.browser("ben"), premises.browser("cem")
    address = f"/referrals/{file.referral}"
    assert ben.get(address).status == 403
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(1)
    )
    assert ben.get(address).status == 200
    assert ben.get(f"/persons/{file.person}").status == 200
    assert cem.get(address).status == 403
    premises.moment += timedelta(days=2)
    assert premises.browser("ben").get(address).status == 403


def test_a_handover_takes_the_file_away_in_the_same_request(premises: Premises, file: File) -> None:
    """Anna has the page open; the next click is refused, and Ben's is not."""
    anna, ben = premises.browser("anna"), premises.browser("ben")
    address = f"/referrals/{file.referral}"
    assert anna.get(address).status == 200
    premises.casework.referrals.hand_over(premises.sent(), [file.referral], receiver=BEN, reason="leaving")  # type: ignore[arg-type]
    assert anna.get(address).status == 403
    assert ben.get(address).status == 200


@pytest.mark.parametrize("login", ["ben", "cem"])
def test_a_closed_file_shows_on_no_page_of_others(premises: Premises, file: File, login: str) -> None:
    """Ben stands in for Anna, Cem had it open in an emergency: closed to Anna, it is closed."""
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(1)
    )
    premises.casework.closed_groups.close(premises.sent(), file.person, staff=(ANNA,), carriers=(ANNA,))
    browser = premises.browser(login)
    for rule, method in routes(premises.app):
        if method != "GET" or rule.endpoint.startswith(("session.", "about.", "roles.", "administration.", "audit.")):
            continue
        with premises.app.test_request_context():
            address = premises.app.url_map.bind("localhost").build(rule.endpoint, file.values(rule))
        page = browser.get(address)
        assert "Needle" not in page.response.get_data(as_text=True), f"{login} {rule.rule}"
        if rule.endpoint.startswith(("person.", "referral.", "opened.")) and rule.arguments:
            assert page.status in (403, 404), f"{login} {rule.rule}: {page.status}"


def test_a_file_of_nobody_is_not_found(premises: Premises) -> None:
    """An id that does not exist says no more than one that is not yours would to a stranger."""
    anna = premises.browser("anna")
    assert anna.get(f"/referrals/{UUID(int=7)}").status == 404
    assert anna.get(f"/persons/{UUID(int=7)}").status == 404


def test_every_page_with_a_name_is_recorded(premises: Premises, file: File) -> None:
    """Whatever page of Anna's shows Gül, the access log knows it."""
    anna = premises.browser("anna")
    shown = 0
    for rule, method in routes(premises.app):
        if method != "GET" or "anna" not in named(rule.endpoint):
            continue
        before = len(premises.house.access_log.of_person(file.person))
        with premises.app.test_request_context():
            address = premises.app.url_map.bind("localhost").build(rule.endpoint, file.values(rule))
        page = anna.get(address)
        if page.status == 200 and page.is_html and "Needle" in page.text:
            shown += 1
            assert len(premises.house.access_log.of_person(file.person)) > before, rule.rule
    assert shown > 10


def test_a_page_that_cannot_record_the_look_is_not_shown(premises: Premises, file: File) -> None:
    """The access store is gone: no name on any page."""
    anna = premises.browser("anna")
    premises.house.stores["access"].dispose()
    assert premises.house.stores["access"].path is not None
    premises.house.stores["access"].path.rename(premises.house.settings.data / "away")
    for address in (f"/referrals/{file.referral}", f"/persons/{file.person}", "/caseload"):
        page = anna.get(address)
        assert page.status == 503, address
        assert "Needle" not in page.response.get_data(as_text=True)
