"""Commands on participations in the ESF Plus; every answer is sealed under the person's key for the funding."""

from collections.abc import Callable, Iterable
from uuid import UUID

from referrals import participation
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.event import Event
from referrals.participation import Answers, Participation, check_consent, id_of, joined
from referrals.participation_events import LeavingResult, ParticipationEvent
from referrals.referral.codes import CorrectionReason, VoidReason
from referrals.sealing import Group, Sealed

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class ParticipationCommands:
    """Who takes part, and what the funder has to know of it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def enter(self, sent: Sent, person_id: UUID, answers: Answers) -> Receipt:
        """The person takes part; the pseudonym is made by chance and sealed with the answers."""

        def decide(attempt: Attempt) -> list[Event]:
            person = attempt.usable(person_id)
            check_consent(person, answers)
            stream = id_of(person_id)
            before = participation.fold(attempt.events(stream))  # type: ignore[arg-type]  # nobody else writes there
            code = attempt.sealer.seal(person_id, Group.FUNDING, stream, "code", _code(self._door.new_id()))
            values = _sealed(attempt, person_id, answers)
            return [participation.enter(person, before, attempt.occasion, code=code, answers=values)]

        return self._door.carry(sent, decide)

    def note(self, sent: Sent, participation_id: UUID, answers: Answers) -> Receipt:
        """Something about the day of entry became known."""

        def decide(attempt: Attempt, known: Participation) -> Event:
            check_consent(attempt.usable(known.person_id), answers)
            return participation.note(known, attempt.occasion, answers=_sealed(attempt, known.person_id, answers))

        return self._change(sent, participation_id, decide)

    def leave(self, sent: Sent, participation_id: UUID, *, results: Iterable[LeavingResult] = ()) -> Receipt:
        """The person leaves, with what is different now."""

        def decide(attempt: Attempt, known: Participation) -> Event:
            sealed = _results(attempt, known, results)
            return participation.leave(known, attempt.occasion, results=sealed)

        return self._change(sent, participation_id, decide)

    def follow_up(self, sent: Sent, participation_id: UUID, *, results: Iterable[LeavingResult]) -> Receipt:
        """Ask again, up to four weeks after leaving."""

        def decide(attempt: Attempt, known: Participation) -> Event:
            sealed = _results(attempt, known, results)
            return participation.follow_up(known, attempt.occasion, results=sealed)

        return self._change(sent, participation_id, decide)

    def reenter(self, sent: Sent, participation_id: UUID) -> Receipt:
        """The person comes back; it stays one participation."""
        return self._change(sent, participation_id, lambda a, known: participation.reenter(known, a.occasion))

    def take_leaving_back(self, sent: Sent, participation_id: UUID, *, reason: CorrectionReason) -> Receipt:
        """The person had not left."""
        return self._change(
            sent, participation_id, lambda a, known: participation.take_leaving_back(known, a.occasion, reason=reason)
        )

    def void(self, sent: Sent, participation_id: UUID, *, reason: VoidReason) -> Receipt:
        """It should never have been recorded."""
        return self._change(
            sent, participation_id, lambda a, known: participation.void(known, a.occasion, reason=reason)
        )

    def hand_over(self, sent: Sent, *, participations: Iterable[UUID]) -> Receipt:
        """The pseudonymised list of these goes to the funder."""
        listed = tuple(participations)
        return self._door.carry(
            sent,
            lambda a: [participation.hand_over(self._door.new_id(), a.occasion, participations=listed)],
        )

    def _change(
        self, sent: Sent, participation_id: UUID, decision: Callable[[Attempt, Participation], Event]
    ) -> Receipt:
        def decide(attempt: Attempt) -> list[Event]:
            known = found(attempt, participation_id, "participation", ParticipationEvent, participation.fold)
            attempt.usable(known.person_id)
            return [decision(attempt, known)]

        return self._door.carry(sent, decide)


def _sealed(attempt: Attempt, person_id: UUID, answers: Answers) -> dict[str, Sealed]:
    stream = id_of(person_id)
    return {
        name: attempt.sealer.seal(person_id, Group.FUNDING, stream, name, answer.value)
        for name, answer in answers.given().items()
    }


def _results(attempt: Attempt, known: Participation, results: Iterable[LeavingResult]) -> Sealed | None:
    return attempt.seal(known.person_id, Group.FUNDING, known.id, "results", joined(results))


def _code(chance: UUID) -> str:
    """TN-7K3M-9QXA: chance alone, so that nobody can compute it from the person."""
    letters = "".join(ALPHABET[(chance.int >> shift) & 31] for shift in range(0, 40, 5))
    return f"TN-{letters[:4]}-{letters[4:]}"
