"""Emil asks what coordination has to know, without JavaScript; the answers agree with a slow count of the events."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from projections import directory, words
from projections.figures import periods
from projections.figures.panel import Asked
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.person import Quarter
from referrals.referral.codes import Outcome, Party, Phase
from tests.browser.at_work import AtWork
from tests.browser.live import Lotse
from tests.projections.figures.slow import Numbers, Slow, survival
from tests.real_house import settings_in
from web.demo.people import STAFF
from web.house import RealHouse

Told = dict[str, list[str]]
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


class Emil(AtWork):
    """Emil, before the figures of the whole project."""

    def figure(self, code: str) -> Locator:
        """One figure with all that belongs to it."""
        return self.page.locator(f"section[aria-labelledby='{code}']")

    def sentence(self, code: str) -> str:
        """What stands above the picture."""
        return self.figure(code).locator("p").first.inner_text()

    def table(self, code: str) -> Told:
        """The numbers by label, after a click on the table."""
        self.figure(code).locator("summary").click()
        rows = [row.split("\t") for row in self.figure(code).locator("tbody tr").all_inner_texts()]
        return {
            row[0].strip().replace(SOFT_HYPHEN, ""): [cell.split("\n")[0].split(" ")[0] for cell in row[1:]]
            for row in rows
        }


@pytest.fixture
def house(demo_lotse: Lotse) -> Iterator[RealHouse]:
    """The house of the running Lotse, to read its events."""
    house = RealHouse(settings_in(demo_lotse.data))
    yield house
    house.close()


@pytest.fixture
def slow(house: RealHouse) -> Slow:
    """The slow count of everything."""
    events = [recorded.event for recorded in house.log.read(0, 100_000)]
    return Slow(events, Asked(period=periods.PROJECT), datetime.now(LOCAL))


@pytest.fixture
def emil(demo_lotse: Lotse, page_without_javascript: Page) -> Emil:
    """Emil has signed in and looks at the project as a whole."""
    emil = Emil(page_without_javascript, demo_lotse.url)
    emil.sign_in("emil")
    emil.page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Zahlen").click()
    emil.select("Zeitraum", "Projektzeitraum 01.01.2021 bis 31.08.2027")
    emil.press("Anzeigen")
    return emil


def by_label(counted: Numbers, word: Callable[[str], str], lines: tuple[str, ...] = ("all",)) -> Told:
    """What a table says, out of a slow count."""
    labels = {label for _, label in counted}
    return {word(label): [str(counted[line, label]) for line in lines] for label in labels}


def without_zeros(table: Told) -> Told:
    """Only the rows in which there is anything."""
    return {label: cells for label, cells in table.items() if set(cells) != {"0"}}


def test_what_is_open_and_who_is_waited_for(emil: Emil, slow: Slow, house: RealHouse) -> None:
    """Open referrals by phase, need, quarter, institution and language; whose turn it is, and for how long."""
    chosen = {at.institution_id for at in slow.open() if at.institution_id}
    with house.views.reading() as views:
        names = {str(key): name for key, name in directory.names(views, chosen).items()}
    named: dict[str, Callable[[str], str]] = {
        "phase": lambda code: words.word(Phase(code)),
        "need": lambda code: words.word(NeedKind(code)),
        "quarter": lambda code: words.word(Quarter(code)),
        "language": words.language_name,
        "institution": lambda code: names.get(code, "noch keine Institution"),
    }
    for code, word in named.items():
        assert without_zeros(emil.table(f"open_by_{code}")) == by_label(slow.open_by(code), word), code
    assert f"Offen: {len(slow.open())} Vermittlungen." in emil.sentence("open_by_phase")
    waited = ("d7", "d14", "d28", "d56", "longer")
    turns = by_label(slow.waiting("waiting_for"), lambda code: words.word(Party(code)), waited)
    assert emil.table("waiting_for") == turns


def test_how_long_it_takes_with_those_who_still_wait(emil: Emil, slow: Slow) -> None:
    """The median and the quartiles by Kaplan and Meier, in the sentence and beside the picture."""
    for code in ("to_first_kept", "to_closed"):
        curve = survival(slow.durations(code))
        for share, mark in ((0.75, "¼"), (0.5, "½"), (0.25, "¾")):
            day = next((day for day, left in curve.items() if left <= share + 1e-9), None)
            marks = emil.figure(code).locator("svg text").all_text_contents()
            name = {0.75: "Ein Viertel: ", 0.25: "drei Viertel: "}.get(share, "")
            assert f"{name}{f'nach {day} Tagen' if day else 'noch nicht'}" in emil.sentence(code)
            assert (f"{mark}: {day} Tage" in marks) is (day is not None), (code, mark, day)
        half = next((day for day, left in curve.items() if left <= 0.5 + 1e-9), None)
        said = f"die Hälfte nach {half} Tagen" if half else "noch nicht die Hälfte"
        assert said in emil.sentence(code)


def test_plots_and_tables_stay_in_their_place(emil: Emil) -> None:
    """On a phone with every table open nothing goes sideways but the tables; from right to left, labels are whole."""
    emil.page.set_viewport_size({"width": 320, "height": 800})
    emil.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert emil.page.evaluate("document.documentElement.scrollWidth") <= 320
    emil.page.evaluate("document.documentElement.dir = 'rtl'")
    outside = """() => [...document.querySelectorAll('svg.plot text.label')].filter(each => {
        const place = each.getBoundingClientRect(), room = each.closest('section').getBoundingClientRect();
        return place.left < room.left || place.right > room.right;
    }).length"""
    assert emil.page.locator("svg.plot text.label").count() > 50
    assert emil.page.evaluate(outside) == 0


def test_how_far_they_came_and_how_it_ended(emil: Emil, slow: Slow) -> None:
    """The way to help, appointments kept and missed, outcomes by who decided."""
    way = {"opened": "eröffnet", "forwarded": "weitergeleitet", "accepted": "zugesagt", "need_met": "Hilfe erhalten"}
    assert emil.table("funnel") == by_label(slow.funnel(), lambda code: way.get(code, "Termin wahrgenommen"))
    visits = Counter(state for state, _month in slow.appointments().elements())
    kept, missed = visits["kept"], visits["missed"]
    assert f"wahrgenommen ({kept}), nicht wahrgenommen ({missed})" in emil.sentence("appointments")
    deciders = tuple(party.value for party in Party)
    ended = by_label(slow.outcomes(), lambda code: words.word(Outcome(code)), deciders)
    assert without_zeros(emil.table("outcomes")) == ended


def test_who_answers_and_in_which_languages(emil: Emil, slow: Slow) -> None:
    """The share answered in ten days, reasons for declining, and needs against offers by language."""
    over = [each for each in slow.forwardings() if each.counts_for_the_share(slow.today)]
    in_time = sum(each.answer(slow.today) == "in_time" for each in over)
    share = f"Von {len(over)} Weiterleitungen, deren Frist vorbei ist, wurden {round(100 * in_time / len(over))} %"
    assert share in emil.sentence("answered_in_time").replace("\xa0", " ")
    declined = sum(each.reason is not None for each in slow.forwardings())
    assert f"Abgelehnt: {declined} Weiterleitungen." in emil.sentence("institution_declines")
    assert emil.table("language_gap") == by_label(slow.gap(), words.language_name, ("needs", "offers"))


def test_who_carries_how_much_and_what_expired(emil: Emil, slow: Slow) -> None:
    """Exact numbers for each case manager, and announced needs that nobody took."""
    names = {str(each.id): each.name for each in STAFF}
    assert emil.table("workload") == by_label(slow.workload(), names.__getitem__, ("in_time", "overdue"))
    fates = {"taken": "zu einer Vermittlung geworden", "dropped": "verworfen", "expired": "abgelaufen"}
    announced = by_label(slow.announcements(), lambda code: fates.get(code, "wartet noch"))
    assert without_zeros(emil.table("announced")) == announced


def test_a_number_leads_to_its_rows_and_says_how_it_is_counted(emil: Emil, slow: Slow, house: RealHouse) -> None:
    """From a number to the case numbers behind it and back, its definition, and as of which event it is."""
    waiting = slow.open_by("phase")["all", "waitlisted"]
    emil.figure("open_by_phase").locator("summary").click()
    emil.figure("open_by_phase").get_by_role("link", name=re.compile("Warteliste")).click()
    expect(emil.main.get_by_role("heading", level=1)).to_have_text("Offene Vermittlungen nach Phase: Warteliste")
    expect(emil.main.locator("tbody tr")).to_have_count(waiting)
    emil.follow("Zahlen")
    head = f"{house.log.head():,}".replace(",", ".")
    expect(emil.figure("outcomes")).to_contain_text(f"Stand: Ereignis {head}, ")
    emil.figure("outcomes").get_by_role("link", name=re.compile("So wird gezählt")).click()
    expect(emil.main).to_contain_text("wer den Abschluss entschieden hat")
