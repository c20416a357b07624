"""Figures: what the coordinator reads, each number with the rows behind it, and nothing old unmarked."""

import re

import pytest

from projections.figures import tables
from tests.cast import BEN, VHS
from tests.client import Page, PageClient
from tests.page_checks import words
from tests.real_house import Premises


@pytest.fixture
def emil(premises: Premises) -> PageClient:
    """The coordinator's browser."""
    return premises.browser("emil")


def figure(page: Page, code: str) -> str:
    """All words of one figure."""
    found = [each for each in page.tree.iter("section") if each.get("aria-labelledby") == code]
    assert len(found) == 1, code
    return words(found[0])


def numbers(page: Page, code: str) -> dict[str, list[str]]:
    """The table of a figure: the numbers by label."""
    section = next(each for each in page.tree.iter("section") if each.get("aria-labelledby") == code)
    return {
        words(row.find("th")): [words(cell).removesuffix(words(row.find("th"))).strip() for cell in row.iter("td")]
        for row in section.iter("tr")
        if row.find("td") is not None
    }


def link(page: Page, code: str, label: str) -> str:
    """Where the first number of a label leads."""
    section = next(each for each in page.tree.iter("section") if each.get("aria-labelledby") == code)
    row = next(each for each in section.iter("tr") if words(each.find("th")) == label)
    address: str = next(row.iter("a")).get("href")
    return address


def cases(page: Page) -> list[str]:
    """The case numbers of a list."""
    return [words(each) for each in page.tree.iter("bdi") if re.fullmatch(r"\w{3}-\w{4}", words(each))]


def test_the_overview_says_counts_and_draws(premises: Premises, emil: PageClient) -> None:
    for name in ("Gül A.", "Tetiana K.", "Amal R."):
        premises.take_in(name=name)
    premises.take_in(by=BEN, name="Ravi S.", forwarded=False)
    page = emil.get("/figures")
    assert page.h1 == "Zahlen"
    told = figure(page, "open_by_phase")
    assert "Offen: 4 Vermittlungen. Am häufigsten: weitergeleitet (3), eröffnet (1)." in told
    assert numbers(page, "open_by_phase")["weitergeleitet"] == ["3"]
    assert numbers(page, "workload") == {"Anna Yıldız": ["3", "0"], "Ben Okafor": ["1", "0"]}
    assert "Gül" not in page.text


def test_every_plot_is_told_to_who_cannot_see_it(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures")
    plots = [each for each in page.tree.iter("svg") if each.get("role") == "img"]
    assert len(plots) > 10
    for plot in plots:
        title, described = plot.get("aria-labelledby").split()
        by_id = {each.get("id"): words(each) for each in plot.iter() if each.get("id")}
        assert by_id[title]
        assert by_id[described]
        assert not list(plot.iter("a")), "what a picture contains is not read out"


def test_every_number_leads_to_exactly_the_rows_behind_it(premises: Premises, emil: PageClient) -> None:
    for name in ("Gül A.", "Tetiana K."):
        premises.take_in(name=name)
    premises.take_in(forwarded=False, name="Amal R.")
    page = emil.get("/figures")
    figures = [list(each.iter("a")) for each in page.tree.iter("section")]
    firsts = [next((a for a in links if "/figures/rows" in a.get("href", "")), None) for links in figures]
    leading = [each for each in firsts if each is not None and re.match(r"\d+ \D*$", words(each))]
    assert len(leading) > 10
    for number in leading:
        listed = emil.get(number.get("href"))
        assert "Gül" not in listed.text
        assert len(cases(listed)) == int(words(number).split()[0]), number.get("href")


def test_filters_stand_in_the_address_and_narrow_every_number(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures").submit("Anzeigen", quarter="alt_inrath")
    assert "quarter=alt_inrath" in page.response.request.full_path
    assert "Dazu gibt es hier noch nichts." in figure(page, "open_by_phase")
    page = page.submit("Anzeigen", quarter="stephanplatz", language="tr", need="language")
    assert numbers(page, "open_by_phase")["weitergeleitet"] == ["1"]
    assert "4. Quartal 2026 · Stephanplatz · Sprache/Integrationskurs · Türkisch" in page.text


def test_what_the_address_does_not_mean_is_said_and_passed_over(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures?period=2026-13&quarter=mars&need=&language=x&compare=all&institution=1")
    assert "wurde übergangen: Zeitraum, Quartier, Sprache, Institution, Vergleichen." in page.text
    assert "Offen: 1 Vermittlung." in page.text


@pytest.mark.parametrize("period", ["2026-11", "project"])
def test_periods_of_each_kind(premises: Premises, emil: PageClient, period: str) -> None:
    premises.take_in()
    page = emil.get(f"/figures?period={period}")
    assert "Von 1 Vermittlung erreichten: weitergeleitet (1)" in figure(page, "funnel")


def test_a_period_beside_the_one_before(premises: Premises) -> None:
    premises.take_in()
    premises.later(days=30)
    premises.take_in(name="Tetiana K.")
    premises.take_in(name="Amal R.")
    emil = premises.browser("emil")
    page = emil.get("/figures?period=2026-12&compare=previous")
    assert numbers(page, "funnel")["eröffnet"] == ["2", "1"]
    assert "Im Vergleich: Dezember 2026 2 Vermittlungen, November 2026 1 Vermittlung." in figure(page, "funnel")
    before = [each.get("href") for each in page.tree.iter("a") if "line=previous" in each.get("href", "")]
    assert len(cases(emil.get(next(each for each in before if "funnel" in each and "label=opened" in each)))) == 1


def test_quarters_of_the_town_side_by_side(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures?compare=quarters")
    assert "Stephanplatz" in figure(page, "outcomes-stephanplatz")


def test_rows_of_a_number_that_does_not_exist_are_not_found(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    for wrong in (
        "",
        "?figure=nothing&label=x",
        "?figure=open_by_phase&label=nothing",
        "?figure=open_by_phase&label=opened&line=nothing",
        "?figure=open_by_phase&label=opened&part=nothing",
        "?figure=announced&label=waiting",
        "?figure=to_closed&label=x",
    ):
        assert emil.get(f"/figures/rows{wrong}").status == 404, wrong


def test_a_number_of_announced_needs_leads_to_them_without_their_notes(premises: Premises, emil: PageClient) -> None:
    """The days, what it is about, who announced it; the note stays with those who carry cases."""
    anna = premises.browser("anna")
    for kind, place in (("language", str(VHS)), ("debt", "")):
        form = anna.get("/announcements/new")
        form.submit("Ankündigen", kind=kind, quarter="stephanplatz", institution=place, note="Braucht Hilfe mit Brief.")
    page = emil.get(link(emil.get("/figures"), "announced", "wartet noch"))
    assert page.h1 == "Angekündigte Anliegen: wartet noch"
    assert "2 angekündigte Anliegen stehen hinter dieser Zahl." in page.text
    assert "Volkshochschule" in page.text
    assert "Brief" not in page.text
    narrowed = emil.get(link(emil.get("/figures?need=debt"), "announced", "wartet noch"))
    assert "1 angekündigtes Anliegen steht hinter dieser Zahl." in narrowed.text
    assert emil.get("/figures/announced?label=nothing").status == 404
    assert anna.get("/figures/announced?label=waiting").status == 403


def test_offers_of_a_language_lead_to_the_institutions_that_speak_it(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    section = next(
        each for each in emil.get("/figures").tree.iter("section") if each.get("aria-labelledby") == "language_gap"
    )
    address = next(each.get("href") for each in section.iter("a") if "institutions" in each.get("href", ""))
    assert "Volkshochschule" in emil.get(address).text


def test_a_list_of_many_rows_goes_on(premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.paging.AT_ONCE", 2)
    for number in range(3):
        premises.take_in(name=f"Person {number}")
    page = emil.get(link(emil.get("/figures"), "open_by_phase", "weitergeleitet"))
    assert "1 bis 2 von 3" in page.text
    following = emil.get(page.links()["Weiter"])
    assert "3 bis 3 von 3" in following.text
    assert len({*cases(page), *cases(following)}) == 3
    assert "1 bis 2 von 3" in emil.get(f"{page.response.request.full_path}&start=99").text


def test_a_closed_file_and_a_restricted_one_say_nothing_in_the_rows(premises: Premises, emil: PageClient) -> None:
    receipt = premises.take_in()
    premises.casework.closed_groups.close(premises.sent(), receipt.stream("person."), staff=(BEN,), carriers=(BEN,))
    page = emil.get(link(emil.get("/figures"), "open_by_phase", "weitergeleitet"))
    assert "geschlossene Akte" in page.text
    assert "Sprache/Integrationskurs" not in page.text


def test_figures_that_are_old_say_so(premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    premises.take_in()
    head = premises.house.log.head()
    page = emil.get("/figures")
    assert f"Stand: Ereignis {head}, 02.11.2026 09:00" in page.text.replace("\xa0", " ")
    assert "zurück" not in page.text
    monkeypatch.setattr("web.house.MOST_BEHIND", 0)
    premises.take_in(name="Tetiana K.")
    late = premises.house.log.head() - head
    page = emil.get("/figures")
    assert f"Stand: Ereignis {head}, 02.11.2026 09:00, {late} Ereignisse zurück" in page.text
    assert f"{late} Ereignisse zurück" in figure(page, "open_by_phase")


def test_what_could_not_be_taken_in_is_said(
    premises: Premises, emil: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises.take_in()
    version = tables.VERSION
    monkeypatch.setattr("projections.parked.counts", lambda _connection: {("figures", version): 2, ("timeline", 1): 5})
    assert "2 Ereignisse konnten nicht aufgenommen werden und fehlen in diesen Zahlen" in emil.get("/figures").text


def test_every_figure_has_its_definition(premises: Premises, emil: PageClient) -> None:
    premises.take_in()
    page = emil.get("/figures")
    explained = {each.get("href") for each in page.tree.iter("a") if "/figures/definitions/" in each.get("href", "")}
    assert len(explained) > 15
    for address in explained:
        told = emil.get(address)
        assert (told.status, "Fassung 1" in told.text) == (200, True)
    assert emil.get("/figures/definitions").h1 == "Wie gezählt wird"
    assert emil.get("/figures/definitions/nothing").status == 404


def test_every_figure_stands_under_a_heading(premises: Premises, emil: PageClient) -> None:
    """A new one would stand under the last one, and this test says where to put it."""
    premises.take_in()
    assert "of-more" not in {each.get("id") for each in emil.get("/figures").tree.iter("h2")}


def test_english_figures_are_english(premises: Premises) -> None:
    premises.take_in()
    page = premises.browser("emil", "en").get("/figures?compare=previous")
    assert page.h1 == "Figures"
    assert "Vermittlung" not in page.text
