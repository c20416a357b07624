"""One click on the caseload records the most likely next step, once, and can be taken back."""

from uuid import UUID

from referrals.referral.codes import Party, PauseReason, Phase, Way
from referrals.referral.state import AppointmentState
from tests.cast import BEN, day, known
from tests.client import Page, PageClient
from tests.real_house import Premises
from tests.web.test_caseload import rows, with_appointment

TODAY = "Termin wahrgenommen – heute"


def versions(premises: Premises, referral_id: UUID) -> int:
    """How many steps a referral has."""
    return premises.referral(referral_id).version


def test_a_kept_appointment_is_one_click(both_premises: Premises) -> None:
    referral_id = with_appointment(both_premises)
    page = both_premises.browser("anna").get("/caseload").submit(TODAY)
    assert both_premises.referral(referral_id).phase is Phase.IN_SERVICE
    assert (page.path, page.h1) == ("/caseload", "Meine Fälle")
    assert "Anna Yıldız" in page.banner
    assert page.links()["Zur Vermittlung: Gül A."] == f"/referrals/{referral_id}"
    assert "Hilfe läuft" in page.text


def test_the_click_is_taken_back_from_the_banner(premises: Premises, anna: PageClient) -> None:
    referral_id = with_appointment(premises)
    page = anna.get("/caseload").submit(TODAY)
    page.submit("Rückgängig machen")
    appointment = premises.referral(referral_id).appointments[0]
    assert (premises.referral(referral_id).phase, appointment.state) == (Phase.FORWARDED, AppointmentState.AGREED)


def test_an_earlier_appointment_is_kept_on_its_own_day(premises: Premises) -> None:
    referral_id = with_appointment(premises)
    premises.later(days=2)
    page = premises.browser("anna").get("/caseload").submit("Termin wahrgenommen – am 02.11.2026")
    assert page.status == 200
    assert premises.referral(referral_id).phase_since == day(0)


def test_an_appointment_ahead_offers_no_click(premises: Premises, anna: PageClient) -> None:
    with_appointment(premises, day=3)
    assert "wahrgenommen" not in anna.get("/caseload").text


def test_a_pause_that_ends_is_one_click(premises: Premises) -> None:
    referral_id = premises.take_in().stream("referral")
    premises.casework.referrals.accept(premises.sent(), referral_id, source=Way.PHONE)
    premises.casework.referrals.pause(premises.sent(), referral_id, reason=PauseReason.ILLNESS, resume_on=day(7))
    premises.later(days=7)
    premises.browser("anna").get("/caseload").submit("Heute wieder aufgenommen")
    assert premises.referral(referral_id).phase is Phase.ACCEPTED


def test_a_call_in_vain_is_one_click_and_comes_back_tomorrow(premises: Premises) -> None:
    """It leaves the call list until then, and stands there again although nobody has answered meanwhile."""
    referral_id = premises.take_in().stream("referral")
    premises.later(days=15)  # a Tuesday
    calls = "Volkshochschule anrufen: 1"
    anna = premises.browser("anna")
    page = anna.get(anna.get("/caseload").links()[calls].partition("#")[0])
    assert rows(page) == ["Gül A."]
    page = page.submit("Nicht erreicht, morgen wieder")
    assert "Wiedervorlage" in page.banner
    assert (rows(page), calls in page.links()) == ([], False)
    premises.later(days=1)
    page = premises.browser("anna").get("/caseload")
    assert calls in page.links()
    assert premises.referral(referral_id).follow_up_on == day(16)


def test_before_a_weekend_tomorrow_is_the_next_working_day(premises: Premises) -> None:
    premises.take_in()
    premises.later(days=18)  # a Friday
    assert "Nicht erreicht, am 23.11.2026 wieder" in premises.browser("anna").get("/caseload").text


def test_an_answer_recorded_from_the_list_leads_back_to_it(premises: Premises) -> None:
    """Also over the page of the referral, where there are several answers; the list says for whom it was."""
    referral_id = premises.take_in().stream("referral")
    premises.later(days=15)
    anna = premises.browser("anna")
    page = anna.get("/caseload?show=calls")
    page = anna.get(page.links()["Antwort eintragen: Gül A."])
    assert page.links()["Zur Liste"] == "/caseload?show=calls"
    form = anna.get(page.links()["Zusage eintragen"])
    assert form.links()["Abbrechen"] == "/caseload?show=calls"
    page = form.submit("Eintragen", source="phone")
    assert (page.path, page.response.request.args["show"]) == ("/caseload", "calls")
    assert page.links()["Zur Vermittlung: Gül A."] == f"/referrals/{referral_id}"


def test_a_way_out_never_leads_elsewhere(premises: Premises, anna: PageClient) -> None:
    referral_id = premises.take_in().stream("referral")
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        page = anna.post(f"/referrals/{referral_id}/acceptance", {"back": elsewhere})
        assert page.links()["Abbrechen"] == f"/referrals/{referral_id}"


def test_an_appointment_of_today_is_missed_or_moved_from_its_row(premises: Premises) -> None:
    """Begun: nobody came. Still ahead: moved or called off."""
    with_appointment(premises, hour=14)
    links = premises.browser("anna").get("/caseload").links()
    assert {"Verlegen: Gül A.", "Absagen: Gül A."} <= set(links)
    premises.later(hours=8)
    anna = premises.browser("anna")
    page = anna.get(anna.get("/caseload").links()["Nicht wahrgenommen: Gül A."]).submit("Eintragen", by="person")
    assert (page.path, "Gül A." in page.text) == ("/caseload", True)


def test_a_double_click_records_once(premises: Premises, anna: PageClient) -> None:
    referral_id = with_appointment(premises)
    page = anna.get("/caseload")
    page.submit(TODAY)
    after = versions(premises, referral_id)
    again = page.submit(TODAY)
    assert (again.status, versions(premises, referral_id)) == (200, after)


def test_somebody_faster_is_shown_and_nothing_is_recorded(premises: Premises, anna: PageClient) -> None:
    referral_id = with_appointment(premises)
    page = anna.get("/caseload?quarter=stephanplatz")
    appointment_id = premises.referral(referral_id).appointments[0].id
    premises.casework.appointments.cancel(
        premises.sent(BEN), referral_id, appointment_id=appointment_id, by=Party.PERSON
    )
    late = page.submit(TODAY)
    assert late.status == 409
    assert "Jemand war schneller" in late.errors[0]
    assert "Ben Okafor" in late.text
    assert rows(late) == ["Gül A."]
    assert versions(premises, referral_id) == 4


def test_a_step_comes_back_to_the_list_it_was_taken_from(premises: Premises, anna: PageClient) -> None:
    with_appointment(premises)
    page = anna.get("/caseload?quarter=stephanplatz&show=appointments_today")
    back = page.submit(TODAY, follow=False).location
    assert back.startswith("/caseload?")
    assert "quarter=stephanplatz" in back
    assert "show=appointments_today" in back


def test_the_way_back_never_leads_elsewhere(premises: Premises, anna: PageClient) -> None:
    with_appointment(premises)
    for elsewhere in ("https://example.org/", "//example.org", "/account"):
        page = anna.get("/caseload")
        if TODAY in page.text:
            assert page.submit(TODAY, follow=False, back=elsewhere).location.startswith("/caseload?recorded=")
            page.submit(TODAY)


def test_a_step_of_somebody_elses_case_is_refused(premises: Premises) -> None:
    referral_id = with_appointment(premises)
    page = premises.browser("ben").post(f"/referrals/{referral_id}/most-likely-step", {"step": "keep"})
    assert page.status == 403
    assert versions(premises, referral_id) == 3


def test_an_incomplete_step_is_refused_with_a_sentence(premises: Premises, anna: PageClient) -> None:
    referral_id = with_appointment(premises)
    for fields in ({}, {"step": "keep"}, {"step": "keep", "command_id": str(known("c"))}, {"step": "fly"}):
        page = anna.post(f"/referrals/{referral_id}/most-likely-step", fields)
        assert page.status == 422
        assert page.errors
    assert versions(premises, referral_id) == 3


def test_a_session_that_ended_meanwhile_asks_to_sign_in_and_records_nothing(premises: Premises) -> None:
    referral_id = with_appointment(premises)
    anna = premises.browser("anna")
    page: Page = anna.get("/caseload")
    page.submit("Abmelden")
    assert page.submit(TODAY).status == 401
    assert versions(premises, referral_id) == 3
