"""An institution without an account reads an enquiry and answers it; Anna sees it at once."""

from uuid import UUID

import pytest

from projections import directory, persons
from referrals.description import InstitutionDescription
from referrals.event import Event
from referrals.occasion import Channel
from referrals.person_events import Fact
from referrals.referral.codes import Phase
from tests.broken import broken
from tests.cast import VHS, day
from tests.link.conftest import Enquiry
from web.access_log import Filters


def recorded(enquiry: Enquiry, stream: UUID) -> list[Event]:
    return enquiry.premises.house.log.events_of(stream)


def test_first_it_sees_no_name(enquiry: Enquiry) -> None:
    """Need, age band, quarter and urgency; the birth year itself stays with us."""
    page = enquiry.come_in()
    assert page.h1.startswith("Anfrage ")
    for said in ("Sprache", "27 bis 39 Jahre", "Stephanplatz", "nicht eilig"):
        assert said in page.text, said
    for kept in ("Needle", "1990", "02151"):
        assert kept not in page.response.get_data(as_text=True), kept
    assert page.navigation == []


def test_an_age_that_nobody_told_is_said_to_be_unknown(enquiry: Enquiry) -> None:
    enquiry.link = enquiry.take_in("Olena Needle", birth_year=None)["link."]
    assert "nicht bekannt" in enquiry.come_in().text


def test_it_accepts_and_learns_who_it_is(enquiry: Enquiry) -> None:
    """What Anna checked word by word, and only after the purpose notice is confirmed."""
    page = enquiry.accept(note="Montag um neun geht es los.")
    assert page.h1 == "Um wen es geht"
    assert "Name: Gül Needle" in page.text
    assert enquiry.premises.referral(enquiry.referral).phase is Phase.ACCEPTED
    accepted = recorded(enquiry, enquiry.referral)[-1].occasion
    assert (accepted.actor, accepted.role, accepted.channel) == (VHS, "institution", Channel.LINK)
    assert accepted.correlation_id == enquiry.link
    topics = [event.TOPIC for event in recorded(enquiry, enquiry.link)]
    assert topics == ["link.made", "link.notice_confirmed", "link.answered"]


def test_without_the_notice_nothing_is_accepted(enquiry: Enquiry) -> None:
    """§ 78 SGB X comes before the name."""
    page = enquiry.come_in()
    refused = page.client.get(page.links()["Zusagen"]).submit("Zusagen")
    assert (refused.status, "Bestätigen Sie den Zweck" in refused.errors[0]) == (422, True)
    assert enquiry.premises.referral(enquiry.referral).phase is Phase.FORWARDED


def test_it_offers_a_place_later(enquiry: Enquiry) -> None:
    page = enquiry.come_in()
    done = page.client.get(page.links()["Warteliste"]).submit("Auf die Warteliste setzen", review_on="1.12.2026")
    assert done.h1 == "Ihre Antwort ist eingetragen"
    standing = enquiry.premises.referral(enquiry.referral)
    assert (standing.phase, standing.review_on) == (Phase.WAITLISTED, day(29))


def test_it_declines_with_its_reason_and_never_learns_a_name(enquiry: Enquiry) -> None:
    page = enquiry.come_in()
    done = page.client.get(page.links()["Nicht zusagen"]).submit(
        "Nicht zusagen", reason="no_capacity", note="Im Herbst wieder."
    )
    assert done.h1 == "Ihre Antwort ist eingetragen"
    assert enquiry.premises.referral(enquiry.referral).phase is Phase.DECLINED
    assert enquiry.reader.get(f"{enquiry.door}/person").h1 == "Ihre Antwort ist eingetragen"
    assert enquiry.ask() == ""


def test_after_accepting_it_proposes_an_appointment(enquiry: Enquiry) -> None:
    """Anna agrees it with Gül, or not."""
    page = enquiry.accept()
    done = page.client.get(page.links()["Termin vorschlagen"]).submit(
        "Termin vorschlagen", on="9.11.2026", at="9:30", minutes="30", place="Raum 3"
    )
    assert "Ihr Terminvorschlag ist eingetragen" in done.text
    proposed = enquiry.premises.referral(enquiry.referral).appointments[0]
    assert (proposed.state, proposed.starts_on, proposed.minutes) == ("proposed", day(7), 30)


def test_the_details_are_read_again_with_a_new_code_until_the_link_ends(enquiry: Enquiry) -> None:
    """The session is over after an hour; after 14 days no code goes out."""
    enquiry.accept()
    enquiry.premises.later(minutes=61)
    assert enquiry.reader.get(f"{enquiry.door}/person", follow=False).location == enquiry.door
    again = enquiry.come_in()
    assert "Gül Needle" in again.client.get(again.links()["Angaben zur Person ansehen"]).text
    enquiry.premises.later(days=14, hours=15)
    assert enquiry.ask() == ""


def test_what_the_person_disputes_says_so(enquiry: Enquiry) -> None:
    """§ 84(2) SGB X: in the enquiry, and beside the details."""
    rights = enquiry.premises.casework.rights
    for fact in (Fact.BIRTH_YEAR, Fact.NAME):
        rights.dispute(enquiry.premises.sent(), enquiry.person, field=fact, note="Das stimmt nicht.")
    assert "27 bis 39 Jahre von der Person bestritten" in enquiry.come_in().text
    page = enquiry.accept()
    assert "Die Person bestreitet eine Angabe" in page.text
    assert "nicht stimmt: Name." in page.text


def test_every_look_from_outside_is_recorded_and_told_to_the_person(enquiry: Enquiry) -> None:
    """By institution and link in the access log; by role in the Art. 15 letter."""
    enquiry.accept()
    looks = [each.access for each in enquiry.premises.house.access_log.page(Filters(staff_id=VHS))]
    assert [look.view for look in looks] == ["link.person", "link.enquiry"]
    assert {(look.role, look.purpose, look.person_id, look.ground) for look in looks} == {
        ("institution", "enquiry", enquiry.person, enquiry.link)
    }
    anna = enquiry.premises.browser("anna")
    letter = anna.get(f"/persons/{enquiry.person}/information").submit("Brief zum Ausdrucken", way="letter").text
    assert "Institution (über einen Link)" in letter
    dora = enquiry.premises.browser("dora")
    dora.get("/audit").submit("Prüfung beginnen")
    assert "Volkshochschule" in dora.get("/audit/accesses").text


def test_anna_sees_the_answer_as_what_changed(enquiry: Enquiry) -> None:
    """In the timeline by the name of the institution, and on top of her caseload."""
    anna = enquiry.premises.browser("anna")
    anna.get("/caseload")
    enquiry.premises.later(hours=2)
    enquiry.accept()
    anna = enquiry.premises.browser("anna")
    timeline = anna.get(f"/referrals/{enquiry.referral}").text
    assert "Volkshochschule hat zugesagt (über einen Link)." in timeline
    assert "Volkshochschule hat zugesagt" in anna.get("/caseload/changes").text


def test_nothing_that_waits_is_missing_on_a_link(enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it shows is told by the log in that moment: no view that could not take something in is asked."""
    premises = enquiry.premises
    premises.house.catch_up()
    with broken(monkeypatch, persons.PROJECTION), broken(monkeypatch, directory.PROJECTION):
        premises.casework.rights.dispute(premises.sent(), enquiry.person, field=Fact.NEED, note="Das stimmt nicht.")
        renamed = InstitutionDescription(name="VHS Krefeld", email="anmeldung@vhs.example.org")
        premises.casework.institutions.describe(premises.sent(), VHS, description=renamed)
        premises.house.catch_up()
    told = enquiry.come_in().text
    assert "von der Person bestritten" in told
    assert "VHS Krefeld" in told
