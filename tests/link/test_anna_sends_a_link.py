"""Anna's side of a link: it goes out with the forwarding, she sees what becomes of it, and she can take it back."""

import re
import threading
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from referrals.casework import NewRelease
from referrals.description import InstitutionDescription, OfferDescription
from referrals.institution import Institution
from referrals.referral.codes import Outcome, Party, Phase
from referrals.release import Covers, Given
from tests.cast import VHS, day
from tests.client import Page, PageClient
from tests.link.conftest import Enquiry, with_mail
from tests.post import Post
from tests.real_house import COURSE, Premises
from web.house import RealHouse
from web.link_mail import address_of

FORBIDDEN = ("Needle", "Gül", "02151", "Volkshochschule", "Sprache", "Stephanplatz", "Anna")


def forwarded_by_link(premises: Premises, anna: PageClient, **filled: Any) -> Page:
    """Anna forwards Gül's referral through the pages, by link; the page of the referral afterwards."""
    release = NewRelease(
        institution_ids=(VHS,), covers=(Covers.CONTACT,), valid_until=day(300), given=Given.ORAL, language="tr"
    )
    taken = premises.take_in(name="Gül Needle", forwarded=False, release=release)
    form = anna.get(f"/referrals/{taken.stream('referral.')}/forwarding")
    check = form.submit("Weiter zur Prüfung", way="link", **filled)
    assert "Zuerst sieht sie nur Anliegen" in check.text
    return check.submit("Weiterleiten")


def listed(premises: Premises, email: str | None) -> None:
    """The directory knows this address."""
    known = InstitutionDescription(name="Volkshochschule", email=email)
    premises.casework.institutions.describe(premises.sent(), VHS, description=known)


def test_forwarding_by_link_mails_a_case_code_and_the_link_and_nothing_else(
    premises: Premises, post: Post, anna: PageClient
) -> None:
    """Mails leak: what stands in one says nothing about anybody."""
    with_mail(premises, post)
    listed(premises, "anmeldung@vhs.example.org")
    page = forwarded_by_link(premises, anna, urgency="urgent")
    (mail,) = post.mails()
    said = f"{mail['Subject']}\n{mail.get_content()}".replace("\r\n", "\n")
    assert mail["To"] == "anmeldung@vhs.example.org"
    assert re.search(r"https://lotse\.example\.org/link/[0-9a-f-]{36}\n", said)
    assert page.h1.rpartition(" ")[2] in mail["Subject"]
    assert [word for word in FORBIDDEN if word in said] == []
    for told in ("Link offen bis 16.11.2026, noch nicht geöffnet.", "Verschickt am 02.11.2026.", "dringend"):
        assert told in page.text, told


def test_without_mail_the_page_shows_the_link_and_a_code_is_said_on_the_phone(
    premises: Premises, anna: PageClient
) -> None:
    """No mail server, no address: the link is copied or printed, the code read out, and the log knows it."""
    page = forwarded_by_link(premises, anna)
    assert "noch nicht verschickt" in page.text
    found = re.search(r"http://localhost/link/([0-9a-f-]{36})", page.text)
    assert found
    told = page.submit("Code am Telefon nennen")
    code = re.search(r"\b\d{4} \d{4}\b", told.text)
    assert code
    reader = premises.browser()
    assert "am Telefon" in reader.get(f"/link/{found[1]}").text
    opened = reader.post(f"/link/{found[1]}/session", {"one_time_code": code[0]})
    assert opened.h1.startswith("Anfrage ")
    premises.later(minutes=5)
    there = anna.get(page.path).text
    assert "zuletzt geöffnet 02.11.2026, 9:00 Uhr." in there
    assert "Einmal-Code erzeugt, um ihn der Institution zu nennen" in there


def test_a_mail_that_does_not_go_out_is_said_and_can_be_sent_again(
    premises: Premises, post: Post, anna: PageClient
) -> None:
    with_mail(premises, post)
    listed(premises, "anmeldung@vhs.example.org")
    post.answer = b"554 no"
    page = forwarded_by_link(premises, anna)
    assert "noch nicht verschickt" in page.text
    post.answer = b"250 taken"
    assert "Verschickt am 02.11.2026." in page.submit("Per E-Mail senden").text
    assert "Noch einmal senden" in anna.get(page.path).text


def test_a_code_that_did_not_get_through_is_told_to_anna(enquiry: Enquiry) -> None:
    """The reader outside is not told: the answer is the same for everybody."""
    enquiry.post.answer = b"554 no"
    enquiry.ask()
    page = enquiry.premises.browser("anna").get(f"/referrals/{enquiry.referral}")
    assert "Der Code von 02.11.2026, 9:00 Uhr kam nicht durch." in page.text


def test_anna_withdraws_the_link_and_makes_a_new_one(enquiry: Enquiry) -> None:
    """The old one opens nothing, whoever had its code; the new one does."""
    code = enquiry.ask()
    anna = enquiry.premises.browser("anna")
    page = anna.get(f"/referrals/{enquiry.referral}").submit("Link zurückziehen")
    assert "Der letzte Link gilt nicht mehr." in page.text
    enquiry.enter(code)
    assert enquiry.reader.get(f"{enquiry.door}/enquiry").status == 410
    anna.get(f"/referrals/{enquiry.referral}").submit("Neuen Link machen")
    found = re.search(r"/link/([0-9a-f-]{36})", enquiry.post.mails()[-1].get_content())
    assert found
    assert found[1] != str(enquiry.link)
    assert enquiry.ask(UUID(found[1])) != ""


def test_sending_again_sends_the_same_link(enquiry: Enquiry) -> None:
    """Whoever finds either mail gets in."""
    page = enquiry.premises.browser("anna").get(f"/referrals/{enquiry.referral}").submit("Per E-Mail senden")
    page.submit("Noch einmal senden")
    assert [str(enquiry.link) in mail.get_content() for mail in enquiry.post.mails()] == [True, True]


def test_a_double_click_mails_once(enquiry: Enquiry) -> None:
    page = enquiry.premises.browser("anna").get(f"/referrals/{enquiry.referral}")
    page.submit("Per E-Mail senden")
    page.submit("Per E-Mail senden")
    assert len(enquiry.post.received) == 1


def test_the_short_form_at_the_door_makes_the_link_too(enquiry: Enquiry) -> None:
    """Taken in and forwarded by link at once."""
    anna = enquiry.premises.browser("anna")
    form = anna.get("/referrals/new")
    page = form.submit(
        "Heute weiterleiten",
        name="Olena Kovalenko",
        language="uk",
        quarter="dieselstrasse",
        need="language",
        institution=str(VHS),
        covers=["contact", "need"],
        way="link",
    )
    done = page.submit("Jetzt weiterleiten")
    assert "Link offen bis 16.11.2026" in done.text
    assert len(enquiry.post.received) == 1


def test_the_address_of_the_offer_goes_before_that_of_the_institution() -> None:
    """The department that decides, not the front desk."""
    described = InstitutionDescription(name="Volkshochschule", email="info@vhs.example.org")
    offers = {COURSE: OfferDescription(name="Integrationskurs", email="kurse@vhs.example.org")}
    vhs = Institution(id=VHS, version=1, description=described, offers=offers)
    assert address_of(vhs, COURSE) == "kurse@vhs.example.org"
    assert address_of(vhs) == "info@vhs.example.org"
    assert (
        address_of(replace(vhs, description=InstitutionDescription(name="Volkshochschule"))) == "kurse@vhs.example.org"
    )
    assert address_of(None) == ""


@pytest.mark.parametrize("phase", [Phase.ACCEPTED, Phase.CLOSED])
def test_once_it_is_answered_the_page_asks_for_nothing(enquiry: Enquiry, phase: Phase) -> None:
    """After acceptance the link is still there to read; after closing it is gone."""
    enquiry.accept()
    anna = enquiry.premises.browser("anna")
    if phase is Phase.CLOSED:
        enquiry.premises.casework.referrals.close(
            enquiry.premises.sent(), enquiry.referral, outcome=Outcome.NEED_MET, decided_by=Party.PERSON
        )
    page = anna.get(f"/referrals/{enquiry.referral}").text
    assert "Link zurückziehen" not in page
    assert ("Link offen bis" in page) is (phase is Phase.ACCEPTED)


def test_what_runs_behind_the_answer_runs_to_its_end_or_says_why(
    premises: Premises, caplog: pytest.LogCaptureFixture
) -> None:
    """In a thread of the process; a store that is away is noted, by its kind alone."""
    house = RealHouse(premises.house.settings)
    ended: list[str] = []

    def stops() -> None:
        raise ConnectionError("Gül Needle")

    for job in (lambda: ended.append("done"), stops):
        house.behind_the_answer(job)
    for thread in threading.enumerate():
        if thread.name == "behind the answer":
            thread.join()
    house.close()
    assert ended == ["done"]
    assert "a job behind the answer did not end: ConnectionError" in caplog.text
    assert "Needle" not in caplog.text
