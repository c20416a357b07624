"""A person is forgotten only when two people want it, nothing holds, and the waiting time is over."""

from uuid import UUID, uuid4

import pytest

from referrals.erasure import CannotErase, Erasure, fold, id_of
from referrals.erasure_events import Stage, StopReason
from referrals.keys import PersonErased
from referrals.person_events import HoldGround
from tests.casework.erasure_cases import APPROVE, BEGIN, REQUEST, asked
from tests.casework.given import person
from tests.cast import EMIL, day, moment
from tests.workplace import Workplace


def erasure(w: Workplace, erasure_id: UUID) -> Erasure:
    """Where it stands."""
    found = fold(w.log.events_of(erasure_id))  # type: ignore[arg-type]
    assert found is not None
    return found


def approve(w: Workplace, erasure_id: UUID, wait_days: int = 7) -> None:
    """Emil agrees."""
    sent = w.sent(actor=EMIL, role="coordinator")
    w.casework.erasures.approve(sent, erasure_id, **APPROVE | {"wait_days": wait_days})


def test_nothing_is_erased_before_the_waiting_time_is_over(workplace: Workplace) -> None:
    subject = asked(workplace)
    approve(workplace, subject)
    assert erasure(workplace, subject).due_on == day(7)
    workplace.now = moment(6)
    with pytest.raises(CannotErase, match="not_due"):
        workplace.casework.erasures.begin(workplace.sent(), subject, **BEGIN)
    workplace.now = moment(7)
    workplace.casework.erasures.begin(workplace.sent(), subject, **BEGIN)


def test_a_hold_placed_meanwhile_stops_it_until_it_is_lifted(workplace: Workplace) -> None:
    """At the request, at the approval, and at the last moment."""
    subject = asked(workplace)
    known, rights = erasure(workplace, subject).person_id, workplace.casework.rights
    approve(workplace, subject, 0)
    rights.place_hold(workplace.sent(), known, ground=HoldGround.LEGAL_CLAIM, until=None)
    with pytest.raises(CannotErase, match="held"):
        workplace.casework.erasures.begin(workplace.sent(), subject, **BEGIN)
    rights.lift_hold(workplace.sent(), known, ground=HoldGround.LEGAL_CLAIM)
    workplace.casework.erasures.begin(workplace.sent(), subject, **BEGIN)


def test_there_is_one_open_request_for_a_person_and_another_after_it_was_refused(workplace: Workplace) -> None:
    known, erasures = person(workplace), workplace.casework.erasures
    erasures.request(workplace.sent(), known, **REQUEST)
    with pytest.raises(CannotErase, match="under_way"):
        erasures.request(workplace.sent(), known, **REQUEST)
    refused = workplace.sent(actor=EMIL, role="coordinator")
    erasures.refuse(refused, id_of(known, 1), reason=StopReason.STILL_NEEDED)
    erasures.request(workplace.sent(), known, **REQUEST)
    assert erasure(workplace, id_of(known, 2)).stage is Stage.REQUESTED


def test_nothing_more_is_written_about_whoever_is_erased(workplace: Workplace) -> None:
    """Not even a step that seals nothing."""
    receipt = workplace.take_in()
    known, referral = receipt.stream("person."), receipt.stream("referral.")
    workplace.keys.destroy(known, workplace.now)
    with pytest.raises(PersonErased):
        workplace.casework.persons.move(workplace.sent(), known, quarter="alt_inrath")
    with pytest.raises(PersonErased):
        workplace.casework.referrals.set_follow_up(workplace.sent(), referral, due_on=day(3))


def test_what_nobody_requested_is_not_found(workplace: Workplace) -> None:
    with pytest.raises(Exception, match="no_such_erasure"):
        workplace.casework.erasures.certify(workplace.sent(), uuid4(), kek_id="")
