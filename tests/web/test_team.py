"""The team page: who carries how much, handover, substitution, and a second person for what must be voided."""

from uuid import UUID

import pytest

from referrals.referral.codes import HandoverReason, Phase, VoidReason
from referrals.staff import Role
from tests.cast import ANNA, BEN, CEM, EMIL, day, known
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.test_caseload import rows


def manager(premises: Premises, referral_id: UUID) -> UUID:
    """Who carries a referral now."""
    return premises.referral(referral_id).case_manager


def number_of(page_links: dict[str, str], words: str) -> str:
    """Where a number of the overview leads."""
    return page_links[words]


def test_the_overview_counts_each_caseload(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    premises.take_in(name="Olena B.", by=BEN)
    links = anna.get("/team").links()
    assert number_of(links, "1 laufend, Anna Yıldız") == "/caseload"
    assert rows(anna.get(number_of(links, "1 laufend, Ben Okafor"))) != []
    assert "0 überfällig, Ben Okafor" in links


def test_case_managers_see_their_own_team_coordination_all(premises: Premises, anna: PageClient) -> None:
    premises.take_in(by=CEM)
    assert "Cem Arslan" not in anna.get("/team").text
    emil = premises.browser("emil")
    page = emil.get("/team")
    assert "Cem Arslan" in page.text
    assert "Gül" not in page.text
    assert len(rows(emil.get("/team/referrals"))) == 1


@pytest.mark.parametrize("login", ["dora", "frida"])
def test_auditors_and_administrators_have_no_team_page(premises: Premises, login: str) -> None:
    browser = premises.browser(login)
    for address in ("/team", "/team/referrals", "/team/handover", "/announcements", "/caseload"):
        assert browser.get(address).status == 403, address


def test_who_is_absent_is_said_where_a_receiver_is_chosen(premises: Premises, anna: PageClient) -> None:
    """Today, or in the days to come."""
    premises.take_in()
    away, later = {"first_day": day(-3), "last_day": day(3)}, {"first_day": day(7), "last_day": day(9)}
    premises.casework.team.arrange_substitution(premises.sent(BEN), BEN, substitute=CEM, **away)
    premises.casework.team.arrange_substitution(premises.sent(CEM), CEM, substitute=BEN, **later)
    for address in ("/team/handover", f"/team/{ANNA}/substitutions/new"):
        offered = anna.get(address).text
        assert "Ben Okafor – abwesend bis 05.11.2026" in offered
        assert "Cem Arslan – abwesend vom 09.11.2026 bis 11.11.2026" in offered


def test_a_whole_caseload_moves_after_a_check(both_premises: Premises) -> None:
    ids = [both_premises.take_in(name=f"Person {number}").stream("referral") for number in range(3)]
    both_premises.casework.referrals.take_note(both_premises.sent(), ids[0], text="Unter uns.", confided=True)
    anna = both_premises.browser("anna")
    page = anna.get(anna.get("/team").links()["Fälle übergeben: Anna Yıldız"])
    check = page.submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="absence")
    assert check.h1 == "Übergabe prüfen"
    assert "1 anvertraute Notiz bleibt" in check.text
    assert all(f"Person {number} · " in check.text for number in range(3))
    assert "Person 0 · Sprache/Integrationskurs · weitergeleitet: 1 Notiz bleibt bei Anna Yıldız" in check.text
    done = check.submit("Jetzt übergeben")
    assert (done.path, "Ben Okafor" in done.banner) == ("/team", True)
    assert {manager(both_premises, each) for each in ids} == {BEN}
    assert rows(anna.get("/caseload")) == []
    assert len(rows(both_premises.browser("ben").get("/caseload"))) == 3


def test_only_the_ticked_referrals_move(premises: Premises, anna: PageClient) -> None:
    stays, goes = (premises.take_in(name=name).stream("referral") for name in ("Gül A.", "Olena B."))
    page = anna.get(f"/team/handover?referral={goes}")
    check = page.submit("Weiter zur Prüfung", receiver=str(CEM), reason="language")
    assert "Alles geht mit" in check.text
    check.submit("Jetzt übergeben")
    assert (manager(premises, stays), manager(premises, goes)) == (ANNA, CEM)


def test_a_handover_sent_twice_is_recorded_once(premises: Premises, anna: PageClient) -> None:
    referral_id = premises.take_in().stream("referral")
    check = anna.get("/team/handover").submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="workload")
    check.submit("Jetzt übergeben")
    version = premises.referral(referral_id).version
    assert check.submit("Jetzt übergeben").path == "/team"
    assert premises.referral(referral_id).version == version


def test_hundreds_of_referrals_move_in_parts(
    premises: Premises, anna: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.team_handover.AT_ONCE", 2)
    ids = [premises.take_in(name=f"Person {number}").stream("referral") for number in range(5)]
    check = anna.get("/team/handover").submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="leaving")
    page = check.submit("Jetzt übergeben")
    assert {manager(premises, each) for each in ids} == {BEN}
    assert "Und 1 weiterer Schritt." in page.banner


def test_what_somebody_else_took_over_meanwhile_is_not_taken_from_them(premises: Premises, anna: PageClient) -> None:
    ids = [premises.take_in(name=f"Person {number}").stream("referral") for number in range(2)]
    check = anna.get("/team/handover").submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="other")
    premises.casework.referrals.hand_over(premises.sent(EMIL), [ids[0]], receiver=CEM, reason=HandoverReason.OTHER)
    page = check.submit("Jetzt übergeben")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes" in page.errors[0]
    assert [manager(premises, each) for each in ids] == [CEM, ANNA]


def test_a_handover_needs_a_receiver_a_reason_and_cases(premises: Premises, anna: PageClient) -> None:
    premises.take_in()
    page = anna.get("/team/handover").submit("Weiter zur Prüfung")
    assert (page.status, len(page.errors)) == (422, 3)
    page = page.submit("Weiter zur Prüfung", extent="some", receiver=str(BEN), reason="other")
    assert page.errors == ["Kreuzen Sie mindestens einen Fall an, oder wählen Sie den ganzen Bestand."]
    page = page.submit("Weiter zur Prüfung", extent="some", referrals=str(known("nobody")), reason="other")
    assert page.status == 422


def test_nobody_hands_over_what_a_colleague_carries(premises: Premises) -> None:
    referral_id = premises.take_in().stream("referral")
    ben = premises.browser("ben")
    assert ben.get(f"/team/handover?giver={ANNA}").status == 403
    fields = {"giver": str(ANNA), "referrals": referral_id.hex, "receiver": str(BEN), "reason": "other"}
    assert ben.post("/team/handover", {**fields, "command_id": str(known("c"))}).status == 403
    assert manager(premises, referral_id) == ANNA
    own = {**fields, "giver": str(BEN), "receiver": str(CEM), "command_id": str(known("d"))}
    assert ben.post("/team/handover", own).status == 422
    assert manager(premises, referral_id) == ANNA


@pytest.mark.parametrize("typed", ["zz", "", "a" * 32, "\x00", "1 2 3"])
def test_a_mangled_handover_moves_nothing(premises: Premises, anna: PageClient, typed: str) -> None:
    referral_id = premises.take_in().stream("referral")
    fields = {"giver": str(ANNA), "referrals": typed, "receiver": str(BEN), "reason": "other"}
    page = anna.post("/team/handover", {**fields, "command_id": str(known("c"))})
    assert (page.status, manager(premises, referral_id)) == (422, ANNA)


def test_coordination_hands_over_by_number(premises: Premises) -> None:
    referral_id = premises.take_in().stream("referral")
    emil = premises.browser("emil")
    page = emil.get(f"/team/handover?giver={ANNA}")
    assert "Gül" not in page.text
    check = page.submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="leaving")
    assert "Gül" not in check.text
    assert "Gül" not in check.submit("Jetzt übergeben").text
    assert manager(premises, referral_id) == BEN


def test_a_substitution_gives_access_at_once_and_takes_it_away_at_once(both_premises: Premises) -> None:
    both_premises.take_in()
    anna, ben = both_premises.browser("anna"), both_premises.browser("ben")
    form = anna.get(anna.get("/team").links()["Vertretung eintragen: Anna Yıldız"])
    page = form.submit("Vertretung eintragen", substitute=str(BEN), first_day="2.11.2026", last_day="6.11.2026")
    assert page.path == "/team"
    assert "02.11.2026 – 06.11.2026" in page.text
    assert rows(ben.get("/caseload/covered")) == ["Gül A."]
    page.submit("Vorzeitig beenden")
    assert rows(ben.get("/caseload/covered")) == []


def test_days_in_the_wrong_order_keep_what_was_typed(premises: Premises, anna: PageClient) -> None:
    form = anna.get(anna.get("/team").links()["Vertretung eintragen: Anna Yıldız"])
    page = form.submit("Vertretung eintragen", substitute=str(BEN), first_day="9.11.2026", last_day="6.11.2026")
    assert page.status == 422
    assert page.errors
    assert page.fields("Vertretung eintragen")["last_day"] == "6.11.2026"


def test_case_managers_arrange_for_themselves_only(premises: Premises, anna: PageClient) -> None:
    assert anna.get(f"/team/{BEN}/substitutions/new").status == 403
    assert premises.browser("emil").get(f"/team/{BEN}/substitutions/new").status == 200


def test_a_second_person_agrees_to_void(both_premises: Premises) -> None:
    referral_id = both_premises.take_in().stream("referral")
    both_premises.casework.corrections.void(both_premises.sent(), referral_id, reason=VoidReason.RECORDED_TWICE)
    asker = both_premises.browser("anna").get("/team")
    assert "Sie haben es beantragt" in asker.text
    page = both_premises.browser("ben").get("/team")
    assert "doppelt erfasst" in page.text
    assert "Gül" not in page.text
    assert "Zurzeit wartet nichts." in page.submit("Zustimmen").text
    assert both_premises.referral(referral_id).phase is Phase.VOID


def test_whoever_asked_cannot_agree(premises: Premises, anna: PageClient) -> None:
    referral_id = premises.take_in().stream("referral")
    premises.casework.corrections.void(premises.sent(), referral_id, reason=VoidReason.TEST)
    page = anna.post(f"/referrals/{referral_id}/void-agreement", {"command_id": str(known("c"))})
    assert (page.status, bool(page.errors)) == (422, True)
    assert premises.referral(referral_id).phase is Phase.FORWARDED


def test_another_team_does_not_agree(premises: Premises) -> None:
    referral_id = premises.take_in().stream("referral")
    premises.casework.corrections.void(premises.sent(), referral_id, reason=VoidReason.TEST)
    cem = premises.browser("cem")
    assert "Zustimmen" not in cem.get("/team").text
    assert cem.post(f"/referrals/{referral_id}/void-agreement", {"command_id": str(known("c"))}).status == 403


def test_a_case_manager_without_a_team_sees_only_themselves(premises: Premises) -> None:
    """An empty team is no team: nobody is near."""
    other = known("Gerda")
    premises.casework.team.add(premises.sent(), name="Gerda", team="", roles=(Role.CASE_MANAGER,), staff_id=other)
    premises.house.accounts.add(other, "gerda", "sonnige Kirschbaum Treppe", premises.moment, must_change=False)
    premises.take_in()
    page = premises.browser("gerda").get("/team")
    assert "Anna" not in page.text
    assert rows(premises.browser("gerda").get("/team/referrals")) == []


def test_choosing_shows_the_names_to_whoever_carries_them_and_says_so_in_the_access_log(
    premises: Premises, anna: PageClient
) -> None:
    receipt = premises.take_in()
    assert "Gül A. · Sprache/Integrationskurs" in anna.get("/team/handover").text
    views = {look.access.view for look in premises.house.access_log.of_person(receipt.stream("person"))}
    assert "team.handover" in views


def test_a_substitute_hands_over_in_the_name_of_the_absent(premises: Premises) -> None:
    referral_id = premises.take_in().stream("referral")
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(3)
    )
    page = premises.browser("ben").get(f"/team/handover?giver={ANNA}")
    check = page.submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="absence")
    check.submit("Jetzt übergeben")
    assert manager(premises, referral_id) == BEN


def test_a_sign_out_in_the_middle_of_a_handover_keeps_what_was_chosen(premises: Premises, anna: PageClient) -> None:
    referral_id = premises.take_in().stream("referral")
    check = anna.get("/team/handover").submit("Weiter zur Prüfung", extent="all", receiver=str(BEN), reason="other")
    check.submit("Abmelden")
    page = check.submit("Jetzt übergeben")
    assert (page.status, manager(premises, referral_id)) == (401, ANNA)
    page = page.submit("Anmelden", login="anna", password="sonnige Kirschbaum Treppe")
    assert manager(premises, referral_id) == ANNA, "nothing is recorded before somebody says so"
    assert page.status == 200


def test_a_case_manager_with_nothing_has_nothing_to_hand_over(anna: PageClient) -> None:
    assert "trägt zurzeit keine laufende Vermittlung" in anna.get("/team/handover").text
    page = anna.post("/team/handover/check", {"extent": "all"})
    assert page.errors == ["Es gibt keine laufende Vermittlung, die übergeben werden könnte."]


def test_english_pages_are_english(premises: Premises) -> None:
    premises.take_in()
    anna = premises.browser("anna", "en")
    assert "language/integration course" in anna.get("/caseload").text
    for address, heading in {
        "/caseload": "My cases",
        "/team": "Team",
        "/team/referrals": "Cases of the team",
        "/team/handover": "Hand cases over",
        "/announcements": "Announced needs",
        "/caseload/search": "Find a person",
    }.items():
        assert anna.get(address).h1 == heading
