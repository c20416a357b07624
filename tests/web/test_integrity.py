"""The integrity page: size, checkpoints and who holds one, self-checks, and a button that verifies now."""

from typing import Any

import pytest

from projections.evidence import Selfcheck
from referrals import evidence
from referrals.checkpoint import Checkpoints
from referrals.custody import Holder
from referrals.evidence import Finding, Result
from tests.cast import day, on
from tests.page_checks import words
from tests.real_house import Premises
from web.pages.audit import selfchecks
from web.tidying import Tidying


def verify(premises: Premises) -> None:
    """Begin, and wait until it is through."""
    thread = premises.house.verifications.begin()
    assert thread is not None
    thread.join(timeout=60)


def sign(premises: Premises) -> None:
    settings = premises.house.settings
    Checkpoints(settings.checkpoints).sign(premises.house.log.recorder, settings.signing_key_file)


def tamper(premises: Premises) -> None:
    """Somebody with the database file changes a row, past every trigger of ours."""
    import sqlite3

    with sqlite3.connect(premises.house.settings.data / "events.sqlite") as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET topic = 'staff.enabled' WHERE position = 2")
    connection.close()


@pytest.mark.parametrize("login", ["dora", "frida"])
def test_what_was_verified_is_kept_and_shown(premises: Premises, login: str) -> None:
    browser = premises.browser(login)
    assert "noch nicht nachgerechnet" in browser.get("/audit/integrity").text
    verify(premises)
    page = browser.get("/audit/integrity")
    assert "Das Protokoll ist unversehrt" in page.text
    assert premises.house.verifications.latest()[0].verdict.root in page.text  # type: ignore[union-attr, operator]
    assert "Refresh" not in page.response.headers


def test_a_tampered_log_is_said_with_its_first_bad_position(premises: Premises) -> None:
    dora = premises.browser("dora")
    dora.get("/audit/integrity")  # the views have taken in what was recorded
    tamper(premises)
    verify(premises)
    page = dora.get("/audit/integrity")
    assert "Das Protokoll wurde verändert" in page.text
    assert "Ereignis 2." in page.text


def test_the_button_begins_and_the_page_tells_how_far_it_is(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without JavaScript: the page comes again by itself; another process shows the same, for the state is stored."""
    monkeypatch.setattr("web.verifying.threading.Thread.start", lambda self: None)
    dora = premises.browser("dora")
    page = dora.get("/audit/integrity").submit("Jetzt nachrechnen")
    assert page.response.headers["Refresh"] == "3"
    house = premises.house
    house.verifications._note(house.verifications.latest()[0].id, done=5, total=20)
    page = premises.browser("frida").get("/audit/integrity")
    (bar,) = list(page.tree.iter("progress"))
    assert (bar.get("value"), bar.get("max")) == ("5", "20")
    assert "Jetzt nachrechnen" not in page.text
    assert house.verifications.begin() is None


def test_a_run_whose_process_died_stands_in_nobodys_way(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("web.verifying.threading.Thread.start", lambda self: None)
        premises.house.verifications.begin()
    premises.later(seconds=31)
    assert "abgebrochen" in premises.browser("dora").get("/audit/integrity").text
    verify(premises)
    assert "Das Protokoll ist unversehrt" in premises.browser("dora").get("/audit/integrity").text


def test_one_run_at_a_time_on_both_databases(both_premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as held:
        held.setattr("web.verifying.threading.Thread.start", lambda self: None)
        assert both_premises.house.verifications.begin() is not None
        assert both_premises.house.verifications.begin() is None
    both_premises.later(seconds=31)
    verify(both_premises)
    first = both_premises.house.verifications.latest()[0]
    assert first.verdict is not None
    assert first.verdict.intact


def test_what_was_verified_and_who_signed_in_is_forgotten_after_ninety_days(premises: Premises) -> None:
    """The process that follows the log tidies up once an hour."""
    tidy = Tidying(premises.house)
    premises.browser("anna")
    verify(premises)
    premises.later(days=89)
    tidy()
    assert premises.house.verifications.latest()
    premises.later(days=2)
    tidy()
    assert premises.house.verifications.latest() == []
    assert premises.house.accounts.sessions.tidy(premises.moment) == 0


def test_who_keeps_a_checkpoint_is_noted_and_the_note_can_be_saved(premises: Premises) -> None:
    dora = premises.browser("dora")
    page = dora.get("/audit/integrity")
    assert "Es gibt noch keinen Prüfpunkt" in page.text
    assert dora.get("/audit/integrity/checkpoint").status == 404
    sign(premises)
    page = dora.get("/audit/integrity")
    assert "Bisher niemand außer Haus" in page.text
    page = page.submit("Übergabe eintragen", holder=Holder.SUPERVISORY_AUTHORITY.value)
    assert "Aufsichtsbehörde: " in page.text
    note = dora.get("/audit/integrity/checkpoint")
    assert note.text.startswith("lotse")
    newest = Checkpoints(premises.house.settings.checkpoints).newest()
    assert newest is not None
    assert note.text == newest.note


def test_the_self_checks_are_shown_with_what_they_found(premises: Premises) -> None:
    evidence.checked(premises.house.log, premises.moment, result=Result.FINDINGS, size=9, findings=[Finding.BACKUP_OLD])
    text = premises.browser("frida").get("/audit/integrity").text
    assert "etwas gefunden" in text
    assert "Die letzte Sicherung ist alt oder fehlt" in text


def rows(page: Any) -> list[str]:
    """The lines of the table of self-checks."""
    (table,) = [each for each in page.tree.iter("table") if "Selbstprüfungen" in words(each.find("caption"))]
    return [words(row) for row in table.find("tbody").iter("tr")]


def test_the_self_checks_of_ninety_days_stand_there_and_the_days_without_one(premises: Premises) -> None:
    """Not the last five: days in a row that came to the same are one line (Art. 32 GDPR)."""

    def check(result: Result, *findings: Finding) -> None:
        evidence.checked(premises.house.log, premises.moment, result=result, size=9, findings=findings)

    for number in range(100):
        if number not in (95, 96):
            check(Result.FINE)
        if number == 98:
            check(Result.FINDINGS, Finding.BACKUP_OLD)
        premises.later(days=1)
    page = premises.browser("frida").get("/audit/integrity")
    assert "Von 89 Tagen waren 86 ohne Befund, 1 mit Befund und 0 nicht zu beurteilen." in page.text
    assert "Tage ohne Prüfung: 2." in page.text
    first, tampered, second, nothing, before = rows(page)
    assert first.endswith("nichts zu beanstanden – 1")
    assert tampered.endswith("etwas gefunden Die letzte Sicherung ist alt oder fehlt 2")
    assert second.endswith("nichts zu beanstanden – 1")
    assert "keine Prüfung" in nothing
    assert " bis " in nothing
    assert before.endswith("nichts zu beanstanden – 84")


def test_the_worst_of_a_day_counts_and_a_day_that_is_not_over_is_not_missed() -> None:
    last = day(3)
    at = {number: on(number).recorded_at for number in range(4)}
    unjudged = Selfcheck(9, at[1], Result.UNJUDGED, 9, (Finding.LOG_UNJUDGED,))
    found = Selfcheck(8, at[1], Result.FINDINGS, 9, (Finding.BACKUP_OLD,))
    fine = Selfcheck(7, at[0], Result.FINE, 9, ())
    told = list(selfchecks.days([unjudged, found, fine], day(0), last))
    assert [(each.day, each.result) for each in told] == [
        (day(2), None),
        (day(1), Result.UNJUDGED),
        (day(0), Result.FINE),
    ]
    assert told[1].findings == tuple(sorted([Finding.LOG_UNJUDGED, Finding.BACKUP_OLD]))


def test_nothing_of_a_person_stands_there(premises: Premises) -> None:
    premises.take_in(name="Gül Needle")
    verify(premises)
    page: Any = premises.browser("frida").get("/audit/integrity")
    assert "Needle" not in page.response.get_data(as_text=True)


@pytest.mark.parametrize("login", ["anna", "emil"])
def test_nobody_else_gets_there(premises: Premises, login: str) -> None:
    browser = premises.browser(login)
    assert browser.get("/audit/integrity").status == 403
    assert browser.get("/audit/processing").status == 403
    assert browser.post("/audit/integrity/verification").status == 403


@pytest.mark.parametrize("login", ["dora", "frida"])
def test_the_record_of_processing_is_read_and_saved(premises: Premises, login: str) -> None:
    browser = premises.browser(login)
    text = browser.get("/audit/processing").text
    assert "Verzeichnis der Verarbeitungstätigkeiten" in text
    assert "Löschkonzept" in text
    assert "<h2>Löschkonzept</h2>" in browser.http.get("/audit/processing/file").text
