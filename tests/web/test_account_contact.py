"""How a case manager is reached at work: said on the account page, read by the institution."""

from tests.cast import ANNA
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.referral_stories import opened


def test_what_anna_says_stands_in_the_message_to_the_institution(both_premises: Premises) -> None:
    anna = both_premises.browser("anna")
    referral_id = opened(both_premises)
    page = anna.get(f"/referrals/{referral_id}/forwarding").submit("Weiter zur Prüfung", way="letter")
    assert "Wie man Sie erreicht, steht nicht darin" in page.text
    form = anna.get(page.links()["Telefon oder E-Mail im Konto eintragen"])
    account = form.submit("Eintragen", phone="02151 000200", email="")
    assert (account.path, "Anna Yıldız" in account.banner) == ("/account", True)
    assert "Telefon im Dienst 02151 000200" in account.text
    page = anna.get(f"/referrals/{referral_id}/forwarding").submit("Weiter zur Prüfung", way="letter")
    assert "Bitte antworten Sie Anna Yıldız (Fallmanagement). Telefon: 02151 000200" in page.text
    assert "E-Mail:" not in page.text


def test_what_is_said_at_work_is_changed_and_taken_away(premises: Premises, anna: PageClient) -> None:
    """Nothing typed is nothing known; the page shows what stands there."""
    for phone in ("02151 000200", ""):
        anna.get("/account/contact").submit("Eintragen", phone=phone)
    assert "Telefon im Dienst nicht eingetragen" in anna.get("/account").text
    worker = premises.house.worker(ANNA)
    assert worker is not None
    assert worker.phone == ""
