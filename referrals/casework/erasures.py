"""Commands on erasures; who carries one out stands in `web/forgetting.py`."""

from collections.abc import Callable, Iterable
from uuid import UUID

from referrals import erasure
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.erasure import Erasure
from referrals.erasure_events import ErasureEvent, ErasureGround, StopReason
from referrals.event import Event


class ErasureCommands:
    """What happens to a request to forget a person; `open_referrals` counts those that somebody still works with."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def request(self, sent: Sent, person_id: UUID, *, ground: ErasureGround, open_referrals: int) -> Receipt:
        """Ask that a person be forgotten."""

        def decide(attempt: Attempt) -> list[Event]:
            known = attempt.person(person_id)
            stream = _next(attempt, person_id)
            return [erasure.request(stream, known, attempt.occasion, ground=ground, open_referrals=open_referrals)]

        return self._door.carry(sent, decide)

    def approve(self, sent: Sent, erasure_id: UUID, *, open_referrals: int, wait_days: int) -> Receipt:
        """A second person agrees."""

        def decide(attempt: Attempt, asked: Erasure) -> list[Event]:
            person = attempt.person(asked.person_id)
            return [
                erasure.approve(asked, person, attempt.occasion, open_referrals=open_referrals, wait_days=wait_days)
            ]

        return self._on(sent, erasure_id, decide)

    def refuse(self, sent: Sent, erasure_id: UUID, *, reason: StopReason) -> Receipt:
        """A second person does not agree."""
        return self._on(sent, erasure_id, lambda a, asked: [erasure.refuse(asked, a.occasion, reason=reason)])

    def cancel(self, sent: Sent, erasure_id: UUID, *, reason: StopReason) -> Receipt:
        """Call it off while nothing is lost."""
        return self._on(sent, erasure_id, lambda a, asked: [erasure.cancel(asked, a.occasion, reason=reason)])

    def begin(self, sent: Sent, erasure_id: UUID, *, owners: Iterable[UUID], keys: int, open_referrals: int) -> Receipt:
        """Pass the point of no return."""

        def decide(attempt: Attempt, asked: Erasure) -> list[Event]:
            person = attempt.person(asked.person_id)
            return [
                erasure.begin(asked, person, attempt.occasion, owners=owners, keys=keys, open_referrals=open_referrals)
            ]

        return self._on(sent, erasure_id, decide)

    def destroyed(self, sent: Sent, erasure_id: UUID, *, keys: int, blobs: int) -> Receipt:
        """The keys are destroyed: said here and in the person's own stream."""

        def decide(attempt: Attempt, asked: Erasure) -> list[Event]:
            told = erasure.destroyed(asked, attempt.occasion, keys=keys, blobs=blobs)
            person = attempt.person_even_erased(asked.person_id)
            return [told, erasure.say_so(person, attempt.occasion, erasure_id=asked.id)]

        return self._on(sent, erasure_id, decide)

    def certify(self, sent: Sent, erasure_id: UUID, *, kek_id: str) -> Receipt:
        """Everything is done."""
        return self._on(sent, erasure_id, lambda a, asked: [erasure.certify(asked, a.occasion, kek_id=kek_id)])

    def _on(self, sent: Sent, erasure_id: UUID, decide: Callable[[Attempt, Erasure], list[Event]]) -> Receipt:
        return self._door.carry(sent, lambda attempt: decide(attempt, _erasure(attempt, erasure_id)))


def _erasure(attempt: Attempt, erasure_id: UUID) -> Erasure:
    return found(attempt, erasure_id, "erasure", ErasureEvent, erasure.fold)


def _next(attempt: Attempt, person_id: UUID) -> UUID:
    """The stream of a new request; refuses while an earlier one is open."""
    number = 1
    while told := attempt.events(erasure.id_of(person_id, number)):
        before = erasure.fold(told)  # type: ignore[arg-type]
        if before is not None and before.stage.is_open:
            raise erasure.CannotErase.because_it_is_under_way()
        number += 1
    return erasure.id_of(person_id, number)
