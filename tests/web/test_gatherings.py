"""Group offers: a date is counted in a short form, put right, struck out; coordination sees the figures."""

from typing import Any

from tests.client import Page, PageClient
from tests.real_house import Premises

CAFE: dict[str, Any] = {
    "group_offer": "womens_cafe",
    "quarter": "stephanplatz",
    "place": "quarter_office",
    "headcount": "12",
    "languages": ["ar", "tr"],
    "needs": ["language"],
}


def held(browser: PageClient, **typed: Any) -> Page:
    """Somebody counts who came today."""
    return browser.get("/gatherings/new").submit("Eintragen", **{**CAFE, **typed})


def test_a_gathering_is_counted_and_stands_in_the_list(both_premises: Premises) -> None:
    anna = both_premises.browser("anna")
    page = held(anna)
    assert page.path == "/gatherings"
    assert "hat einen Gruppentermin eingetragen: Frauencafé, Stephanplatz, 12 Besuche" in page.banner
    for said in ("Frauencafé", "Quartiersbüro", "12", "Arabisch, Türkisch", "Anna Yıldız", "02.11.2026"):
        assert said in page.text


def test_the_list_is_one_quarter_or_all(premises: Premises, anna: PageClient) -> None:
    held(anna)
    held(anna, quarter="alt_inrath", group_offer="office_hour")
    page = anna.get("/gatherings?quarter=alt_inrath")
    assert "Sprechstunde" in page.text
    assert "Frauencafé" not in page.text
    assert "Frauencafé" in premises.browser("emil").get("/gatherings").text


def test_there_is_no_field_for_a_name_or_a_note(anna: PageClient) -> None:
    """What the form asks is chosen or counted, but for the day."""
    page = anna.get("/gatherings/new")
    typed = [each.get("name") for each in page.tree.iter("input") if each.get("type") == "text"]
    assert typed == ["held_on_other", "headcount"]
    assert not list(page.tree.iter("textarea"))


def test_what_is_missing_is_named_and_what_was_typed_stays(anna: PageClient) -> None:
    page = held(anna, headcount="501", group_offer="", held_by=[])
    assert (page.status, len(page.errors)) == (422, 3)
    assert page.fields("Eintragen")["headcount"] == "501"


def test_sent_twice_it_is_counted_once(anna: PageClient) -> None:
    page = anna.get("/gatherings/new")
    for _again in range(2):
        page.submit("Eintragen", **CAFE)
    assert [name for name in anna.get("/gatherings").links() if name.startswith("Berichtigen")] == [
        "Berichtigen: Frauencafé, 02.11.2026"
    ]


def test_a_wrong_number_is_put_right(anna: PageClient) -> None:
    held(anna)
    page = anna.get(next(there for name, there in anna.get("/gatherings").links().items() if "Berichtigen" in name))
    assert page.fields("Berichtigen")["headcount"] == "12"
    done = page.submit("Berichtigen", headcount="15", reason="typing_mistake")
    assert done.path == "/gatherings"
    assert "15 Besuche" in done.banner
    same = page.submit("Berichtigen", headcount="15", reason="typing_mistake")
    assert same.path == "/gatherings"  # the same form once more


def test_whoever_was_slower_sees_what_changed(anna: PageClient, premises: Premises) -> None:
    held(anna)
    there = next(there for name, there in anna.get("/gatherings").links().items() if "Berichtigen" in name)
    emil = premises.browser("emil")
    slow = emil.get(there)
    anna.get(there).submit("Berichtigen", headcount="15", reason="typing_mistake")
    assert slow.submit("Berichtigen", headcount="16", reason="typing_mistake").status == 409


def test_what_was_struck_out_is_gone_from_the_list(anna: PageClient) -> None:
    held(anna)
    there = next(there for name, there in anna.get("/gatherings").links().items() if "Berichtigen" in name)
    done = anna.get(there).submit("hat nicht stattgefunden")
    assert "hat nicht stattgefunden" in done.banner
    assert "Hier steht noch kein Gruppentermin." in done.text
    assert anna.get(there).status == 404


def test_coordination_sees_the_figures(premises: Premises, anna: PageClient) -> None:
    """Exact, with their definitions on the same page."""
    held(anna)
    held(anna, headcount="8", group_offer="parents_breakfast")
    page = premises.browser("emil").get("/gatherings/figures?period=project")
    assert page.status == 200
    for said in ("Besuche nach Gruppenangebot", "Frauencafé", "20 Besuche", "Besuche sind keine Personen"):
        assert said in page.text
    assert anna.get("/gatherings/figures").status == 403


def test_every_number_of_visits_leads_to_the_gatherings_that_were_counted(premises: Premises, anna: PageClient) -> None:
    """Their head-counts add up to it; what was struck out, or lies in another quarter, is not among them."""
    held(anna)
    held(anna, headcount="8", group_offer="parents_breakfast")
    emil = premises.browser("emil")
    figures = emil.get("/gatherings/figures?period=project")
    behind = emil.get(figures.links()["12 Frauencafé"])
    assert behind.h1 == "Besuche nach Gruppenangebot: Frauencafé"
    assert "1 Termin steht hinter dieser Zahl. Zusammen: 12 Besuche." in behind.text
    assert "Elternfrühstück" not in behind.text
    month = emil.get("/gatherings/figures/dates?figure=visits_by_month&label=2026-11&line=all&period=project")
    assert "2 Termine stehen hinter dieser Zahl. Zusammen: 20 Besuche." in month.text
    elsewhere = "/gatherings/figures/dates?figure=visits_by_month&label=2026-11&period=project"
    assert "Zusammen: 0 Besuche." in emil.get(f"{elsewhere}&quarter=alt_inrath").text
    assert emil.get(f"{elsewhere}&compare=quarters&line=nowhere").status == 404
    for wrong in (
        "figure=nothing&label=2026-11",
        "figure=visits_by_offer&label=nothing",
        "figure=referrals_begun&label=x",
    ):
        assert emil.get(f"/gatherings/figures/dates?figure={wrong}").status == 404
    assert anna.get("/gatherings/figures/dates?figure=visits_by_month&label=2026-11").status == 403


def test_a_referral_says_at_which_group_offer_it_began(premises: Premises, anna: PageClient) -> None:
    """Chosen from the offers, asked of nobody; it stands in the figures."""
    form = anna.get("/referrals/new?origin=womens_cafe")
    page = form.submit(
        "Nur anlegen, später weiterleiten", name="Gül A.", language="tr", quarter="stephanplatz", need="language"
    )
    assert page.path.startswith("/referrals/")
    figures = premises.browser("emil").get("/gatherings/figures?period=project")
    assert "Vermittlungen, die bei einem Gruppenangebot begannen" in figures.text
    assert "Insgesamt 1 Vermittlung" in figures.text
    behind = premises.browser("emil").get(figures.links()["1 Frauencafé"])
    assert "Vermittlungen, die hier begannen: Frauencafé" in behind.text
    assert "Gül" not in behind.text
    plain = anna.get("/referrals/new").submit(
        "Nur anlegen, später weiterleiten", name="Olena B.", language="uk", quarter="stephanplatz", need="language"
    )
    assert plain.path.startswith("/referrals/")
    assert "Insgesamt 1 Vermittlung" in premises.browser("emil").get("/gatherings/figures?period=project").text
