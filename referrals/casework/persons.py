"""Commands on a person, her consent and her releases."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid5

from msgspec.structs import replace

from referrals import person, release
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.casework.intake import NewPerson, NewRelease, give_release, register
from referrals.consent import Scope
from referrals.event import Event
from referrals.person import Person
from referrals.referral import forwarding
from referrals.referral.events import ReferralForwarded
from referrals.release import Given
from referrals.sealing import Group

FORWARDED = (ReferralForwarded.TOPIC,)


class PersonCommands:
    """What changes about a person."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def register(self, sent: Sent, new: NewPerson, *, case_manager: UUID) -> Receipt:
        """A person asks for the first time, without a referral yet."""
        return self._door.carry(sent, lambda a: [register(a, self._door.new_id(), new, case_manager)])

    def rename(self, sent: Sent, person_id: UUID, *, name: str) -> Receipt:
        """Put the name right."""

        def decide(attempt: Attempt, known: Person) -> Event:
            sealed = attempt.sealer.seal(person_id, Group.CONTACT, person_id, "name", name)
            return person.rename(known, attempt.occasion, name=sealed)

        return self._change(sent, person_id, decide)

    def change_contact(
        self, sent: Sent, person_id: UUID, *, phone: str | None, email: str | None, address: str | None
    ) -> Receipt:
        """Note how the person is reached now."""
        return self._change(
            sent,
            person_id,
            lambda a, known: person.change_contact(
                known,
                a.occasion,
                phone=a.seal(person_id, Group.CONTACT, person_id, "phone", phone),
                email=a.seal(person_id, Group.CONTACT, person_id, "email", email),
                address=a.seal(person_id, Group.CONTACT, person_id, "address", address),
            ),
        )

    def note_birth_year(self, sent: Sent, person_id: UUID, *, birth_year: str) -> Receipt:
        """Note the year of birth."""

        def decide(attempt: Attempt, known: Person) -> Event:
            sealed = attempt.sealer.seal(person_id, Group.CONTACT, person_id, "birth_year", birth_year)
            return person.note_birth_year(known, attempt.occasion, birth_year=sealed)

        return self._change(sent, person_id, decide)

    def move(self, sent: Sent, person_id: UUID, *, quarter: str) -> Receipt:
        """The person moved."""
        return self._change(sent, person_id, lambda a, known: person.move(known, a.occasion, quarter=quarter))

    def note_language(self, sent: Sent, person_id: UUID, *, language: str) -> Receipt:
        """The person prefers another language."""
        return self._change(
            sent, person_id, lambda a, known: person.note_language(known, a.occasion, language=language)
        )

    def join_household(self, sent: Sent, person_id: UUID, *, other: UUID) -> Receipt:
        """Say that two persons live together: the household of the other one, or a new one for both."""

        def decide(attempt: Attempt) -> list[Event]:
            known, with_whom = attempt.person(person_id), attempt.person(other)
            if known.id == with_whom.id:
                raise person.CannotChangePerson.because_nothing_would_change()
            household = with_whom.household_id or known.household_id or self._door.new_id()
            return [
                person.join_household(one, attempt.occasion, household_id=household)
                for one in (known, with_whom)
                if one.household_id != household
            ] or [person.join_household(known, attempt.occasion, household_id=household)]

        return self._door.carry(sent, decide)

    def leave_household(self, sent: Sent, person_id: UUID) -> Receipt:
        """The person lives elsewhere now."""
        return self._change(sent, person_id, lambda a, known: person.leave_household(known, a.occasion))

    def give_consent(
        self, sent: Sent, person_id: UUID, *, scope: tuple[Scope, ...], given: Given, language: str
    ) -> Receipt:
        """The person consents."""
        return self._change(
            sent,
            person_id,
            lambda a, known: person.give_consent(known, a.occasion, scope=scope, given=given, language=language),
        )

    def withdraw_consent(self, sent: Sent, person_id: UUID, *, given: Given) -> Receipt:
        """The person takes the consent back."""
        return self._change(sent, person_id, lambda a, known: person.withdraw_consent(known, a.occasion, given=given))

    def give_release(self, sent: Sent, person_id: UUID, new: NewRelease) -> Receipt:
        """The person releases us from secrecy towards institutions."""

        def decide(attempt: Attempt) -> list[Event]:
            attempt.usable(person_id)
            for institution_id in new.institution_ids:
                attempt.institution(institution_id)
            return [give_release(attempt, self._door.new_id(), person_id, new)]

        return self._door.carry(sent, decide)

    def withdraw_release(self, sent: Sent, release_id: UUID, *, given: Given) -> Receipt:
        """The person takes the release back; every active referral that rests on it is stopped at once.

        From then on nothing is forwarded on it (`forward` pins the release). What was forwarded while this was being
        decided is stopped right behind it, under an id of its own.
        """
        log = self._door.log
        looked_at = 0

        def decide(attempt: Attempt) -> list[Event]:
            nonlocal looked_at
            held = attempt.release(release_id)
            looked_at = log.head()
            resting = log.streams_naming(release_id, FORWARDED)
            told: list[Event] = [release.withdraw(held, attempt.occasion, given=given)]
            return told + _stops(attempt, release_id, resting)

        receipt = self._door.carry(sent, decide)
        late = log.streams_naming(release_id, FORWARDED, after=looked_at)
        if late:
            second = replace(sent, command_id=uuid5(sent.command_id, "late"), expected=None)
            self._door.carry(second, lambda attempt: _stops(attempt, release_id, late))
        return receipt

    def _change(self, sent: Sent, person_id: UUID, decision: Callable[[Attempt, Person], Event]) -> Receipt:
        return self._door.carry(sent, lambda attempt: [decision(attempt, attempt.person(person_id))])


def _stops(attempt: Attempt, release_id: UUID, referral_ids: Iterable[UUID]) -> list[Event]:
    """What stops the referrals that still rest on the release."""
    known = [attempt.referral(referral_id) for referral_id in referral_ids]
    return [
        forwarding.stop_forwarding(referral, attempt.occasion, release_id=release_id)
        for referral in known
        if referral.phase.is_active and referral.release_id == release_id and referral.stopped is None
    ]
