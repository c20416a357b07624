"""§ 65 SGB VIII: what was confided stays with whoever wrote it, whoever carries the case."""

from uuid import UUID

import pytest

from referrals.referral.codes import CorrectionReason, HandoverReason
from referrals.referral.refusals import CannotCorrect
from tests.cast import ANNA, BEN
from tests.real_house import Premises


@pytest.fixture
def referral(premises: Premises) -> UUID:
    """Gül's referral, with something confided to Anna; Ben carries it now."""
    stream = premises.take_in(name="Gül Needle").stream("referral.")
    premises.casework.referrals.take_note(premises.sent(), stream, text="Geheimnis", confided=True)
    premises.casework.referrals.take_note(premises.sent(), stream, text="Ruft morgen an.", confided=False)
    premises.casework.referrals.hand_over(premises.sent(), [stream], receiver=BEN, reason=HandoverReason.WORKLOAD)
    return stream


def test_the_handover_says_what_did_not_go_over(premises: Premises, referral: UUID) -> None:
    page = premises.browser("ben").get(f"/referrals/{referral}")
    assert "Eine anvertraute Notiz ist nicht mit übergegangen." in page.text
    assert "Ruft morgen an." in page.text
    assert "Geheimnis" not in page.text


def test_nobody_is_offered_to_take_back_what_was_confided_to_somebody_else(premises: Premises, referral: UUID) -> None:
    """The ordinary note can be taken back by whoever carries the case; the confided one is not offered."""
    confided = premises.referral(referral).version - 2
    links = premises.browser("ben").get(f"/referrals/{referral}").links().values()
    assert any(href.endswith(f"/steps/{confided + 1}/taking-back") for href in links), sorted(links)
    assert not any(f"/steps/{confided}/taking-back" in href for href in links)


def test_it_is_refused_as_well(premises: Premises, referral: UUID) -> None:
    confided = premises.referral(referral).version - 2
    corrections = premises.casework.corrections
    with pytest.raises(CannotCorrect, match="confided_to_others"):
        corrections.take_back(premises.sent(BEN), referral, step=confided, reason=CorrectionReason.TYPING_MISTAKE)
    corrections.take_back(premises.sent(ANNA), referral, step=confided, reason=CorrectionReason.TYPING_MISTAKE)
