"""What a case manager types into the short form, and what the log says afterwards."""

from typing import Any
from uuid import UUID

from referrals.event import Event
from referrals.person import PersonRegistered
from referrals.referral.events import ReferralForwarded
from tests.cast import VHS
from tests.client import Page
from tests.real_house import Premises

CHECK, RECORD, LATER = "Heute weiterleiten", "Jetzt weiterleiten", "Nur anlegen, später weiterleiten"
GUEL: dict[str, Any] = {"name": "Gül A.", "language": "tr", "quarter": "stephanplatz", "need": "language"}
RELEASED: dict[str, Any] = {"institution": str(VHS), "covers": ["contact", "need"]}
SHORT: dict[str, Any] = {**GUEL, **RELEASED}


def told(premises: Premises) -> list[Event]:
    """Every event of the log."""
    return [recorded.event for recorded in premises.house.log.read(0, 10_000)]


def referral_at(page: Page) -> UUID:
    """The referral to which the answer leads."""
    assert page.status == 303, page.errors
    return UUID(page.location.rpartition("/")[2])


def forwarded(premises: Premises, referral_id: UUID) -> ReferralForwarded:
    """The forwarding of a referral."""
    found = [e for e in premises.house.log.events_of(referral_id) if isinstance(e, ReferralForwarded)]
    assert len(found) == 1
    return found[0]


def message_of(premises: Premises, referral_id: UUID) -> str:
    """What was sealed as the message."""
    message = forwarded(premises, referral_id).message
    assert message is not None
    return premises.house.vault.reveal(message, referral_id, "message")


def registered(premises: Premises) -> list[PersonRegistered]:
    """Everybody who was ever registered."""
    return [event for event in told(premises) if isinstance(event, PersonRegistered)]


def name_of(premises: Premises, person: PersonRegistered) -> str:
    """The name under which somebody was registered."""
    return premises.house.vault.reveal(person.name, person.originator_id, "name")
