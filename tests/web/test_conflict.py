"""Somebody was faster: what changed is shown, what was typed is there, and one more click records it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint, Response, request

from referrals.casework import Overtaken
from referrals.referral.codes import Way
from tests.cast import BEN
from tests.client import OUR_PAGES, PageClient
from tests.real_house import PASSWORD, Premises
from tests.web.referral_stories import accepted, forwarded, with_appointment
from web import app as web_app
from web.audience import SIGNED_IN, audience

TYPED = "Kommt am Montag,\nmit dem Sohn."


def ben_takes_a_note(premises: Premises, referral_id: UUID) -> None:
    """Meanwhile, at the next desk."""
    premises.casework.referrals.take_note(premises.sent(BEN), referral_id, text="kurz", confided=False)


def test_two_at_once_the_second_is_shown_what_changed(both_premises: Premises) -> None:
    """Nothing typed is lost, and one click records it."""
    referral_id = forwarded(both_premises)
    anna = both_premises.browser("anna")
    form = anna.get(f"/referrals/{referral_id}/acceptance")
    ben_takes_a_note(both_premises, referral_id)
    page = form.submit("Eintragen", source="letter", note=TYPED)
    assert (page.status, page.h1) == (409, "Jemand war schneller")
    assert "Ben Okafor hat eine Notiz geschrieben." in page.banner
    assert "Ihre Eingabe: Zusage eintragen" in page.text
    fields = page.fields("Trotzdem eintragen")
    assert (fields["source"], fields["note"], fields["day"]) == ("letter", TYPED.replace("\n", "\r\n"), "today")
    done = page.submit("Trotzdem eintragen")
    assert (done.status, done.path) == (200, f"/referrals/{referral_id}")
    assert both_premises.referral(referral_id).phase.value == "accepted"
    assert TYPED.splitlines()[1] in done.text


def test_what_is_no_longer_possible_says_so_and_keeps_the_words(premises: Premises, anna: PageClient) -> None:
    """The other one recorded the same: nothing is recorded twice."""
    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/acceptance")
    premises.casework.referrals.accept(premises.sent(BEN), referral_id, source=Way.PHONE)
    version = premises.referral(referral_id).version
    again = form.submit("Eintragen", source="letter", note=TYPED).submit("Trotzdem eintragen")
    assert again.status == 422
    assert "„Zugesagt“ geht gerade nicht" in again.errors[0]
    assert again.fields("Eintragen")["note"].startswith("Kommt am Montag,")
    assert premises.referral(referral_id).version == version


def test_nothing_is_recorded_while_the_conflict_is_shown(premises: Premises, anna: PageClient) -> None:
    """„Nicht eintragen“ leads to the referral."""
    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/note")
    ben_takes_a_note(premises, referral_id)
    version = premises.referral(referral_id).version
    page = form.submit("Eintragen", text=TYPED)
    assert page.links()["Nicht eintragen"] == f"/referrals/{referral_id}"
    assert premises.referral(referral_id).version == version


def test_the_back_button_shows_what_one_recorded_oneself(premises: Premises, anna: PageClient) -> None:
    """Another answer from the old form is not recorded silently."""
    referral_id = accepted(premises)
    form = anna.get(f"/referrals/{referral_id}/follow-up")
    assert form.submit("Eintragen", due_on="1.12.2026").status == 200
    page = form.submit("Eintragen", due_on="2.12.2026")
    assert (page.status, page.h1) == (409, "Inzwischen haben Sie schon etwas eingetragen")
    assert page.fields("Trotzdem eintragen")["due_on"] == "2.12.2026"


def test_a_double_click_records_once(both_premises: Premises) -> None:
    """The second answer is the same as the first; a reload of the next page records nothing either."""
    anna = both_premises.browser("anna")
    referral_id = with_appointment(both_premises)
    appointment = both_premises.referral(referral_id).open_appointments[0]
    form = anna.get(f"/referrals/{referral_id}/appointments/{appointment.id}/kept")
    first, second = (form.submit("Eintragen", note=TYPED, follow=False) for _click in range(2))
    assert (first.status, second.status, second.location) == (303, 303, first.location)
    version = both_premises.referral(referral_id).version
    assert anna.get(first.location).status == 200
    assert anna.get(first.location).banner == ""
    assert both_premises.referral(referral_id).version == version == 5


def test_a_check_page_that_no_longer_holds_is_shown_again(premises: Premises, anna: PageClient) -> None:
    """What is recorded is what was looked at: a conflict leads through the check once more."""
    referral_id = accepted(premises)
    check = anna.get(f"/referrals/{referral_id}/closing").submit(
        "Weiter zur Prüfung", outcome="NO_LONGER_WANTED", decided_by="person", note=TYPED
    )
    ben_takes_a_note(premises, referral_id)
    page = check.submit("Abschließen")
    assert page.status == 409
    again = page.submit("Trotzdem eintragen")
    assert (again.status, again.h1) == (200, "Stimmt das so?")
    assert "Kommt am Montag" in again.text
    assert again.submit("Abschließen").path == f"/referrals/{referral_id}"
    assert premises.referral(referral_id).phase.value == "closed"


def test_an_ended_session_in_the_middle_of_a_form_loses_nothing(premises: Premises, anna: PageClient) -> None:
    """Sign in, send, recorded."""
    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/note")
    premises.later(hours=13)
    asked = form.submit("Eintragen", text=TYPED)
    assert asked.status == 401
    back = asked.submit("Anmelden", login="anna", password=PASSWORD)
    done = back.submit("Eingaben absenden")
    assert done.path == f"/referrals/{referral_id}"
    assert "Notiz" in done.banner
    assert "mit dem Sohn" in done.text


def test_a_lost_database_keeps_the_form(premises: Premises, anna: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The retry form holds the fields and the same command: it is recorded once, when the database is back."""
    from sqlalchemy.exc import OperationalError

    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/note")

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("INSERT …", {}, Exception("server closed the connection"))

    with monkeypatch.context() as away:
        away.setattr(premises.house.log, "record", lost)
        page = form.submit("Eintragen", text=TYPED)
    assert (page.status, page.h1) == (503, "Die Datenbank antwortet gerade nicht")
    assert page.fields("Noch einmal absenden")["command_id"] == form.fields("Eintragen")["command_id"]
    done = page.submit("Noch einmal absenden")
    assert "mit dem Sohn" in done.text
    assert premises.referral(referral_id).version == 3


def test_a_race_that_is_lost_three_times_asks_to_send_again(
    premises: Premises, anna: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door gives up after three attempts; the page does not."""
    from referrals.log.errors import VersionTaken

    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/note")

    def taken(*_: object, **__: object) -> None:
        raise VersionTaken("again")

    with monkeypatch.context() as busy:
        busy.setattr(premises.house.log, "record", taken)
        page = form.submit("Eintragen", text=TYPED)
    assert (page.status, page.h1) == (409, "Mehrere haben im selben Augenblick eingetragen")
    assert page.submit("Noch einmal absenden").path == f"/referrals/{referral_id}"


def at_once(premises: Premises, clients: list[PageClient], address: str, sent: list[Any]) -> list[int]:
    """The same moment, each in a thread of its own; the statuses in the order of the clients."""
    start = Barrier(len(clients))

    def press(client: PageClient, fields: Any) -> int:
        start.wait()
        return client.http.post(address, data=fields, headers=OUR_PAGES).status_code

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(press, clients, sent))


def test_a_double_click_at_the_same_moment_records_once(both_premises: Premises) -> None:
    """Both answers say it is recorded."""
    referral_id = forwarded(both_premises)
    anna = both_premises.browser("anna")
    form = anna.get(f"/referrals/{referral_id}/note")
    fields = form.fields("Eintragen")
    fields["text"] = TYPED
    browsers = [anna, both_premises.browser("anna"), both_premises.browser("anna")]
    statuses = at_once(both_premises, browsers, f"/referrals/{referral_id}/note", [fields] * 3)
    assert statuses == [303, 303, 303]
    assert both_premises.referral(referral_id).version == 3


def test_two_people_at_the_same_moment_one_is_asked_again(both_premises: Premises) -> None:
    """Exactly one answer is recorded; the others see what changed, and nothing of theirs is lost."""
    referral_id = forwarded(both_premises)
    browsers = [both_premises.browser("anna") for _desk in range(3)]
    sent = []
    for number, browser in enumerate(browsers):
        fields = browser.get(f"/referrals/{referral_id}/acceptance").fields("Eintragen")
        fields["source"], fields["note"] = "phone", f"Notiz {number}"
        sent.append(fields)
    statuses = at_once(both_premises, browsers, f"/referrals/{referral_id}/acceptance", sent)
    assert sorted(statuses) == [303, 409, 409]
    assert both_premises.referral(referral_id).version == 3


def test_a_view_that_leaves_no_form_is_answered_too(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed is read below the changes and travels along; only the version is the new one."""
    referral_id = forwarded(premises)
    sample = Blueprint("sample", __name__)

    @sample.post("/sample")
    @audience(SIGNED_IN)
    def step() -> Response:
        if request.form["expected_version"] == "1":
            raise Overtaken(referral_id, 1, 2)
        return Response(request.form["note"], mimetype="text/plain")

    monkeypatch.setattr(web_app, "BLUEPRINTS", (*web_app.BLUEPRINTS, sample))
    premises.app = web_app.create_app(premises.house)
    premises.app.testing = True
    anna = premises.browser("anna")
    page = anna.post("/sample", {"command_id": str(referral_id), "expected_version": "1", "note": TYPED})
    assert page.status == 409
    assert "weitergeleitet" in page.banner
    assert "Das haben Sie eingegeben Kommt am Montag, mit dem Sohn." in page.text
    assert page.fields("Trotzdem eintragen")["expected_version"] == "2"
    assert page.submit("Trotzdem eintragen").text == TYPED.replace("\n", "\r\n")
