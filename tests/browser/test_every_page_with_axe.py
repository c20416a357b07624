"""Every page there is, walked link by link: accessible in light and dark, in German and English, and fit for 320 px."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from referrals.casework import Sent
from referrals.referral.codes import Company, Phase
from referrals.referral.state import Referral, fold
from referrals.staff import Role
from tests.browser.at_work import AtWork
from tests.browser.live import Lotse, running
from tests.browser.outside import accept, ask, let_in
from tests.browser.seldom import Starts, seldom
from tests.browser.walk import NOT_WALKED, WIDE, Notes, Walk
from tests.real_house import settings_in
from web.app import create_app
from web.demo.people import ANNA, CEM
from web.house import RealHouse

WHO_WALKS = {
    "anna": ("/caseload", "/caseload/search", "/caseload/changes", "/administration", "/nothing-here"),
    "ben": (),
    "dora": (),
    "emil": ("/team", "/caseload"),
    "frida": ("/administration", "/team"),
}
"""Where they begin; the pages of others are refused, and the refusal is a page too."""
type_of_context = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def lotse(told_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """A Lotse with demo data that this module may add to."""
    data = tmp_path_factory.mktemp("walked") / "var"
    shutil.copytree(told_sqlite, data)
    with running(data) as lotse:
        yield lotse


@pytest.fixture(scope="module")
def house(lotse: Lotse) -> Iterator[RealHouse]:
    """The house of the running Lotse, to know its ids."""
    house = RealHouse(settings_in(lotse.data))
    yield house
    house.close()


@pytest.fixture(scope="module")
def app(house: RealHouse) -> Flask:
    """The URL map."""
    return create_app(house)


@pytest.fixture(scope="module")
def referrals(house: RealHouse) -> list[Referral]:
    """Every referral of the demo, folded; Anna has also proposed an appointment, as nobody does in the demo."""
    told = {recorded.originator_id for recorded in house.log.read(0, 100_000) if recorded.topic == "referral.opened"}
    helped = next(
        each for each in map(house_referral(house), told) if is_annas(each) and each.phase is Phase.IN_SERVICE
    )
    house.casework.appointments.propose(
        Sent(command_id=uuid4(), actor=ANNA.id, role=Role.CASE_MANAGER),
        helped.id,
        starts_at=house.now() + timedelta(days=3),
        place=None,
        language="de",
        company=Company.ALONE,
    )
    return sorted(map(house_referral(house), told), key=lambda each: str(each.id))


@pytest.fixture(scope="module")
def rare(house: RealHouse, referrals: list[Referral]) -> Starts:
    """Where else they begin: what seldom happens has happened."""
    return seldom(house, referrals)


def house_referral(house: RealHouse) -> Callable[[UUID], Referral]:
    """Reads a referral from the log."""

    def read(referral_id: UUID) -> Referral:
        found = fold(house.log.events_of(referral_id))  # type: ignore[arg-type]
        assert found is not None
        return found

    return read


def is_annas(referral: Referral) -> bool:
    """Whether she carries it."""
    return referral.case_manager == ANNA.id


def of_each_kind(referrals: list[Referral]) -> list[str]:
    """One of Anna's referrals for every phase and every special circumstance."""
    found: dict[object, Referral] = {}
    for referral in referrals:
        if is_annas(referral):
            found.setdefault(referral.phase, referral)
            for each in referral.open_appointments:
                found.setdefault(each.state, referral)
            if referral.stopped is not None:
                found.setdefault("stopped", referral)
            if referral.void_requested_by is not None:
                found.setdefault("void requested", referral)
    return [f"/referrals/{referral.id}" for referral in {each.id: each for each in found.values()}.values()]


def window(new_context: type_of_context, lotse: Lotse, language: str) -> AtWork:
    """A window in one of the two languages."""
    page = new_context(color_scheme="light", viewport=WIDE).new_page()
    page.goto(f"{lotse.url}/sign-in")
    page.get_by_role("button", name=language).click()
    return AtWork(page, lotse.url)


def is_german(language: str) -> bool:
    """The language in which axe looks too; in the other one the ruler does."""
    return language == "Deutsch"


LANGUAGES = pytest.mark.parametrize("language", ["Deutsch", "English"])


@LANGUAGES
def test_every_page_is_accessible_and_fits_a_phone(
    lotse: Lotse,
    house: RealHouse,
    app: Flask,
    referrals: list[Referral],
    rare: Starts,
    new_context: type_of_context,
    language: str,
) -> None:
    """In German everybody walks, and every GET route is visited or stands in NOT_WALKED with its reason.

    In English Anna walks, who has a phone in her hand, with the ruler alone. Readers outside walk in both.
    """
    notes = Notes()
    for login in WHO_WALKS if is_german(language) else ("anna",):
        walk = Walk(window(new_context, lotse, language), app, is_german(language), notes)
        walk.everywhere("/sign-in", "/accessibility")
        walk.at.sign_in(login)
        walk.everywhere(*WHO_WALKS[login], *rare[login], *(of_each_kind(referrals) if login == "anna" else ()))
    outside = Walk(window(new_context, lotse, language), app, is_german(language), notes)
    asked, answered = ask(house), ask(house)
    accept(house, answered)
    of_both = [let_in(house, each, outside.at.page.context, lotse.url) for each in (asked, answered)]
    outside.everywhere(*of_both, f"/link/{uuid4()}")
    assert not notes.faults, "\n".join(notes.faults)
    if not is_german(language):
        return
    pages = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]
    can_be_visited = {rule.endpoint for rule in pages if "GET" in (rule.methods or ())}
    assert sorted(can_be_visited - set(notes.seen) - set(NOT_WALKED)) == []


SEARCH = "button[name=do][value=search]:not([aria-hidden])"
FORWARD = "button[name=do][value=forward]"


class Scene(NamedTuple):
    """An answer to a form: where it is asked, what is typed by the names of the fields, and which button is pressed."""

    path: str
    typed: Mapping[str, str] = MappingProxyType({})
    button: str = "main form.fields button[type=submit]"
    status: int = 422


def scenes(referrals: list[Referral]) -> list[Scene]:
    """Every page that only a POST shows: problems, checks, refusals, conflicts, results."""
    mine = {referral.phase.value: f"/referrals/{referral.id}" for referral in referrals if is_annas(referral)}
    person = next(f"/persons/{referral.person_id}" for referral in referrals if is_annas(referral))
    of_cem = next(f"/referrals/{referral.id}" for referral in referrals if referral.case_manager == CEM.id)
    newcomer = {
        "name": "Zoë Quast",
        "language": "de",
        "quarter": "stephanplatz",
        "need": "housing",
        "covers": "contact",
    }
    ending = {"outcome": "NEED_MET", "decided_by": "person"}
    return [
        Scene("/referrals/new", {}, FORWARD),
        Scene("/referrals/new", {"name": "Gül A."}, SEARCH, 200),
        Scene("/referrals/new", {**newcomer, "institution": "#1"}, FORWARD, 200),
        Scene("/caseload", {"term": "Gül"}, "form.find button", 200),
        Scene("/caseload/search", {"term": ""}, "form.find button"),
        Scene(f"{mine['forwarded']}/acceptance"),
        Scene(f"{mine['forwarded']}/note", {"expected_version": "1", "text": "Überholt."}, status=409),
        Scene(f"{mine['forwarded']}/appointment", {"on": "31.2.2027", "at": "25 Uhr"}),
        Scene(f"{mine['in_service']}/closing", ending, status=200),
        Scene(f"{mine['in_service']}/note", {"text": "Banner."}, status=200),
        Scene(f"{mine['opened']}/forwarding"),
        Scene(f"{mine['closed']}/forwarding", button="", status=409),
        Scene(of_cem, button="", status=403),
        Scene(f"{person}/household", {"name": "Gül"}, SEARCH, 200),
        Scene(f"{person}/releases"),
        Scene("/team/handover"),
        Scene("/account/password", {"old_password": "falsch", "new_password": "kurz", "again_password": "länger"}),
    ]


def test_every_answer_to_a_form_is_accessible_and_fits_a_phone(
    lotse: Lotse, app: Flask, referrals: list[Referral], new_context: type_of_context
) -> None:
    """Each scene is played once, and answered as it should be."""
    walk = Walk(window(new_context, lotse, "Deutsch"), app)
    walk.at.sign_in("anna")
    page = walk.at.page
    statuses: list[int] = []
    page.on(
        "response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None
    )
    for scene in scenes(referrals):
        walk.at.go(scene.path)
        for name, value in scene.typed.items():
            answer_field(page, name, value)
        if scene.button:
            page.locator(scene.button).first.click()
        page.wait_for_load_state()
        assert statuses[-1] == scene.status, (scene, page.locator("main").inner_text())
        walk.look(f"{scene.path} {scene.typed}")
    assert not walk.notes.faults, "\n".join(walk.notes.faults)


def answer_field(page: Page, name: str, value: str) -> None:
    """Fill in whatever kind of field has this name; `#1` is the first real entry of a list."""
    of_that_name = page.locator(f'main [name="{name}"]')
    kind = of_that_name.first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        page.locator(f'main [name="{name}"][value="{value}"]').check()
    elif kind == "hidden":
        of_that_name.first.evaluate("(field, value) => field.value = value", value)
    elif kind == "select-one":
        of_that_name.select_option(**({"index": 1} if value == "#1" else {"value": value}))
    else:
        of_that_name.first.fill(value)


def test_the_way_back_into_an_ended_session_is_accessible_and_fits_a_phone(
    lotse: Lotse, app: Flask, referrals: list[Referral], new_context: type_of_context
) -> None:
    """Sign-in with a form that waits, refused once, and the page that goes on."""
    walk = Walk(window(new_context, lotse, "Deutsch"), app)
    walk.at.sign_in("anna")
    page = walk.at.page
    referral = next(each for each in referrals if is_annas(each) and each.phase is Phase.IN_SERVICE)
    walk.at.go(f"/referrals/{referral.id}/note")
    answer_field(page, "text", "Wartet.")
    page.context.clear_cookies(name="lotse")
    page.locator("main form.fields button").first.click()
    walk.look("sign-in with a form that waits")
    answer_field(page, "login", "anna")
    answer_field(page, "password", "falsch")
    page.locator("main button").first.click()
    walk.look("sign-in refused")
    walk.at.fill_in_sign_in("anna")
    expect(page.get_by_text("Wartet.")).to_be_visible()
    walk.look("going on")
    assert not walk.notes.faults, "\n".join(walk.notes.faults)
