"""The door (Tür): the one way a change enters the log. Load, decide, save; sent twice, recorded once."""

import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec

from referrals import announcement, institution, person, release, rights, staff
from referrals.event import Event
from referrals.log.application import Log
from referrals.log.errors import AlreadyRecorded, StreamMoved, VersionTaken
from referrals.log.recorder import RecordedRef
from referrals.occasion import LOCAL, Channel, Occasion, Purpose
from referrals.purposes import CannotProcess, registry
from referrals.referral import state
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Referral
from referrals.refusal import NotFound, Refusal
from referrals.sealing import Group, Sealed, Sealer, Vault

ATTEMPTS = 3
State = TypeVar("State")


class Overtaken(Exception):
    """Somebody changed the stream since the page was made: show what changed, keep what was typed."""

    def __init__(self, originator_id: UUID, expected: int, found: int) -> None:
        super().__init__(f"{originator_id} is at version {found}; the page was made at {expected}.")
        self.originator_id = originator_id
        self.expected = expected
        self.found = found


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A command as it arrived: who sent it, under which id, for which day, seen at which version.

    `occurred_on` None means today; `expected` is (stream, version) of the page, None where nothing was shown;
    `purpose` None means what the command is for.
    """

    command_id: UUID
    actor: UUID
    role: str
    occurred_on: date | None = None
    expected: tuple[UUID, int] | None = None
    channel: Channel = Channel.WORKER
    purpose: Purpose | None = None
    correlation_id: UUID | None = None

    @classmethod
    def by_the_installation(cls, command_id: UUID, purpose: Purpose | None = None) -> "Sent":
        """Given at its keyboard or by itself: nobody is signed in there."""
        role = staff.Role.SYSTEM.value
        return cls(command_id=command_id, actor=staff.SYSTEM, role=role, channel=Channel.COMMAND, purpose=purpose)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded; `again` says that the command had been recorded before and nothing new was."""

    recorded: tuple[RecordedRef, ...]
    again: bool = False

    @property
    def position(self) -> int:
        """The last position, for catching up."""
        return max((ref.position for ref in self.recorded), default=0)

    def stream(self, prefix: str) -> UUID:
        """The stream of the first event whose topic starts with this."""
        return next(ref.originator_id for ref in self.recorded if ref.topic.startswith(prefix))

    def version(self, originator_id: UUID) -> int:
        """The last version recorded in a stream."""
        return max(ref.originator_version for ref in self.recorded if ref.originator_id == originator_id)


class Attempt:
    """One try at a command: what it read is pinned, what it sealed is kept until it is saved."""

    def __init__(self, log: Log, sealer: Sealer, sent: Sent, occasion: Occasion) -> None:
        self.occasion = occasion
        self.sealer = sealer
        self.read: dict[UUID, int] = {}
        self._living: set[UUID] = set()
        self._log = log
        self._sent = sent

    def seal(self, owner: UUID, group: Group, stream: UUID, field: str, text: str | None) -> Sealed | None:
        """Seal what was typed; nothing typed stays None."""
        return None if text is None else self.sealer.seal(owner, group, stream, field, text)

    def events(self, stream: UUID) -> list[Event]:
        """The events of a stream, pinned at their version."""
        told = self._log.events_of(stream)
        version = told[-1].originator_version if told else 0
        self.read[stream] = version
        expected = self._sent.expected
        if expected is not None and expected[0] == stream and expected[1] != version:
            raise Overtaken(stream, expected[1], version)
        return told

    def pin_owners(self, written: Collection[UUID]) -> None:
        """Whoever is erased between sealing and saving has nothing saved: their stream has moved on by then."""
        for owner in {blob.person for blob in self.sealer.blobs} - set(written):
            if owner not in self.read:
                told = self._log.events_of(owner)
                self.read[owner] = told[-1].originator_version if told else 0
            self.sealer.refuse_the_erased(owner)

    def referral(self, referral_id: UUID) -> Referral:
        """The referral as it stands; raises `PersonErased` where nothing more is written about its person."""
        known = _found(state.fold(self.steps(referral_id)), "referral")
        self._refuse_the_erased(known.person_id)
        return known

    def steps(self, referral_id: UUID) -> list[ReferralEvent]:
        """The events of a referral."""
        return _of(self.events(referral_id), "referral", ReferralEvent)

    def usable(self, person_id: UUID) -> person.Person:
        """The person, whose data may be used: raises `ProcessingRestricted` where it may only be kept."""
        known = self.person(person_id)
        rights.check_usable(known)
        return known

    def person_even_erased(self, person_id: UUID) -> person.Person:
        """The person as she stands, for what goes on when she is erased."""
        return _found(person.fold(_of(self.events(person_id), "person", person.PersonEvent)), "person")

    def person(self, person_id: UUID) -> person.Person:
        """The person as she stands; raises `PersonErased` where nothing more is written about her."""
        known = self.person_even_erased(person_id)
        self._refuse_the_erased(person_id)
        return known

    def _refuse_the_erased(self, person_id: UUID) -> None:
        """Once while it is decided; before it is saved, `pin_owners` asks again."""
        if person_id not in self._living:
            self.sealer.refuse_the_erased(person_id)
            self._living.add(person_id)

    def release(self, release_id: UUID) -> release.Release:
        """The release as it stands."""
        return _found(release.fold(_of(self.events(release_id), "release", release.ReleaseEvent)), "release")

    def institution(self, institution_id: UUID) -> institution.Institution:
        """The institution as it stands."""
        told = _of(self.events(institution_id), "institution", institution.InstitutionEvent)
        return _found(institution.fold(told), "institution")

    def member(self, staff_id: UUID) -> staff.Member:
        """The member of staff."""
        return _found(staff.fold(_of(self.events(staff_id), "staff", staff.StaffEvent)), "staff")

    def announcement(self, announcement_id: UUID) -> announcement.Announcement:
        """The announced need."""
        told = _of(self.events(announcement_id), "announcement", announcement.AnnouncementEvent)
        return _found(announcement.fold(told), "announcement")


Decide = Callable[[Attempt], Sequence[Event]]


class Door:
    """Carries commands into the log; the clock and the ids are given, so that histories can be told in tests."""

    def __init__(
        self,
        log: Log,
        vault: Vault,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
        purpose: Purpose | None = None,
    ) -> None:
        self.purpose = purpose
        self.log = log
        self.vault = vault
        self.now = now
        self.new_id = new_id

    def meant_for(self, purpose: Purpose) -> "Door":
        """The same door for commands that serve this purpose."""
        return Door(self.log, self.vault, self.now, self.new_id, purpose)

    def carry(self, sent: Sent, decide: Decide) -> Receipt:
        """Decide and save, again when somebody else was faster.

        Refusal when a rule stands against it, Overtaken when the page was made before somebody's change.
        """
        first = self._recorded_before(sent)
        if first is not None:
            return first
        for attempt in range(ATTEMPTS):
            try:
                return self._try(sent, decide)
            except (AlreadyRecorded, Overtaken, Refusal):
                # A double click's other half may have been recorded since we asked: it overtakes nobody.
                twin = self._recorded_before(sent)
                if twin is None:
                    raise
                return twin
            except (VersionTaken, StreamMoved):
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 (jitter, no secret)
        raise AssertionError("unreachable")

    def occasion(self, sent: Sent) -> Occasion:
        """The circumstances of what is recorded now."""
        now, purpose = self.now(), sent.purpose or self.purpose
        if purpose is None:
            raise CannotProcess.because_no_purpose_is_named()
        return Occasion(
            actor=sent.actor,
            role=sent.role,
            command_id=sent.command_id,
            correlation_id=sent.correlation_id or sent.command_id,
            channel=sent.channel,
            purpose=purpose,
            occurred_on=sent.occurred_on or now.astimezone(LOCAL).date(),
            recorded_at=now,
        )

    def _recorded_before(self, sent: Sent) -> Receipt | None:
        first = self.log.result_of(sent.command_id)
        return None if first is None else Receipt(recorded=first, again=True)

    def _try(self, sent: Sent, decide: Decide) -> Receipt:
        attempt = Attempt(self.log, self.vault.sealer(), sent, self.occasion(sent))
        events = decide(attempt)
        if not events:
            return Receipt(recorded=())
        registry().check(
            attempt.occasion.purpose,
            {event.TOPIC for event in events},
            {blob.group for blob in attempt.sealer.blobs},
        )
        written = {event.originator_id for event in events}
        attempt.pin_owners(written)
        pinned = [(stream, version) for stream, version in attempt.read.items() if stream not in written]
        positions = self.log.record(*events, command_id=sent.command_id, blobs=attempt.sealer.blobs, unchanged=pinned)
        recorded = (
            RecordedRef(position, event.originator_id, event.originator_version, event.TOPIC)
            for position, event in zip(positions, events, strict=True)
        )
        return Receipt(recorded=tuple(recorded))


def found(
    attempt: Attempt, stream: UUID, noun: str, kinds: UnionType, fold: Callable[[list[Any]], State | None]
) -> State:
    """What a stream is about, as it stands."""
    return _found(fold(_of(attempt.events(stream), noun, kinds)), noun)


def _found(found: State | None, noun: str) -> State:
    if found is None:
        raise NotFound.no_such(noun)
    return found


def _of(events: Iterable[Event], noun: str, kinds: UnionType) -> list[Any]:
    """The events, when they are of the stream the command means; an id of another stream is not found."""
    told = list(events)
    if told and not isinstance(told[0], kinds):
        raise NotFound.no_such(noun)
    return told
