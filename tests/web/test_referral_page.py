"""The page of a referral: the timeline with what was corrected and confided, corrections, forwarding, voiding."""

from typing import Any
from uuid import UUID

from referrals.referral.codes import Way
from tests.cast import BEN, day
from tests.client import Page, PageClient
from tests.real_house import Premises
from tests.web.referral_stories import accepted, forwarded, opened, with_appointment

CHECK = "Genau das sieht die Institution"


def items(page: Page) -> list[str]:
    """What stands in the timeline, the latest first."""
    timeline = next(each for each in page.tree.iter("ol") if each.get("class") == "timeline")
    return [" ".join("".join(item.itertext()).split()) for item in timeline.iter("li")]


def test_it_tells_who_did_what_when_with_what_was_written(premises: Premises, anna: PageClient) -> None:
    """Sentences, days, and the notes opened below them."""
    referral_id = with_appointment(premises)
    page = anna.get(f"/referrals/{referral_id}")
    told = items(page)
    assert told[0].startswith("Anna Yıldız hat einen Termin vereinbart: Montag, 2. November 2026, 08:00 Uhr")
    assert "Ort Von-der-Leyen-Platz 2" in told[0]
    assert "Wunsch in eigenen Worten Ich möchte Deutsch lernen und arbeiten." in told[-1]
    assert any("Schweigepflichtentbindung" in each for each in told)
    assert "Ergebnis fehlt" in page.text


def test_a_confided_note_is_read_by_its_author_alone(premises: Premises, anna: PageClient) -> None:
    """Anna carries the case and still reads only that there is one."""
    referral_id = accepted(premises)
    premises.casework.referrals.take_note(premises.sent(BEN), referral_id, text="Bens Geheimnis", confided=True)
    form = anna.get(f"/referrals/{referral_id}/note")
    page = form.submit("Eintragen", text="Annas Geheimnis", confided="1")
    assert "Annas Geheimnis" in page.text
    assert "Bens Geheimnis" not in page.response.text
    assert "vertraulich, bleibt bei Ben Okafor" in page.text
    paper = anna.get(f"/referrals/{referral_id}/print").response.text
    assert "Bens Geheimnis" not in paper
    assert "Annas Geheimnis" not in paper
    step = premises.referral(referral_id).version - 1
    assert anna.get(f"/referrals/{referral_id}/steps/{step}/correction?field=text").status == 409


def test_a_step_recorded_later_says_so(premises: Premises, anna: PageClient) -> None:
    """The day it happened, and the day it was written down."""
    referral_id = accepted(premises)
    premises.later(hours=5)
    premises.moment = premises.moment.replace(day=5)
    anna = premises.browser("anna")
    page = anna.get(f"/referrals/{referral_id}/note").submit(
        "Eintragen", text="Rückruf", day="other", day_other="3.11.2026"
    )
    assert "Di, 3. November 2026 · nachgetragen am 5. November 2026" in items(page)[0]


def test_a_code_a_day_a_text_and_a_moment_are_corrected(premises: Premises, anna: PageClient) -> None:
    """Choose the field, give the right value, say why; the old one stays, marked."""
    referral_id = with_appointment(premises)
    cases: list[tuple[int, str, dict[str, Any]]] = [
        (3, "Quelle der Antwort", {"value": "letter"}),
        (4, "Ort", {"value": "Raum 7"}),
        (4, "Zeit", {"value": "9.11.2026", "at": "14.30"}),
        (4, "Dauer", {"value": "45"}),
        (3, "Notiz", {"value": "Frau Meier"}),
    ]
    for step, label, filled in cases:
        fields = anna.get(f"/referrals/{referral_id}/steps/{step}/correction")
        form = anna.get(fields.links()[f"Ändern: {label}"])
        assert form.h1 == f"„{label}“ berichtigen"
        done = form.submit("Berichtigen", reason="typing_mistake", **filled)
        assert done.status == 200, (label, done.errors)
        assert "berichtigt" in done.banner, label
    page = anna.get(f"/referrals/{referral_id}")
    assert "Berichtigt am 02.11.2026." in page.text
    agreed = premises.referral(referral_id).open_appointments[0]
    assert agreed.starts_at.isoformat() == "2026-11-09T13:30:00+00:00"
    assert "Raum 7" in page.text
    assert "14:30 Uhr, 45 Minuten" in page.text
    assert "Dauer: keine Angabe → 45 Minuten" in items(page)[1]


def test_a_correction_that_would_not_hold_is_refused_with_everything_kept(premises: Premises, anna: PageClient) -> None:
    """The order of time is checked again over the whole history."""
    referral_id = accepted(premises)
    form = anna.get(f"/referrals/{referral_id}/steps/2/correction?field=occurred_on")
    page = form.submit("Berichtigen", value="1.10.2026", reason="wrong_day")
    assert page.status == 422
    assert "vor dem Schritt, auf den er folgt" in page.errors[0]
    assert page.fields("Berichtigen")["value"] == "1.10.2026"
    assert anna.get(f"/referrals/{referral_id}/steps/2/correction?field=release_id").status == 409


def test_a_step_is_taken_back_from_the_timeline_with_a_reason(premises: Premises, anna: PageClient) -> None:
    """Only where nothing later rests on it."""
    referral_id = accepted(premises)
    links = anna.get(f"/referrals/{referral_id}").links()
    assert "Zurücknehmen: Zugesagt, 02.11.2026" in links
    assert "Zurücknehmen: Weitergeleitet, 02.11.2026" not in links
    form = anna.get(links["Zurücknehmen: Zugesagt, 02.11.2026"])
    page = form.submit("Zurücknehmen", reason="misunderstanding")
    assert "Grund: Missverständnis" in page.banner
    assert premises.referral(referral_id).phase.value == "forwarded"
    assert form.submit("Zurücknehmen", reason="wrong_day").status in (409, 422)


def test_what_the_institution_sees_is_what_is_recorded(premises: Premises, anna: PageClient) -> None:
    """Word by word; nothing that was not ticked."""
    referral_id = opened(premises)
    form = anna.get(f"/referrals/{referral_id}/forwarding")
    assert form.fields("Weiter zur Prüfung").getlist("shared") == ["contact", "need"]
    check = form.submit("Weiter zur Prüfung", way="phone", shared=["contact"])
    assert (check.status, check.h1) == (200, CHECK)
    shown = next("".join(p.itertext()) for p in check.tree.iter("p") if p.get("class") == "typed")
    assert "Gül A." in shown
    assert "Integrationskurs" not in shown
    assert premises.referral(referral_id).phase.value == "opened"
    page = check.submit("Weiterleiten")
    assert "weitergeleitet (per Telefon), mit Schweigepflichtentbindung; mitgeteilt: Name und Kontakt." in page.banner
    event: Any = premises.house.log.events_of(referral_id)[-1]
    assert premises.house.vault.reveal_many([(event.message, referral_id, "message")]) == [shown]


def test_from_the_check_one_can_go_back_with_everything_kept(premises: Premises, anna: PageClient) -> None:
    """„Ändern“ shows the form as it was filled in."""
    referral_id = opened(premises)
    form = anna.get(f"/referrals/{referral_id}/forwarding")
    back = form.submit("Weiter zur Prüfung", way="letter", shared=["need"]).submit("Ändern")
    assert (back.status, back.h1) == (200, "Weiterleiten")
    fields = back.fields("Weiter zur Prüfung")
    assert (fields["way"], fields.getlist("shared")) == ("letter", ["need"])


def test_more_than_the_release_covers_is_refused_before_the_check(premises: Premises, anna: PageClient) -> None:
    """And so is a forwarding without any release."""
    referral_id = opened(premises)
    form = anna.get(f"/referrals/{referral_id}/forwarding")
    page = form.submit("Weiter zur Prüfung", way="phone", shared=["contact", "birth_year"])
    assert (page.status, page.h1) == (422, "Weiterleiten")
    assert page.links()[page.errors[0]] == "#f-shared-1"
    assert page.fields("Weiter zur Prüfung").getlist("shared") == ["contact", "birth_year"]
    without = premises.take_in(forwarded=False, name="Olena K.").stream("referral.")
    form = anna.get(f"/referrals/{without}/forwarding")
    assert "Es liegt keine gültige Schweigepflichtentbindung vor" in form.text
    refused = form.submit("Weiter zur Prüfung", way="phone")
    assert refused.status == 422
    emergency = refused.submit("Weiter zur Prüfung", ground="emergency", shared=["contact"])
    assert emergency.h1 == CHECK
    assert "Notlage" in emergency.submit("Weiterleiten").banner


def test_a_check_that_was_not_seen_is_shown(premises: Premises, anna: PageClient) -> None:
    """A made-up seal, or a name that changed meanwhile, leads through the check page."""
    referral_id = opened(premises)
    check = anna.get(f"/referrals/{referral_id}/forwarding").submit("Weiter zur Prüfung", way="phone")
    person_id = premises.referral(referral_id).person_id
    assert check.submit("Weiterleiten", seen="0" * 64).h1 == CHECK
    premises.casework.persons.rename(premises.sent(), person_id, name="Gül Aydın")
    again = check.submit("Weiterleiten")
    assert again.h1 == CHECK
    assert "Gül Aydın" in again.text
    assert premises.referral(referral_id).phase.value == "opened"
    assert again.submit("Weiterleiten").path == f"/referrals/{referral_id}"


def test_closing_with_an_open_appointment_says_what_to_do(premises: Premises, anna: PageClient) -> None:
    """Unless the person no longer wants it: then the appointment is cancelled with it."""
    referral_id = with_appointment(premises, for_day=5)
    form = anna.get(f"/referrals/{referral_id}/closing")
    page = form.submit("Weiter zur Prüfung", outcome="NEED_MET", decided_by="person")
    assert page.status == 422
    assert "07.11.2026, 8:00 Uhr ist noch offen" in page.errors[0]
    check = page.submit("Weiter zur Prüfung", outcome="NO_LONGER_WANTED")
    done = check.submit("Abschließen")
    assert "abgesagt" in done.banner
    assert "abgeschlossen" in done.banner
    other = anna.get(f"/referrals/{accepted(premises)}/closing")
    refused = other.submit("Weiter zur Prüfung", outcome="OTHER", decided_by="person")
    assert refused.links()[refused.errors[0]] == "#f-note"


def test_referring_on_opens_the_next_and_both_link_to_each_other(premises: Premises, anna: PageClient) -> None:
    """One thread for one need."""
    referral_id = accepted(premises)
    form = anna.get(f"/referrals/{referral_id}/referring-on")
    places = [option.get("value") for option in form.tree.iter("option") if "Jobcenter" in "".join(option.itertext())]
    page = form.submit("Eintragen", where=places[0], decided_by="institution")
    following = UUID(page.path.rsplit("/", 1)[1])
    assert premises.referral(following).attempt == 2
    assert page.links()["Zum Versuch davor"] == f"/referrals/{referral_id}"
    back = anna.get(f"/referrals/{referral_id}")
    assert f"/referrals/{following}" in back.links().values()


def test_voiding_what_has_left_us_waits_for_a_second_person(premises: Premises, anna: PageClient) -> None:
    """The page says whom to ask, by the code of the case."""
    referral_id = forwarded(premises)
    form = anna.get(f"/referrals/{referral_id}/void")
    page = form.submit("Zustimmung erbitten", reason="wrong_person")
    assert "Eine zweite Person muss zustimmen" in page.text
    assert "Als Fehleingabe kennzeichnen" not in page.links()
    assert premises.referral(referral_id).phase.value == "forwarded"


def test_the_paper_view_holds_everything_and_no_navigation(premises: Premises, anna: PageClient) -> None:
    """For the paper file: name, facts, and the timeline from the beginning."""
    referral_id = with_appointment(premises)
    page = anna.get(f"/referrals/{referral_id}/print")
    assert page.navigation == []
    assert "Gül A." in page.text
    assert items(page)[0].startswith("Anna Yıldız hat ein Anliegen aufgenommen")
    assert "Gedruckt von Anna Yıldız am 02.11.2026, 9:00 Uhr." in page.text
    assert "Berichtigen" not in page.text


def test_no_name_stands_in_title_or_address(premises: Premises, anna: PageClient) -> None:
    """They travel into browser histories."""
    referral_id = accepted(premises)
    for address in ("", "/note", "/closing", "/steps/3/correction", "/print"):
        page = anna.get(f"/referrals/{referral_id}{address}")
        assert "Gül" not in page.title
        assert "Gül" not in page.path


def test_it_speaks_english_too(premises: Premises) -> None:
    """The sentences, the words and the forms."""
    referral_id = accepted(premises)
    premises.casework.referrals.set_follow_up(premises.sent(), referral_id, due_on=day(9), note="call")
    anna = PageClient(premises.app, "en")
    anna.sign_in("anna", "sonnige Kirschbaum Treppe")
    page = anna.get(f"/referrals/{referral_id}")
    assert items(page)[0].startswith("Anna Yıldız set a follow-up for 11 November 2026.")
    form = anna.get(page.links()["Record the waiting list"])
    refused = form.submit("Record", source=Way.PHONE.value)
    assert refused.errors == ["“When will you ask again?”: Enter a day, for example 3.11. or 3.11.2026."]
