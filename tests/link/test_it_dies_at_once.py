"""What ends a link: in the same second, under the reader's hands, and for good."""

from uuid import uuid4

import pytest

from referrals.casework import Sent
from referrals.link import CannotUseLink
from referrals.occasion import Channel
from referrals.person_events import RestrictionGround
from referrals.referral.codes import CorrectionReason, DeclineReason, Outcome, Party, VoidReason, Way
from referrals.release import Given
from tests.cast import EMIL, VHS, day
from tests.erasure.conftest import approved
from tests.link.conftest import Enquiry
from web.forgetting import carry_out


def outside(enquiry: Enquiry) -> Sent:
    """A command of the institution's, given past the pages."""
    return Sent(command_id=uuid4(), actor=VHS, role="institution", channel=Channel.LINK)


def withdraw(enquiry: Enquiry) -> None:
    enquiry.premises.casework.persons.withdraw_release(enquiry.premises.sent(), enquiry.release, given=Given.ORAL)


def restrict(enquiry: Enquiry) -> None:
    enquiry.premises.casework.rights.restrict(
        enquiry.premises.sent(), enquiry.person, ground=RestrictionGround.UNLAWFUL
    )


def void(enquiry: Enquiry) -> None:
    corrections = enquiry.premises.casework.corrections
    corrections.void(enquiry.premises.sent(), enquiry.referral, reason=VoidReason.WRONG_PERSON)
    corrections.agree_to_void(enquiry.premises.sent(EMIL), enquiry.referral, reason=VoidReason.WRONG_PERSON)


def close_link(enquiry: Enquiry) -> None:
    enquiry.premises.casework.links.withdraw(enquiry.premises.sent(), enquiry.link)


def take_back(enquiry: Enquiry) -> None:
    forwarded = next(
        event for event in enquiry.premises.house.log.events_of(enquiry.referral) if event.TOPIC == "referral.forwarded"
    )
    enquiry.premises.casework.corrections.take_back(
        enquiry.premises.sent(),
        enquiry.referral,
        step=forwarded.originator_version,
        reason=CorrectionReason.MISUNDERSTANDING,
    )


def answered_by_phone(enquiry: Enquiry) -> None:
    enquiry.premises.casework.referrals.decline(
        enquiry.premises.sent(),
        enquiry.referral,
        reason=DeclineReason.NO_CAPACITY,
        decided_by=Party.INSTITUTION,
        source=Way.PHONE,
    )


def let_it_run_out(enquiry: Enquiry) -> None:
    enquiry.premises.later(days=15)


ENDS = (withdraw, restrict, void, close_link, take_back, answered_by_phone)


@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: ends.__name__)
def test_it_dies_in_the_same_second_under_the_readers_hands(enquiry: Enquiry, ends: object) -> None:
    """The open page shows nothing at the next click, and what was being typed is not recorded."""
    page = enquiry.come_in()
    form = page.client.get(page.links()["Zusagen"])
    assert callable(ends)
    ends(enquiry)
    phase = enquiry.premises.referral(enquiry.referral).phase
    gone = form.submit("Zusagen", confirmed="1")
    assert gone.status == 410
    assert "Needle" not in gone.response.get_data(as_text=True)
    assert enquiry.premises.referral(enquiry.referral).phase is phase
    assert enquiry.ask() == ""


def test_after_acceptance_a_withdrawal_closes_the_details_too(enquiry: Enquiry) -> None:
    enquiry.accept()
    withdraw(enquiry)
    page = enquiry.reader.get(f"{enquiry.door}/person")
    assert page.status == 410
    assert "Needle" not in page.response.get_data(as_text=True)


def test_after_fourteen_days_it_opens_nothing(enquiry: Enquiry) -> None:
    let_it_run_out(enquiry)
    assert enquiry.ask() == ""
    with pytest.raises(CannotUseLink):
        enquiry.premises.casework.links.waitlist(outside(enquiry), enquiry.link, review_on=day(40))


def test_of_an_erased_person_it_shows_nothing(enquiry: Enquiry) -> None:
    """From the destruction of her keys on, whatever the reader had open."""
    enquiry.accept()
    answered_by_phone(enquiry)
    enquiry.premises.casework.referrals.close(
        enquiry.premises.sent(), enquiry.referral, outcome=Outcome.NO_CAPACITY, decided_by=Party.INSTITUTION
    )
    erasure = approved(enquiry.premises, enquiry.person, 0)
    assert carry_out(enquiry.premises.house).certified == [erasure]
    page = enquiry.reader.get(f"{enquiry.door}/person")
    assert page.status == 410
    assert "Needle" not in page.response.get_data(as_text=True)
