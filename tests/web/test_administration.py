"""Administration: accounts, roles, teams; effective in the same request, and never anything of a file."""

from typing import Any

import pytest

from tests.cast import ANNA, BEN, CEM, FRIDA
from tests.real_house import PASSWORD, Premises


def test_somebody_is_added_and_signs_in_with_the_start_password(premises: Premises) -> None:
    """It must be changed at once."""
    frida = premises.browser("frida")
    page = frida.get("/administration/staff/new").submit(
        "Zugang anlegen", name="Gerd Maas", login="gerd", team="Nord", roles=["case_manager"]
    )
    assert page.h1 == "Startpasswort"
    given = page.text.split("Startpasswort")[-1].split()[0]
    gerd = premises.browser()
    gerd.sign_in("gerd", given)
    assert gerd.get("/account").h1 == "Passwort ändern"


def test_a_double_click_adds_nobody_twice(premises: Premises) -> None:
    """The second answer carries the password that holds."""
    frida = premises.browser("frida")
    form = frida.get("/administration/staff/new")
    form.submit("Zugang anlegen", name="Gerd", login="gerd", roles=["case_manager"])
    again = form.submit("Zugang anlegen", name="Gerd", login="gerd", roles=["case_manager"])
    assert again.h1 == "Startpasswort"
    assert frida.get("/administration").text.count("gerd") == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"login": "anna"}, "schon jemand"),
        ({"login": "zwei worte"}, "ein Wort"),
        ({"roles": ["auditor", "administrator"]}, "Rollen"),
        ({"roles": None}, "Rollen"),
        ({"name": ""}, "Name"),
    ],
)
def test_what_does_not_hold_is_said_and_stays_typed(premises: Premises, changes: dict[str, Any], says: str) -> None:
    """Each reason."""
    form = premises.browser("frida").get("/administration/staff/new")
    page = form.submit(
        "Zugang anlegen", **{"name": "Gerd", "login": "gerd", "team": "Nord", "roles": ["case_manager"], **changes}
    )
    assert page.status == 422
    assert says in " ".join(page.errors)
    assert page.fields("Zugang anlegen")["team"] == "Nord"


def test_a_role_taken_away_is_gone_in_the_same_request(premises: Premises) -> None:
    """Cem has a page open; the next click is refused."""
    cem = premises.browser("cem")
    assert cem.get("/institutions").status == 200
    frida = premises.browser("frida")
    frida.get(f"/administration/staff/{CEM}").submit("Änderungen eintragen", roles=["auditor"])
    assert cem.get("/institutions").status == 200
    premises.browser("emil").get("/team").submit("Zustimmen")
    assert cem.get("/institutions").status == 403


def test_nobody_gives_themselves_a_role_or_gets_files_with_the_administration(premises: Premises) -> None:
    """The administration sees no content, and cannot make itself see it in one form."""
    frida = premises.browser("frida")
    own = frida.get(f"/administration/staff/{FRIDA}").submit("Änderungen eintragen", roles=["case_manager"])
    assert own.status == 422
    both = frida.get(f"/administration/staff/{CEM}").submit(
        "Änderungen eintragen", roles=["case_manager", "administrator"]
    )
    assert both.status == 422
    assert frida.get("/caseload").status == 403


def test_name_team_and_roles_change_together(premises: Premises) -> None:
    """One event each."""
    page = premises.browser("frida").get(f"/administration/staff/{BEN}")
    changed = page.submit(
        "Änderungen eintragen", name="Ben Okafor-Lenz", team="Süd", roles=["case_manager", "coordinator"]
    )
    assert changed.h1 == "Verwaltung"
    assert "Ben Okafor-Lenz" in changed.text
    assert "Süd" in changed.text
    topics = [type(event).__name__ for event in premises.house.log.events_of(BEN)]
    assert sorted(topics) == ["RolesChanged", "StaffAdded", "StaffRenamed", "TeamChanged"]


def test_an_account_with_cases_is_not_closed(premises: Premises) -> None:
    """Hand the caseload over first."""
    premises.take_in(by=ANNA)
    page = premises.browser("frida").get(f"/administration/staff/{ANNA}").submit("Zugang schließen")
    assert page.status == 422
    assert page.errors


def test_a_closed_account_is_signed_out_and_can_be_opened_again(premises: Premises) -> None:
    """At once, both ways."""
    cem, frida = premises.browser("cem"), premises.browser("frida")
    assert frida.get(f"/administration/staff/{CEM}").submit("Zugang schließen").status == 200
    assert cem.get("/account", follow=False).status == 303
    frida.get(f"/administration/staff/{CEM}").submit("Zugang wieder öffnen")
    again = premises.browser()
    again.sign_in("cem", PASSWORD)
    assert again.get("/account").status == 200


def test_a_forgotten_password_is_replaced(premises: Premises) -> None:
    """And all sessions end; the log says who did it, for she could sign in as Cem now."""
    cem, frida = premises.browser("cem"), premises.browser("frida")
    page = frida.get(f"/administration/staff/{CEM}").submit("Neues Startpasswort")
    assert page.h1 == "Startpasswort"
    assert cem.get("/account", follow=False).status == 303
    assert premises.house.log.events_of(CEM)[-1].TOPIC == "staff.start_password_given"


@pytest.mark.parametrize("login", ["anna", "dora", "emil"])
@pytest.mark.parametrize("path", ["/administration", "/administration/staff/new", f"/administration/staff/{CEM}"])
def test_nobody_else_administers(premises: Premises, login: str, path: str) -> None:
    """Neither by looking nor by sending."""
    browser = premises.browser(login)
    assert browser.get(path).status == 403
    assert browser.post(f"/administration/staff/{CEM}/disabling", {}).status == 403


def test_the_administration_shows_nothing_of_a_file(premises: Premises) -> None:
    """Names of staff, and how far the views follow the log."""
    premises.take_in(name="Gül A.")
    page = premises.browser("frida").get("/administration")
    assert "Gül" not in page.text
    assert "caseload" in page.text
