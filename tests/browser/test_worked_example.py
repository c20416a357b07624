"""The worked example (Gül A.) as Anna plays it in a browser without JavaScript, on SQLite and on PostgreSQL."""

import json
import subprocess
from contextlib import closing
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from referrals.log.application import Log
from referrals.occasion import LOCAL
from tests.browser.at_work import AtWork
from tests.browser.live import ROOT, Lotse, surroundings
from tests.real_house import settings_in

GUEL, ALREADY_THERE = "Gül A.", "Gül Aydın"
WISH = "Wenn mein Sohn in die Kita geht, möchte ich Deutsch lernen und arbeiten."
VHS, COURSE = "Volkshochschule am Seidenhof", "Sprache/Integrationskurs"
JOBCENTER, KOMPASS = "Jobcenter am Samtwall", "Anerkennungsberatung Kompass"
THE_COURSE = [
    "person.registered",
    "need.recorded",
    "referral.opened",
    "release.given",
    "referral.forwarded",
    "referral.waitlisted",
    "appointment.agreed",
    "appointment.missed",
    "appointment.agreed",
    "appointment.kept",
    "referral.closed",
]
THE_DEGREE = [
    "need.recorded",
    "referral.opened",
    "release.given",
    "referral.forwarded",
    "referral.declined",
    "referral.closed",
    "referral.opened",
    "release.given",
    "referral.forwarded",
    "referral.accepted",
]


class Anna(AtWork):
    """Anna, and what she looks at after each step."""

    def record(self, step: str, told: str, *, phase: str) -> None:
        """Send the form; the banner and the timeline tell it, and so does the caseload."""
        self.press(step)
        expect(self.page.get_by_role("status")).to_contain_text(told)
        referral = self.path
        assert told in self.timeline()[0]
        bar = self.page.get_by_role("group", name="Um wen und was es geht")
        expect(bar.get_by_role("definition").get_by_text(phase, exact=True)).to_be_visible()
        self.go(f"/caseload?show={'closed' if phase == 'abgeschlossen' else ''}&quarter=stephanplatz&language=tr")
        row = self.page.get_by_role("row").filter(has=self.page.locator(f'a[href="{referral}"]'))
        expect(row).to_have_count(1)
        expect(row.get_by_role("rowheader")).to_contain_text(GUEL)
        expect(row).to_contain_text(phase)
        self.go(referral)

    def agree_appointment(self, day: date, at: str) -> None:
        """An appointment at the institution, in German, with nobody beside her."""
        self.choose_step("Termin eintragen")
        self.tick("Steht der Termin fest?", "Fest vereinbart")
        self.write("Tag des Termins", f"{day.day}.{day.month}.{day.year}")
        self.write("Uhrzeit", at)
        self.write("Ort", "Zimmer 12, Frau Lindner")
        self.select("Sprache im Termin", "Deutsch")
        self.tick("Wie geht die Person hin?", "allein")

    def release(self, *what: str) -> None:
        """What Gül allows to be passed on."""
        for each in what:
            self.tick("Was darf weitergegeben werden?", each)
        self.tick("Wie wurde sie gegeben?", "mündlich")


@pytest.fixture
def anna(live_lotse: Lotse, page_without_javascript: Page) -> Anna:
    """Anna has signed in, and her browser runs no script."""
    anna = Anna(page_without_javascript, live_lotse.url)
    anna.sign_in("anna")
    assert anna.path == "/caseload"
    return anna


def test_guel_finds_her_course_and_a_place_for_her_degree(
    anna: Anna, live_lotse: Lotse, database_url: str | None
) -> None:
    """Both needs from the women's café to the end, and then a look into the log itself."""
    with closing(Log.open(settings_in(live_lotse.data, database_url).store_url("events"))) as log:
        before = log.head()
        she_comes_for_the_first_time(anna)
        she_waits_until_august(anna)
        the_child_is_ill_and_the_second_appointment_is_kept(anna)
        the_course_has_helped(anna)
        assert [recorded.topic for recorded in log.read(before, 100)] == THE_COURSE
        after_the_course = log.head()
        the_jobcenter_is_not_the_place(anna)
        another_place_is(anna)
        assert [recorded.topic for recorded in log.read(after_the_course, 100)] == THE_DEGREE
        written = b"".join(recorded.stored.state for recorded in log.read(before, 100))
        assert not [word for word in ("Gül", "Kita", "Zimmer 12", "Fieber", "Buchhalterin") if word.encode() in written]
    assert the_log_is_intact(live_lotse, database_url)


def she_comes_for_the_first_time(anna: Anna) -> None:
    """Standing at the café's counter: one form, one look at what leaves us, one click."""
    anna.page.get_by_role("navigation").get_by_role("link", name="Neue Vermittlung").click()
    anna.write("Name der Person", GUEL)
    anna.press("Suchen")
    expect(anna.main.get_by_role("group", name="Meinen Sie eine dieser Personen?")).to_contain_text(ALREADY_THERE)
    anna.tick("Meinen Sie eine dieser Personen?", "Nein, eine neue Person")
    anna.select("Sprache der Person", "Türkisch")
    anna.select("Quartier", "Stephanplatz")
    anna.write("Telefon", "02151 000123")
    anna.tick("Worum geht es?", COURSE)
    anna.write("Wunsch in eigenen Worten", WISH)
    anna.press("Liste anpassen")
    anna.select("Institution", VHS)
    anna.release("Name und Kontakt", "Anliegen", "Termine")
    anna.tick("Auf welchem Weg?", "Telefon")
    anna.press("Heute weiterleiten")
    expect(anna.page.get_by_role("heading", name="Genau das sieht die Institution:")).to_be_visible()
    message = anna.page.locator(".message")
    expect(message).to_contain_text(GUEL)
    expect(message).to_contain_text("02151 000123")
    expect(message).not_to_contain_text("Kita")
    anna.record("Jetzt weiterleiten", VHS, phase="weitergeleitet")


def she_waits_until_august(anna: Anna) -> None:
    """The Volkshochschule says later."""
    now = datetime.now(LOCAL).date()
    anna.choose_step("Warteliste eintragen")
    anna.tick("Wie kam die Antwort?", "Telefon")
    anna.write("Wann fragen Sie nach?", f"1.8.{now.year if now.month < 8 else now.year + 1}")
    anna.record("Eintragen", "Platz auf der Warteliste eingetragen (per Telefon)", phase="Warteliste")


def the_child_is_ill_and_the_second_appointment_is_kept(anna: Anna) -> None:
    """Both are of today: an appointment can be missed after its hour, and kept on its day."""
    now = datetime.now(LOCAL).date()
    anna.agree_appointment(now, "0:00")
    anna.record("Eintragen", "einen Termin vereinbart", phase="Warteliste")
    anna.choose_step("Termin nicht wahrgenommen")
    anna.tick("Wer war nicht da?", "die ratsuchende Person")
    anna.write("Notiz", "Der Sohn hat Fieber.")
    anna.record("Eintragen", "nicht stattgefunden hat", phase="Warteliste")
    anna.agree_appointment(now, "23:59")
    anna.record("Eintragen", "einen Termin vereinbart", phase="Warteliste")
    anna.choose_step("Termin wahrgenommen")
    anna.record("Eintragen", "wahrgenommen wurde", phase="Hilfe läuft")


def the_course_has_helped(anna: Anna) -> None:
    """Closed, after a look at what is recorded."""
    anna.choose_step("Abschließen")
    anna.tick("Wie ist es ausgegangen?", "Hilfe erhalten")
    anna.tick("Wer hat das entschieden?", "die ratsuchende Person")
    anna.press("Weiter zur Prüfung")
    expect(anna.page).to_have_title("Stimmt das so? – Lotse")
    anna.record("Abschließen", "abgeschlossen: Hilfe erhalten", phase="abgeschlossen")


def the_jobcenter_is_not_the_place(anna: Anna) -> None:
    """Her degree: the Jobcenter says no."""
    anna.page.get_by_role("group", name="Um wen und was es geht").get_by_role("link", name=GUEL).click()
    anna.follow("Neue Vermittlung für diese Person")
    expect(anna.main).to_contain_text(GUEL)
    anna.tick("Worum geht es?", "Arbeit")
    anna.write("Wunsch in eigenen Worten", "In der Türkei war ich Buchhalterin. Gilt das hier?")
    anna.select("Institution", JOBCENTER)
    anna.release("Name und Kontakt", "Anliegen")
    anna.tick("Auf welchem Weg?", "E-Mail")
    anna.press("Heute weiterleiten")
    anna.record("Jetzt weiterleiten", JOBCENTER, phase="weitergeleitet")
    anna.choose_step("Absage eintragen")
    anna.tick("Wer hat entschieden?", "die Institution")
    anna.tick("Aus welchem Grund?", "nicht zuständig")
    anna.tick("Wie kam die Antwort?", "Brief")
    anna.record("Eintragen", "nicht zuständig", phase="abgelehnt")


def another_place_is(anna: Anna) -> None:
    """One click closes and begins anew; a release of its own lets the next place know."""
    refused_at = anna.path
    anna.choose_step("Weitervermitteln")
    anna.select("Wohin jetzt?", KOMPASS)
    anna.tick("Wer hat das entschieden?", "die Fallmanager:in")
    anna.record("Eintragen", "eröffnet", phase="eröffnet")
    assert anna.path != refused_at
    following = anna.path
    anna.choose_step("Weiterleiten")
    anna.follow("Schweigepflichtentbindung eintragen")
    expect(anna.page.get_by_label("Für welche Institution?").locator("option:checked")).to_have_text(KOMPASS)
    anna.release("Name und Kontakt", "Anliegen")
    anna.press("Eintragen")
    assert anna.path == f"{following}/forwarding"
    anna.tick("Wie leiten Sie weiter?", "Telefon")
    anna.press("Weiter zur Prüfung")
    expect(anna.page).to_have_title("Genau das sieht die Institution – Lotse")
    expect(anna.main).to_contain_text(GUEL)
    expect(anna.main).not_to_contain_text("Buchhalterin")
    anna.record("Weiterleiten", KOMPASS, phase="weitergeleitet")
    anna.choose_step("Zusage eintragen")
    anna.tick("Wie kam die Antwort?", "Telefon")
    anna.record("Eintragen", "Zusage", phase="zugesagt")


def the_log_is_intact(lotse: Lotse, database_url: str | None) -> bool:
    """What `./lotse audit verify` says about it, while Lotse runs."""
    command = [str(ROOT / "lotse"), "audit", "verify", "--json"]
    done = subprocess.run(command, env=surroundings(lotse.data, database_url), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return bool(json.loads(done.stdout)["intact"])
