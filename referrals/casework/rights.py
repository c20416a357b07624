"""Commands on the rights of a person: restriction, disputes, holds, information, notices."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from referrals import rights
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.event import Event
from referrals.person import Person
from referrals.person_events import DisputeResult, Fact, HoldGround, LiftReason, NoticeAbout, RestrictionGround
from referrals.referral.codes import Way
from referrals.sealing import Group


class RightsCommands:
    """What a person may demand of us."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def restrict(self, sent: Sent, person_id: UUID, *, ground: RestrictionGround) -> Receipt:
        """Only keep her data from now on."""
        return self._change(sent, person_id, lambda a, known: rights.restrict(known, a.occasion, ground=ground))

    def lift_restriction(self, sent: Sent, person_id: UUID, *, reason: LiftReason) -> Receipt:
        """Use her data again."""
        return self._change(sent, person_id, lambda a, known: rights.lift_restriction(known, a.occasion, reason=reason))

    def dispute(self, sent: Sent, person_id: UUID, *, field: Fact, note: str) -> Receipt:
        """She says that something is wrong, and what she says instead."""

        def decide(attempt: Attempt, known: Person) -> Event:
            sealed = attempt.sealer.seal(person_id, Group.CASE, person_id, "note", note)
            return rights.dispute(known, attempt.occasion, field=field, note=sealed)

        return self._change(sent, person_id, decide)

    def settle_dispute(self, sent: Sent, person_id: UUID, *, field: Fact, result: DisputeResult) -> Receipt:
        """It is clear now what is right."""
        return self._change(
            sent, person_id, lambda a, known: rights.settle_dispute(known, a.occasion, field=field, result=result)
        )

    def place_hold(self, sent: Sent, person_id: UUID, *, ground: HoldGround, until: date | None) -> Receipt:
        """Keep the file from being erased."""
        return self._change(
            sent, person_id, lambda a, known: rights.place_hold(known, a.occasion, ground=ground, until=until)
        )

    def lift_hold(self, sent: Sent, person_id: UUID, *, ground: HoldGround) -> Receipt:
        """Nothing keeps the file any more on this ground."""
        return self._change(sent, person_id, lambda a, known: rights.lift_hold(known, a.occasion, ground=ground))

    def inform(self, sent: Sent, person_id: UUID, *, way: Way) -> Receipt:
        """She was told what is recorded about her."""
        return self._change(sent, person_id, lambda a, known: rights.inform(known, a.occasion, way=way))

    def notify_recipient(
        self, sent: Sent, person_id: UUID, *, institution_id: UUID, about: NoticeAbout, way: Way
    ) -> Receipt:
        """An institution was told what changed; that goes on when the person is erased."""

        def decide(attempt: Attempt) -> list[Event]:
            attempt.institution(institution_id)
            known = attempt.person_even_erased(person_id)
            return [
                rights.notify_recipient(known, attempt.occasion, institution_id=institution_id, about=about, way=way)
            ]

        return self._door.carry(sent, decide)

    def _change(self, sent: Sent, person_id: UUID, decision: Callable[[Attempt, Person], Event]) -> Receipt:
        return self._door.carry(sent, lambda attempt: [decision(attempt, attempt.person(person_id))])
