"""Double click, reload, back, two at once, a session that ended, a lost database: nothing lost, nothing twice."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as NotShown
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from werkzeug.serving import make_server

from referrals.staff import Role
from tests.browser.at_work import AtWork
from tests.browser.conftest import Watch
from tests.browser.live import running, unused_port
from tests.browser.test_the_frame_of_every_page import Silent
from tests.cast import ANNA, BEN, EMIL
from tests.postgres import Server
from tests.real_house import PASSWORD, Premises, settings_in
from web.demo import PASSWORD as DEMO_PASSWORD
from web.house import RealHouse

NOTE = "Ruft am Dienstag zurück 🌻, <b>Frau Çelik</b> fragen."
type_of_context = Callable[..., BrowserContext]


class Desk(NamedTuple):
    """A served house, and Gül's referral in it, forwarded to the Volkshochschule."""

    premises: Premises
    url: str
    referral: UUID

    def topics(self) -> list[str]:
        """What happened in the referral after its forwarding."""
        return [event.TOPIC for event in self.premises.house.log.events_of(self.referral)][2:]

    def at(self, page: Page, login: str) -> AtWork:
        """Somebody signed in, before the page of the referral."""
        somebody = AtWork(page, self.url, PASSWORD).sign_in(login)
        somebody.go(self.page)
        return somebody

    @property
    def page(self) -> str:
        """The page of the referral."""
        return f"/referrals/{self.referral}"


@pytest.fixture
def desk(both_premises: Premises) -> Iterator[Desk]:
    """On SQLite and on PostgreSQL."""
    server = make_server("127.0.0.1", 0, both_premises.app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    referral = both_premises.take_in().stream("referral.")
    yield Desk(both_premises, f"http://127.0.0.1:{server.server_port}", referral)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def any_page(database_url: str | None, new_context: type_of_context) -> Page:
    """With JavaScript on SQLite, without it on PostgreSQL."""
    return new_context(java_script_enabled=database_url is None).new_page()


def fill_in_a_promise(somebody: AtWork) -> None:
    """The Volkshochschule said yes on the phone; not sent yet."""
    somebody.choose_step("Zusage eintragen")
    somebody.tick("Wie kam die Antwort?", "Telefon")
    somebody.write("Notiz", NOTE)


def test_a_double_click_records_once(desk: Desk, any_page: Page) -> None:
    anna = desk.at(any_page, "anna")
    fill_in_a_promise(anna)
    anna.main.get_by_role("button", name="Eintragen").dblclick()
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    assert anna.path == desk.page
    assert desk.topics() == ["referral.accepted"]
    expect(anna.main).to_contain_text(NOTE)


def test_a_reload_records_nothing(desk: Desk, any_page: Page) -> None:
    anna = desk.at(any_page, "anna")
    fill_in_a_promise(anna)
    anna.press("Eintragen")
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    anna.page.reload()
    expect(anna.main).to_contain_text(NOTE)
    assert desk.topics() == ["referral.accepted"]


def test_back_and_again_records_once_and_says_why(desk: Desk, any_page: Page) -> None:
    """The step is done: its form has a sentence instead of a second promise."""
    anna = desk.at(any_page, "anna")
    fill_in_a_promise(anna)
    anna.press("Eintragen")
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    anna.page.go_back()
    expect(anna.page).to_have_title("Das wurde nicht eingetragen – Lotse")
    expect(anna.main).to_contain_text("Die Vermittlung steht auf „zugesagt“.")
    assert desk.topics() == ["referral.accepted"]


def test_back_to_the_check_page_and_sent_again_opens_no_second_referral(desk: Desk, any_page: Page) -> None:
    """The page before was the answer to a form: the browser asks whether to send it again, and Anna says yes."""
    anna = desk.at(any_page, "anna")
    anna.go("/referrals/new")
    anna.write("Name der Person", "Olena B.")
    anna.select("Sprache der Person", "Ukrainisch")
    anna.select("Quartier", "Stephanplatz")
    anna.tick("Worum geht es?", "Wohnen")
    anna.select("Institution", "Jobcenter")
    anna.tick("Was darf weitergegeben werden?", "Name und Kontakt")
    anna.press("Heute weiterleiten")
    anna.press("Jetzt weiterleiten")
    expect(anna.page.get_by_role("status")).to_contain_text("Jobcenter")
    head = desk.premises.house.log.head()
    with pytest.raises(NotShown, match="ERR_CACHE_MISS"):
        anna.page.go_back()
    anna.page.wait_for_url("chrome-error://**")
    anna.page.reload()
    expect(anna.page.get_by_role("alert")).to_contain_text("Es gibt schon ähnliche Namen.")
    expect(anna.main.get_by_role("group", name="Meinen Sie eine dieser Personen?")).to_contain_text("Olena B.")
    assert anna.main.get_by_role("textbox", name="Name der Person").input_value() == "Olena B."
    assert desk.premises.house.log.head() == head


def test_two_at_once_the_second_sees_what_changed_and_what_was_typed(desk: Desk, new_context: type_of_context) -> None:
    """Ben stands in for Anna, who is at her desk all the same."""
    sent, day = desk.premises.sent(EMIL, role=Role.COORDINATOR), desk.premises.moment.date()
    team = desk.premises.casework.team
    team.arrange_substitution(sent, ANNA, substitute=BEN, first_day=day, last_day=day + timedelta(days=3))
    anna, ben = (
        desk.at(new_context(java_script_enabled=False).new_page(), "anna"),
        desk.at(new_context(java_script_enabled=False).new_page(), "ben"),
    )
    fill_in_a_promise(anna)
    ben.choose_step("Warteliste eintragen")
    ben.tick("Wie kam die Antwort?", "Brief")
    ben.write("Wann fragen Sie nach?", "1.8.2027")
    ben.press("Eintragen")
    anna.press("Eintragen")
    expect(anna.page).to_have_title("Jemand war schneller – Lotse")
    expect(anna.page.get_by_role("status")).to_contain_text("Ben Okafor hat einen Platz auf der Warteliste eingetragen")
    assert anna.main.get_by_role("textbox", name="Notiz").input_value() == NOTE
    assert desk.topics() == ["referral.waitlisted"]
    anna.press("Trotzdem eintragen")
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    expect(anna.main).to_contain_text(NOTE)
    assert desk.topics() == ["referral.waitlisted", "referral.accepted"]


def test_the_same_person_in_two_windows_is_told_so(desk: Desk, any_page: Page) -> None:
    """Anna has two tabs; the second one knows what she did in the first, and she may leave it at that."""
    anna = desk.at(any_page, "anna")
    fill_in_a_promise(anna)
    other = AtWork(any_page.context.new_page(), desk.url, PASSWORD)
    other.go(desk.page)
    other.choose_step("Notiz schreiben")
    other.write("Notiz", "Aus dem anderen Fenster.")
    other.press("Eintragen")
    anna.press("Eintragen")
    expect(anna.page).to_have_title("Inzwischen haben Sie schon etwas eingetragen – Lotse")
    anna.follow("Nicht eintragen")
    expect(anna.main).to_contain_text("Aus dem anderen Fenster.")
    assert (anna.path, desk.topics()) == (desk.page, ["referral.note_taken"])


@pytest.mark.parametrize("ended", ["overnight", "from another browser"])
def test_a_session_that_ended_in_the_middle_of_a_form_loses_nothing(
    desk: Desk, any_page: Page, new_context: type_of_context, ended: str
) -> None:
    anna = desk.at(any_page, "anna")
    fill_in_a_promise(anna)
    if ended == "overnight":
        desk.premises.later(hours=13)
    else:
        elsewhere = AtWork(new_context().new_page(), desk.url, PASSWORD).sign_in("anna")
        elsewhere.go("/account")
        elsewhere.press("Alle anderen")
    anna.press("Eintragen")
    expect(anna.page.get_by_role("status")).to_contain_text("noch da")
    assert desk.topics() == []
    anna.fill_in_sign_in("anna")
    expect(anna.main).to_contain_text(NOTE)
    anna.press("Eingaben absenden")
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    expect(anna.main).to_contain_text(NOTE)
    assert desk.topics() == ["referral.accepted"]


@contextmanager
def no_database(desk: Desk, server: Server | None) -> Iterator[None]:
    """SQLite: somebody else holds the file. PostgreSQL: every connection ends, and no new one is let in."""
    url = desk.premises.house.settings.database_url
    if server is None or url is None:
        with closing(sqlite3.connect(desk.premises.house.settings.data / "events.sqlite")) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.rollback()
        return
    name = str(conninfo_to_dict(url)["dbname"])
    let_in = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with server.administration() as administration:
        administration.execute(let_in.format(sql.Identifier(name), sql.SQL("false")))
        administration.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        administration.execute(let_in.format(sql.Identifier(name), sql.SQL("true")))


def test_a_lost_database_loses_nothing_and_the_retry_records_once(
    desk: Desk,
    page_without_javascript: Page,
    request: pytest.FixtureRequest,
    database_url: str | None,
    watch: Watch,
) -> None:
    """A sentence, everything typed, and a button to send it again."""
    anna = desk.at(page_without_javascript, "anna")
    fill_in_a_promise(anna)
    with no_database(desk, request.getfixturevalue("postgres_server") if database_url else None):
        anna.press("Eintragen")
        expect(anna.page).to_have_title("Die Datenbank antwortet gerade nicht – Lotse")
        expect(anna.main).to_contain_text("Ihre Eingaben sind noch da.")
        expect(anna.main).to_contain_text(NOTE)
    assert ["status of 503" in complaint for complaint in watch.complaints] == [True]
    watch.complaints.clear()
    anna.press("Noch einmal absenden")
    expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
    expect(anna.main).to_contain_text(NOTE)
    assert desk.topics() == ["referral.accepted"]


def test_a_server_that_stops_in_the_middle_of_a_form_loses_nothing(
    told_sqlite: Path, data_folder: Path, page_without_javascript: Page
) -> None:
    """The line breaks, Lotse is started again, and the browser sends the same form once more.

    On SQLite alone: what a lost line does to PostgreSQL is the test above.
    """
    shutil.copytree(told_sqlite, data_folder, dirs_exist_ok=True)
    port = unused_port()
    with running(data_folder, port=port) as lotse:
        anna = AtWork(page_without_javascript, lotse.url, DEMO_PASSWORD).sign_in("anna")
        anna.go("/caseload?phase=forwarded")
        anna.page.get_by_role("rowheader").first.get_by_role("link").click()
        referral = anna.path
        fill_in_a_promise(anna)
    with closing(RealHouse(settings_in(data_folder))) as house:
        before = house.log.head()
        with anna.page.expect_event("requestfailed"):
            anna.press("Eintragen")
        with running(data_folder, port=port):
            anna.page.reload()
            expect(anna.page.get_by_role("status")).to_contain_text("Zusage")
            expect(anna.main).to_contain_text(NOTE)
            assert anna.path == referral
        assert [recorded.topic for recorded in house.log.read(before, 10)] == ["referral.accepted"]
