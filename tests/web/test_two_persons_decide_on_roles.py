"""Auditor and administrator on the pages: Frida proposes, Emil agrees; what waits is seen by both."""

import pytest

from referrals.staff import SYSTEM, Role
from tests.cast import CEM, known
from tests.real_house import PASSWORD, Premises


def propose(premises: Premises, *roles: str) -> None:
    """Frida proposes roles for Cem."""
    page = premises.browser("frida").get(f"/administration/staff/{CEM}").submit("Änderungen eintragen", roles=[*roles])
    assert "diese Rollen vorgeschlagen" in page.banner


def test_the_second_person_agrees_and_the_role_counts_with_the_next_click(premises: Premises) -> None:
    cem = premises.browser("cem")
    propose(premises, "auditor")
    assert cem.get("/audit").status == 403
    emil = premises.browser("emil").get("/team")
    assert "Cem Arslan" in emil.text
    agreed = emil.submit("Zustimmen")
    assert agreed.h1 == "Team"
    assert "Frida Sommer" in agreed.banner
    assert cem.get("/audit").status == 200
    assert cem.get("/caseload").status == 403


def test_whoever_proposed_can_take_it_back_but_not_agree(premises: Premises) -> None:
    propose(premises, "auditor")
    frida = premises.browser("frida")
    page = frida.get("/administration")
    assert "Zustimmen" not in page.text
    assert "Änderung vorgeschlagen" in page.text
    assert "Für diese Person sind neue Rollen vorgeschlagen" in frida.get(f"/administration/staff/{CEM}").text
    fields = premises.browser("emil").get("/team").fields("Zustimmen")
    assert frida.post(f"/roles/{CEM}/confirmation", fields).status == 422
    assert "Zurzeit wartet nichts" in page.submit("Zurückziehen").text


def test_nobody_decides_on_their_own_roles(premises: Premises) -> None:
    """Gerd administers too, and is to lose it: Frida proposes, Gerd can only wait."""
    gerd = known("Gerd")
    premises.casework.team.add(premises.sent(SYSTEM), name="Gerd", team="", roles=(Role.ADMINISTRATOR,), staff_id=gerd)
    premises.house.accounts.add(gerd, "gerd", PASSWORD, premises.moment, must_change=False)
    premises.browser("emil").get("/team").submit("Zustimmen")
    premises.browser("frida").get(f"/administration/staff/{gerd}").submit("Änderungen eintragen", roles=["coordinator"])
    page = premises.browser("gerd").get("/administration")
    assert "Über Ihre eigenen Rollen entscheidet jemand anderes" in page.text
    fields = premises.browser("emil").get("/team").fields("Zustimmen")
    assert premises.browser("gerd").post(f"/roles/{gerd}/confirmation", fields).status == 422


def test_a_declined_proposal_changes_nothing(premises: Premises) -> None:
    propose(premises, "administrator")
    assert "abgelehnt" in premises.browser("emil").get("/team").submit("Ablehnen").banner
    assert premises.browser("cem").get("/caseload").status == 200


@pytest.mark.parametrize("login", ["anna", "dora"])
def test_nobody_else_sees_or_decides(premises: Premises, login: str) -> None:
    propose(premises, "auditor")
    browser = premises.browser(login)
    assert browser.post(f"/roles/{CEM}/confirmation", {}).status == 403
    assert "Rollen, die eine zweite Person brauchen" not in browser.get("/team").text


def test_somebody_new_waits_for_the_role(premises: Premises) -> None:
    page = premises.browser("frida").get("/administration/staff/new")
    added = page.submit("Zugang anlegen", name="Gerd Maas", login="gerd", roles=["auditor"])
    assert "sobald eine zweite Person zustimmt" in added.text
    assert "noch keine" in premises.browser("emil").get("/team").text
