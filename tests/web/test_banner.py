"""The banner: said once, on the next page, to whoever recorded it; and it takes back."""

from tests.cast import BEN
from tests.client import PageClient
from tests.real_house import PASSWORD, Premises
from tests.web.referral_stories import forwarded
from web.banner import COOKIE


def note(anna: PageClient, referral_id: object) -> None:
    """Anna writes a note, and has not seen the next page yet."""
    page = anna.get(f"/referrals/{referral_id}/note")
    assert page.submit("Eintragen", text="Möchte abends lernen.", follow=False).status == 303


def test_it_is_said_once(premises: Premises, anna: PageClient) -> None:
    """On whichever page comes next; a reload says nothing."""
    note(anna, forwarded(premises))
    assert anna.get("/account").banner.startswith("Anna Yıldız hat eine Notiz geschrieben.")
    assert anna.get("/account").banner == ""


def test_it_takes_back_with_one_click(premises: Premises, anna: PageClient) -> None:
    """A correcting event: both stay in the timeline. And taking back can be taken back."""
    referral_id = forwarded(premises)
    page = anna.get(f"/referrals/{referral_id}/acceptance").submit("Eintragen", source="phone")
    assert "Zusage" in page.banner
    back = page.submit("Rückgängig machen")
    assert (back.status, back.path) == (200, f"/referrals/{referral_id}")
    assert "zurückgenommen" in back.banner
    assert premises.referral(referral_id).phase.value == "forwarded"
    assert "Zurückgenommen am 02.11.2026. Gilt nicht." in back.text
    again = back.submit("Rückgängig machen")
    assert again.status == 200
    assert premises.referral(referral_id).phase.value == "accepted"


def test_it_leads_back_to_the_page_it_stood_on(premises: Premises, anna: PageClient) -> None:
    """From the caseload to the caseload."""
    note(anna, forwarded(premises))
    assert anna.get("/account").submit("Rückgängig machen").path == "/account"


def test_somebody_was_faster_than_taking_back(premises: Premises, anna: PageClient) -> None:
    """The conflict page shows what came in between; then it is taken back all the same."""
    referral_id = forwarded(premises)
    page = anna.get(f"/referrals/{referral_id}/note").submit("Eintragen", text="Möchte abends lernen.")
    premises.casework.referrals.take_note(premises.sent(BEN), referral_id, text="kurz", confided=False)
    conflict = page.submit("Rückgängig machen")
    assert (conflict.status, conflict.h1) == (409, "Jemand war schneller")
    assert "zurückgenommen" in conflict.submit("Trotzdem eintragen").banner


def test_it_is_nobody_elses(premises: Premises, anna: PageClient) -> None:
    """At a shared device Ben does not read what Anna recorded."""
    note(anna, forwarded(premises))
    cookie = anna.http.get_cookie(COOKIE)
    assert cookie is not None
    ben = premises.browser()
    ben.http.set_cookie(COOKIE, cookie.value)
    assert ben.sign_in("ben", PASSWORD).banner == ""


def test_a_forged_or_old_one_says_nothing(premises: Premises, anna: PageClient) -> None:
    """The cookie is signed."""
    note(anna, forwarded(premises))
    anna.http.set_cookie(COOKIE, "forged.value.here")
    assert anna.get("/account").banner == ""


def test_the_cookie_holds_no_words(premises: Premises, anna: PageClient) -> None:
    """Ids and versions only."""
    note(anna, forwarded(premises))
    cookie = anna.http.get_cookie(COOKIE)
    assert cookie is not None
    from itsdangerous.encoding import base64_decode

    content = base64_decode(cookie.value.split(".")[0]).decode()
    assert "abends" not in content
    assert "Yıldız" not in content
    assert cookie.http_only


def test_what_others_rely_on_offers_no_taking_back(premises: Premises, anna: PageClient) -> None:
    """After referring on, the next attempt stands on it."""
    from tests.web.referral_stories import declined

    referral_id = declined(premises)
    page = anna.get(f"/referrals/{referral_id}/referring-on").submit("Eintragen", decided_by="person")
    assert page.path != f"/referrals/{referral_id}"
    assert "eröffnet" in page.banner
    assert "Rückgängig machen" not in page.text
