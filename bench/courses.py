"""Courses (Verläufe): how the referrals of a town go, told by the domain's own decisions, step by step.

A course is a generator: each step yields the events of one day, so that many courses can stand side by side in the
log, as they do where people work.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID, uuid5

from bench.peers.people import NAMESPACE
from referrals import need, person, release
from referrals.event import Event
from referrals.need import NeedKind
from referrals.occasion import Channel, Occasion, Purpose
from referrals.person import Quarter
from referrals.referral import appointments, closing, forwarding, steps
from referrals.referral.codes import Company, DeclineReason, Ground, Outcome, Party, Way
from referrals.referral.state import Referral, evolve
from referrals.release import Covers, Given
from referrals.sealing import Sealed
from referrals.staff import Role

NEEDS, QUARTERS = tuple(NeedKind), tuple(Quarter)
LANGUAGES = ("de", "ar", "tr", "uk", "ta")
SHARED = (Covers.CONTACT, Covers.NEED)
STEP_DAYS = 6
RELEASE_DAYS = 200

Step = list[Event]


class Asker(NamedTuple):
    """Who asks: her id, and her name as it was sealed."""

    id: UUID
    name: Sealed


class Offered(NamedTuple):
    """Where a referral can go."""

    institution_id: UUID
    offer_id: UUID


class Teller:
    """One referral on its way: the day it stands at, and its state so far."""

    def __init__(self, number: int, asker: Asker, manager: UUID, place: Offered, begun: date) -> None:
        self.number, self.asker, self.manager, self.place = number, asker, manager, place
        self.day = begun
        self.id = uuid5(NAMESPACE, f"town referral {number}")
        self.language = LANGUAGES[number // 3 % len(LANGUAGES)]
        self.quarter = QUARTERS[number // 3 % len(QUARTERS)].value
        self._minutes = count(number % 360)
        self._state: Referral | None = None

    @property
    def state(self) -> Referral:
        """The referral as told so far."""
        assert self._state is not None
        return self._state

    def id_of(self, what: str) -> UUID:
        """An id that belongs to this referral."""
        return uuid5(self.id, what)

    def occasion(self) -> Occasion:
        """The case manager, in the morning of the day."""
        command = self.id_of(f"command {next(self._minutes)}")
        return Occasion(
            actor=self.manager,
            role=Role.CASE_MANAGER.value,
            command_id=command,
            correlation_id=command,
            channel=Channel.WORKER,
            purpose=Purpose.CASE_MANAGEMENT,
            occurred_on=self.day,
            recorded_at=datetime.combine(self.day, time(7), UTC) + timedelta(minutes=self.number % 360),
        )

    def later(self, days: int = STEP_DAYS) -> None:
        """Some days pass."""
        self.day += timedelta(days=days)

    def tell(self, *events: Event) -> Step:
        """The events of a step; those of the referral move it on."""
        for event in events:
            if event.originator_id == self.id:
                self._state = evolve(self._state, event)  # type: ignore[arg-type]  # a stream of one kind
        return list(events)

    def open(self, *, registers: bool) -> Step:
        """Need and referral, and the person where she is new."""
        occasion, kind = self.occasion(), NEEDS[self.number % len(NEEDS)]
        who, asked = self.asker.id, self.id_of("need")
        told: Step = [
            need.record(asked, occasion, person_id=who, kind=kind, wish=None),
            steps.open_referral(
                self.id,
                occasion,
                person_id=who,
                need_id=asked,
                need=kind,
                quarter=self.quarter,
                language=self.language,
                case_manager=self.manager,
                institution_id=self.place.institution_id,
                offer_id=self.place.offer_id,
            ),
        ]
        if registers:
            told.insert(0, self.registered(occasion))
        return self.tell(*told)

    def registered(self, occasion: Occasion) -> Event:
        """The person is there for the first time."""
        return person.register(
            self.asker.id,
            occasion,
            name=self.asker.name,
            language=self.language,
            quarter=self.quarter,
            case_manager=self.manager,
        )

    def forward(self) -> Step:
        """A release, and on it the forwarding."""
        occasion = self.occasion()
        given = release.give(
            self.id_of("release"),
            occasion,
            person_id=self.asker.id,
            institution_ids=(self.place.institution_id,),
            covers=SHARED,
            valid_until=self.day + timedelta(days=RELEASE_DAYS),
            given=Given.WRITTEN,
            language=self.language,
        )
        forwarded = forwarding.forward(
            self.state,
            occasion,
            institution_id=self.place.institution_id,
            offer_id=self.place.offer_id,
            ground=Ground.RELEASE,
            release=release.evolve(None, given),
            way=Way.PHONE,
            shared=SHARED,
        )
        return self.tell(given, forwarded)

    def accept(self) -> Step:
        """The institution says yes."""
        return self.tell(steps.accept(self.state, self.occasion(), source=Way.PHONE))

    def decline(self) -> Step:
        """The institution says no."""
        reason = DeclineReason.NO_CAPACITY
        return self.tell(
            steps.decline(self.state, self.occasion(), reason=reason, decided_by=Party.INSTITUTION, source=Way.PHONE)
        )

    def agree(self) -> Step:
        """An appointment on the day of the next step."""
        starts = datetime.combine(self.day + timedelta(days=STEP_DAYS), time(9), UTC)
        return self.tell(
            appointments.agree(
                self.state,
                self.occasion(),
                appointment_id=self.id_of("appointment"),
                starts_at=starts,
                place=None,
                language=self.language,
                company=Company.ALONE,
            )
        )

    def keep(self) -> Step:
        """The person was there."""
        return self.tell(appointments.keep(self.state, self.occasion(), appointment_id=self.id_of("appointment")))

    def note(self, text: Sealed) -> Step:
        """Something is written down."""
        return self.tell(steps.take_note(self.state, self.occasion(), text=text, confided=False))

    def close(self, outcome: Outcome, by: Party = Party.PERSON) -> Step:
        """It ends."""
        return self.tell(*closing.close(self.state, self.occasion(), outcome=outcome, decided_by=by))


def met(t: Teller, registers: bool) -> Iterator[Step]:
    """Forwarded, seen, helped."""
    yield t.open(registers=registers)
    t.later()
    yield t.forward()
    t.later()
    yield t.agree()
    t.later()
    yield t.keep()
    t.later()
    yield t.close(Outcome.NEED_MET)


def declined(t: Teller, registers: bool) -> Iterator[Step]:
    """The institution has no place."""
    yield t.open(registers=registers)
    t.later()
    yield t.forward()
    t.later()
    yield t.decline()
    t.later()
    yield t.close(Outcome.NO_CAPACITY, Party.INSTITUTION)


def dropped(t: Teller, registers: bool) -> Iterator[Step]:
    """The person changes her mind."""
    yield t.open(registers=registers)
    t.later()
    yield t.close(Outcome.NO_LONGER_WANTED)


def under_way(t: Teller, registers: bool) -> Iterator[Step]:
    """Not over yet: opened, waiting for an answer, or promised."""
    yield t.open(registers=registers)
    if t.number % 4:
        t.later()
        yield t.forward()
    if t.number % 4 == 3:
        t.later()
        yield t.accept()


def long_one(t: Teller, notes: Sequence[Sealed], ends: bool) -> Iterator[Step]:
    """Somebody writes down a lot."""
    yield t.open(registers=False)
    for text in notes:
        t.later(1)
        yield t.note(text)
    if ends:
        t.later(1)
        yield t.close(Outcome.NEED_MET)


Course = Callable[[Teller, bool], Iterator[Step]]
CLOSED: tuple[Course, ...] = (met, dropped, declined, dropped)
"""Four closed referrals have 19 events, and every third one brings a new person: 5.1 events each."""


def side_by_side(courses: Sequence[Iterator[Step]]) -> Iterator[Step]:
    """The steps of many courses, day by day."""
    going = list(courses)
    while going:
        left = []
        for course in going:
            step = next(course, None)
            if step is not None:
                left.append(course)
                yield step
        going = left
