"""The first button of a referral is what is to be done next, and closing says early what is still open."""

from uuid import UUID

import pytest

from referrals.referral.codes import Company, Phase
from tests.cast import moment
from tests.client import Page, PageClient
from tests.real_house import Premises
from tests.web.referral_stories import PHASES


def proposed(premises: Premises, referral_id: UUID, day: int, hour: int = 8) -> None:
    """The institution offered a time."""
    premises.casework.appointments.propose(
        premises.sent(), referral_id, starts_at=moment(day, hour), place=None, language="tr", company=Company.ALONE
    )


def agreed(premises: Premises, referral_id: UUID, day: int, hour: int = 8) -> None:
    """An appointment is settled."""
    premises.casework.appointments.agree(
        premises.sent(), referral_id, starts_at=moment(day, hour), place=None, language="tr", company=Company.ALONE
    )


def first_button(page: Page) -> str:
    """What the blue button says."""
    return next(
        " ".join("".join(link.itertext()).split())
        for link in page.tree.iter("a")
        if "kern-btn--primary" in link.get("class", "")
    )


@pytest.mark.parametrize(
    ("phase", "first"),
    [
        ("forwarded", "Zusage eintragen"),
        ("waitlisted", "Zusage eintragen"),
        ("accepted", "Notiz schreiben"),
        ("in_service", "Notiz schreiben"),
    ],
)
def test_while_an_appointment_lies_ahead_the_first_step_is_what_is_still_open(
    premises: Premises, anna: PageClient, phase: str, first: str
) -> None:
    """The institution's answer, and else only a note: the appointment itself has still to come."""
    referral_id = PHASES[phase](premises)
    agreed(premises, referral_id, day=5)
    assert first_button(anna.get(f"/referrals/{referral_id}")) == first


def test_a_proposed_appointment_is_confirmed_before_another_is_made(premises: Premises, anna: PageClient) -> None:
    referral_id = PHASES["accepted"](premises)
    proposed(premises, referral_id, day=5)
    assert first_button(anna.get(f"/referrals/{referral_id}")) == "Termin bestätigen"


def test_an_appointment_later_today_is_no_kept_one_yet(premises: Premises) -> None:
    """Before it begins it still lies ahead; afterwards its outcome comes first."""
    referral_id = PHASES["accepted"](premises)
    agreed(premises, referral_id, day=0, hour=14)
    assert first_button(premises.browser("anna").get(f"/referrals/{referral_id}")) == "Notiz schreiben"
    premises.later(hours=8)
    assert first_button(premises.browser("anna").get(f"/referrals/{referral_id}")) == "Termin wahrgenommen"


def test_closing_says_early_what_is_open_and_leads_there_and_back(premises: Premises, anna: PageClient) -> None:
    referral_id = PHASES["in_service"](premises)
    agreed(premises, referral_id, day=5)
    page = anna.get(f"/referrals/{referral_id}")
    closing = anna.get(page.links()["Abschließen 1 Termin ist noch offen"])
    assert "Ein Termin ist noch offen" in closing.text
    back = anna.get(closing.links()["Termin absagen"]).submit("Eintragen", by="person", day="today")
    assert (back.path, "abgesagt" in back.banner) == (f"/referrals/{referral_id}/closing", True)
    assert "noch offen" not in back.text
    check = back.submit("Weiter zur Prüfung", outcome="NEED_MET", decided_by="person", day="today")
    assert check.errors == []
    done = check.submit("Abschließen")
    assert done.status == 200
    assert premises.referral(referral_id).phase is Phase.CLOSED
