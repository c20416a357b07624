"""Gül is to be forgotten: Anna asks, Emil agrees, a week goes by."""

from uuid import UUID

from referrals.casework import Receipt
from referrals.erasure import Erasure, fold, id_of
from referrals.erasure_events import ErasureGround
from referrals.referral.codes import Outcome, Party
from referrals.verify import Verdict, verify
from tests.cast import EMIL
from tests.real_house import Premises


def closed(premises: Premises, **changes: object) -> Receipt:
    """A person whose referral is closed."""
    receipt = premises.take_in(**changes)  # type: ignore[arg-type]
    premises.casework.referrals.close(
        premises.sent(), receipt.stream("referral."), outcome=Outcome.NEED_MET, decided_by=Party.PERSON
    )
    return receipt


def approved(premises: Premises, person_id: UUID, wait_days: int = 7) -> UUID:
    """Anna has asked, and Emil agreed."""
    erasures = premises.casework.erasures
    erasures.request(premises.sent(), person_id, ground=ErasureGround.CONSENT_WITHDRAWN, open_referrals=0)
    emil = premises.sent(EMIL, role="coordinator")
    erasures.approve(emil, id_of(person_id, 1), open_referrals=0, wait_days=wait_days)
    return id_of(person_id, 1)


def erasure(premises: Premises, erasure_id: UUID) -> Erasure:
    """Where it stands."""
    found = fold(premises.house.log.events_of(erasure_id))  # type: ignore[arg-type]
    assert found is not None
    return found


def judged(premises: Premises) -> Verdict:
    """What the check of the log says."""
    return verify(premises.house.log.recorder)
