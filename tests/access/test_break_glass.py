"""Break-glass: with a reason, for three hours, one person, to read; seen by everybody who has to, and reviewed."""

from typing import Any
from uuid import UUID

import pytest

from referrals.access_review import CannotReview, Verdict
from referrals.break_glass import Emergency
from referrals.casework import Receipt
from tests.cast import ANNA, BEN, DORA, EMIL
from tests.client import PageClient
from tests.real_house import Premises
from web.case_number import case_number

OPEN = "Akte im Notfall öffnen"
WHY: dict[str, Any] = {"reason": "person_waits", "text": "Sie steht in der Kita."}


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Gül is Anna's; a note is confided to Anna."""
    taken = premises.take_in(name="Gül Needle")
    premises.casework.referrals.take_note(
        premises.sent(), taken.stream("referral."), text="Needle-Geheimnis", confided=True
    )
    return taken


@pytest.fixture
def guel(taken: Receipt) -> UUID:
    """Her id."""
    return taken.stream("person.")


def test_whoever_is_refused_a_file_may_open_it_in_an_emergency(premises: Premises, taken: Receipt, guel: UUID) -> None:
    """From the page that refuses, with a reason; then everything but what was confided, and nothing to change."""
    ben = premises.browser("ben")
    refused = ben.get(f"/referrals/{taken.stream('referral.')}")
    assert refused.status == 403
    asked = ben.get(refused.links()["Notfallzugriff"])
    assert "Needle" not in asked.text
    assert asked.submit(OPEN).errors
    opened = asked.submit(OPEN, **WHY)
    assert "Gül Needle" in opened.text
    assert "Needle-Geheimnis" not in opened.text
    assert "vertraulich, bleibt bei Anna Yıldız" in opened.text
    assert [form.get("action") for form in opened.forms() if guel.hex in (form.get("action") or "")] == []
    assert ben.get(f"/persons/{guel}").status == 403
    assert ben.get(f"/referrals/{taken.stream('referral.')}/note").status == 403
    told = premises.house.access_log.of_person(guel)
    assert {(each.access.staff_id, each.access.purpose, each.access.outside) for each in told} == {
        (BEN, "break_glass", True)
    }


def test_the_reason_is_sealed_and_stands_in_no_address(premises: Premises, guel: UUID) -> None:
    """By POST only; under the key of the person."""
    ben = premises.browser("ben")
    page = ben.get(f"/persons/{guel}/break-glass").submit(OPEN, follow=False, **WHY)
    assert "Kita" not in page.location
    position = premises.house.log.head()
    (found,) = premises.house.log.at([position])
    assert found.event.text.person == guel  # type: ignore[attr-defined]
    assert b"Kita" not in found.stored.state


@pytest.mark.parametrize("login", ["ben", "emil"])
def test_a_banner_stands_on_every_page_until_it_is_ended(premises: Premises, guel: UUID, login: str) -> None:
    browser = premises.browser(login)
    opened = browser.get(f"/persons/{guel}/break-glass").submit(OPEN, **WHY)
    assert "Notfallzugriff bis 12:00 Uhr" in opened.text
    for address in ("/team", "/institutions", "/account", f"/referrals/{UUID(int=1)}"):
        assert "Notfallzugriff bis 12:00 Uhr" in browser.get(address).text, address
    assert "Notfallzugriff bis" not in premises.browser("anna").get("/caseload").text
    ended = browser.get("/team").submit("Jetzt beenden")
    assert "Notfallzugriff bis" not in ended.text
    assert browser.get(opened.path).status == 403


def test_the_file_is_found_by_its_code_and_by_no_name(premises: Premises, taken: Receipt, guel: UUID) -> None:
    """The code of the person or of her referral, as the lists show it; small letters and no hyphen will do."""
    with premises.app.test_request_context():
        codes = (case_number(guel), case_number(taken.stream("referral.")).lower().replace("-", ""))
    ben = premises.browser("ben")
    page = ben.get(ben.get("/team").links()["Notfallzugriff mit Fallcode"])
    for typed in codes:
        assert page.submit("Weiter", code=typed).path == f"/persons/{guel}/break-glass"
    for typed in ("Needle", "ZZZ-ZZZZ"):
        assert page.submit("Weiter", code=typed).errors == [
            "Zu diesem Code gibt es keine Akte. Prüfen Sie ihn Zeichen für Zeichen."
        ]


def test_after_three_hours_it_ends_by_itself(premises: Premises, guel: UUID) -> None:
    opened = premises.browser("ben").get(f"/persons/{guel}/break-glass").submit(OPEN, **WHY)
    premises.later(hours=2, minutes=59)
    assert premises.browser("ben").get(opened.path).status == 200
    premises.later(minutes=1)
    assert premises.browser("ben").get(opened.path).status == 403


def test_it_opens_one_person_to_one_worker(premises: Premises, guel: UUID) -> None:
    other = premises.take_in(name="Olena B.").stream("person.")
    opened = premises.browser("ben").get(f"/persons/{guel}/break-glass").submit(OPEN, **WHY)
    assert premises.browser("ben").get(f"/persons/{other}/opened").status == 403
    assert premises.browser("cem").get(opened.path).status == 403
    assert premises.browser("dora").get(f"/persons/{guel}/break-glass").status == 403
    assert premises.browser("anna").get(f"/persons/{guel}/break-glass").path == f"/persons/{guel}"


def test_coordination_and_the_auditor_see_it_at_once(premises: Premises, guel: UUID) -> None:
    premises.browser("ben").get(f"/persons/{guel}/break-glass").submit(OPEN, **WHY)
    emil = premises.browser("emil").get("/team").text
    assert "Ben Okafor, Akte" in emil
    assert "die Person ist da und kann nicht warten" in emil
    assert "Needle" not in emil
    assert "Notfallzugriff" in auditor(premises).get("/audit/reviews").text
    premises.later(days=8)
    assert "1 wartet 1 überfällig" in auditor(premises).get("/audit").text


def auditor(premises: Premises) -> PageClient:
    """Dora, at an audit."""
    dora = premises.browser("dora")
    page = dora.get("/audit")
    if any(form.get("action") == "/audit/beginning" for form in page.forms()):
        page.submit("Prüfung beginnen")
    return dora


def test_it_stays_on_the_list_until_it_is_reviewed(premises: Premises, guel: UUID) -> None:
    """Within five working days; overdue after; a flag needs words; the decision stays."""
    premises.browser("ben").get(f"/persons/{guel}/break-glass").submit(OPEN, **WHY)
    premises.later(days=8)
    dora = auditor(premises)
    listed = dora.get("/audit/reviews")
    assert "09.11.2026 überfällig" in listed.text
    (address,) = [href for label, href in listed.links().items() if label.startswith("Notfallzugriff")]
    page = dora.get(address)
    assert "Sie steht in der Kita." in page.text
    assert "Geöffnete Akte" in page.text
    assert "Gül" not in page.text
    assert page.submit("Entscheiden und weiter", verdict="flagged").errors == [
        "Schreiben Sie dazu, was Sie beanstanden. Jemand muss damit weiterarbeiten."
    ]
    done = page.submit("Entscheiden und weiter", verdict="flagged", remark="Anna war im Haus.")
    assert "Es ist alles geprüft." in done.text
    assert "Ben Okafor" in dora.get("/audit/reviews?show=flagged").text
    assert premises.browser("emil").get("/team").text.count("Ben Okafor, Akte") == 0


def test_nobody_reviews_themselves_or_too_early(premises: Premises, guel: UUID) -> None:
    opened = premises.casework.break_glass.open(premises.sent(EMIL), guel, reason=Emergency.DANGER, text="Gefahr")
    stream = opened.stream("break_glass.")
    review = premises.casework.break_glass.review
    with pytest.raises(CannotReview, match="still_runs"):
        review(premises.sent(DORA), stream, verdict=Verdict.APPROVED, remark=None)
    premises.later(hours=3)
    with pytest.raises(CannotReview, match="your_own"):
        review(premises.sent(EMIL), stream, verdict=Verdict.APPROVED, remark=None)
    review(premises.sent(DORA), stream, verdict=Verdict.APPROVED, remark=None)
    with pytest.raises(CannotReview, match="done"):
        review(premises.sent(ANNA), stream, verdict=Verdict.APPROVED, remark=None)
