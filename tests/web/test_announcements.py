"""Announced needs: told by a third party, nameless, taken in with the person or let go."""

from typing import Any

from tests.cast import BEN, VHS, known
from tests.client import Page, PageClient
from tests.real_house import Premises


def announced(anna: PageClient, **typed: Any) -> Page:
    """Anna notes what the Kita told her."""
    fields: dict[str, Any] = {"kind": "authorities", "quarter": "stephanplatz", **typed}
    page = anna.get("/announcements/new")
    return page.submit("Ankündigen", **fields)


def test_an_announced_need_waits_and_can_be_taken_in(both_premises: Premises) -> None:
    anna = both_premises.browser("anna")
    page = announced(anna, institution=str(VHS), note="Braucht Hilfe bei einem Brief.")
    assert page.path == "/announcements"
    for said in ("Behörden, Stephanplatz", "Braucht Hilfe bei einem Brief.", "Volkshochschule", "02.11.2026"):
        assert said in page.text
    assert page.links()["Jetzt aufnehmen"].startswith("/referrals/new?announcement=")
    assert anna.get(page.links()["Jetzt aufnehmen"]).status == 200


def test_it_is_one_click_away_from_the_caseload(anna: PageClient) -> None:
    announced(anna)
    page = anna.get("/caseload")
    assert "Behörden" in anna.get(page.links()["1angekündigt"]).text


def test_it_expires_after_fourteen_days(premises: Premises, anna: PageClient) -> None:
    announced(anna)
    premises.later(days=14)
    assert "verfällt heute" in premises.browser("anna").get("/announcements").text
    premises.later(days=1)
    assert "Zurzeit ist nichts angekündigt." in premises.browser("anna").get("/announcements").text


def test_it_is_dropped_with_a_reason(anna: PageClient) -> None:
    page = announced(anna).submit("niemand ist gekommen")
    assert page.path == "/announcements"
    assert page.banner
    assert "Zurzeit ist nichts angekündigt." in page.text


def test_dropped_twice_is_a_sentence(premises: Premises, anna: PageClient) -> None:
    page = announced(anna)
    announcement = page.links()["Jetzt aufnehmen"].partition("=")[2]
    page.submit("hat sich erledigt")
    again = anna.post(f"/announcements/{announcement}/dropping", {"reason": "mistake", "command_id": str(known("c"))})
    assert (again.status, bool(again.errors)) == (422, True)
    assert anna.post(f"/announcements/{known('none')}/dropping", {"reason": "mistake"}).status == 422


def test_sent_twice_it_waits_once(anna: PageClient) -> None:
    page = anna.get("/announcements/new")
    page.submit("Ankündigen", kind="family")
    assert list(page.submit("Ankündigen", kind="family").links()).count("Jetzt aufnehmen") == 1


def test_a_note_that_is_too_long_is_kept(anna: PageClient) -> None:
    page = announced(anna, note="x" * 501, kind="")
    assert (page.status, len(page.errors)) == (422, 2)
    assert page.fields("Ankündigen")["note"] == "x" * 501


def test_markup_in_a_note_stays_text(anna: PageClient) -> None:
    page = announced(anna, note="<script>alert(1)</script> 😀")
    assert "<script>alert(1)</script> 😀" in page.text


def test_reading_the_notes_is_logged(premises: Premises, anna: PageClient) -> None:
    announced(anna)
    looks = premises.house.access_log.of_staff(known("Anna"))
    assert "announcements.waiting" in {look.access.view for look in looks}
    assert BEN not in {look.access.staff_id for look in looks}
