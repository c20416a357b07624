"""Referrals in every phase, told through casework: `at(premises, "waitlisted")` is a referral that stands there."""

from collections.abc import Callable
from uuid import UUID

from referrals.casework import NewRelease
from referrals.referral.codes import Company, DeclineReason, Outcome, Party, PauseReason, VoidReason, Way
from referrals.release import Covers, Given
from tests.cast import ANNA, VHS, day, moment
from tests.real_house import Premises


def opened(premises: Premises) -> UUID:
    """Opened, with a release, and not forwarded yet."""
    receipt = premises.take_in(forwarded=False)
    release = NewRelease(
        institution_ids=(VHS,),
        covers=(Covers.CONTACT, Covers.NEED),
        valid_until=day(300),
        given=Given.ORAL,
        language="tr",
    )
    premises.casework.persons.give_release(premises.sent(), receipt.stream("person."), release)
    return receipt.stream("referral.")


def forwarded(premises: Premises) -> UUID:
    """With the Volkshochschule, no answer yet."""
    return premises.take_in().stream("referral.")


def accepted(premises: Premises) -> UUID:
    """The Volkshochschule said yes."""
    referral_id = forwarded(premises)
    premises.casework.referrals.accept(premises.sent(), referral_id, source=Way.PHONE)
    return referral_id


def waitlisted(premises: Premises) -> UUID:
    """The Volkshochschule said later."""
    referral_id = forwarded(premises)
    premises.casework.referrals.waitlist(premises.sent(), referral_id, source=Way.LETTER, review_on=day(30))
    return referral_id


def declined(premises: Premises) -> UUID:
    """The Volkshochschule said no."""
    referral_id = forwarded(premises)
    premises.casework.referrals.decline(
        premises.sent(),
        referral_id,
        reason=DeclineReason.NO_CAPACITY,
        decided_by=Party.INSTITUTION,
        source=Way.PHONE,
    )
    return referral_id


def in_service(premises: Premises) -> UUID:
    """The course runs."""
    referral_id = accepted(premises)
    premises.casework.referrals.start_service(premises.sent(), referral_id)
    return referral_id


def paused(premises: Premises) -> UUID:
    """The course rests."""
    referral_id = in_service(premises)
    premises.casework.referrals.pause(premises.sent(), referral_id, reason=PauseReason.ILLNESS, resume_on=day(20))
    return referral_id


def closed(premises: Premises) -> UUID:
    """Help received."""
    referral_id = in_service(premises)
    premises.casework.referrals.close(
        premises.sent(), referral_id, outcome=Outcome.NEED_MET, decided_by=Party.PERSON, note="Kurs begonnen"
    )
    return referral_id


def void(premises: Premises) -> UUID:
    """A typing mistake, found before anything left us."""
    referral_id = opened(premises)
    premises.casework.corrections.void(premises.sent(), referral_id, reason=VoidReason.TEST)
    return referral_id


def stopped(premises: Premises) -> UUID:
    """Forwarded, and then the release was withdrawn."""
    receipt = premises.take_in()
    premises.casework.persons.withdraw_release(premises.sent(), receipt.stream("release."), given=Given.ORAL)
    return receipt.stream("referral.")


def with_appointment(premises: Premises, *, for_day: int = 0, hour: int = 8, proposed: bool = False) -> UUID:
    """Accepted, with an appointment at an hour of a day; at 9 on day 0 the one at 8 is over."""
    referral_id = accepted(premises)
    commands = premises.casework.appointments
    make = commands.propose if proposed else commands.agree
    make(
        premises.sent(ANNA),
        referral_id,
        starts_at=moment(for_day, hour),
        place="Von-der-Leyen-Platz 2",
        language="tr",
        company=Company.ALONE,
    )
    return referral_id


PHASES: dict[str, Callable[[Premises], UUID]] = {
    "opened": opened,
    "forwarded": forwarded,
    "accepted": accepted,
    "waitlisted": waitlisted,
    "declined": declined,
    "in_service": in_service,
    "paused": paused,
    "closed": closed,
    "void": void,
}
