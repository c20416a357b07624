"""The past (Rückblick): caseload and persons of an earlier day, by what had happened, or by what had been recorded.

- *as of* a day: what had happened by then, in today's knowledge: corrections applied, late entries counted;
- *as recorded on* a day: what was known then: nothing that was written down later.

Their own folds build it from a part of the log into a private store of its own, which holds no personal value; the
questions are their own, too. A few of these stores are kept. When the log goes on, what was recorded on a day that is
over stays as it is, and what had happened by a day takes in what is new, unless it puts an earlier step right.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection

from projections import caseload, persons
from projections.page import Source
from projections.runner import Runner
from referrals.event import Event
from referrals.log.application import Recorded
from referrals.occasion import LOCAL
from referrals.person import Person, PersonEvent
from referrals.person import fold as fold_person
from referrals.referral.events import ReferralEvent, ReferralVoided, StepCorrected, StepTakenBack
from referrals.referral.state import Referral, effective, evolve, fold
from referrals.store import Store

KEPT = 4
"""Days that are kept at hand."""

PAGE = 5_000
CHANGING = (StepCorrected.TOPIC, StepTakenBack.TOPIC)
REBUILT = (caseload.PROJECTION, persons.PROJECTION)
TOPICS = frozenset[str]().union(*(part.topics for projection in REBUILT for part in projection.parts))
E = TypeVar("E", bound=Event)


class Seen(StrEnum):
    """From where a day is looked at."""

    AS_OF = "as_of"
    RECORDED_ON = "recorded_on"


class Moment(NamedTuple):
    """A day of the past, and from where it is looked at."""

    day: date
    seen: Seen


def told_by(told: Sequence[E], moment: Moment) -> list[E]:
    """The events of one stream that count at that moment, in today's words or in those of then."""
    if moment.seen is Seen.RECORDED_ON:
        return [event for event in told if event.occasion.recorded_on <= moment.day]
    return [event for event in _in_todays_words(told) if _had_happened(event, moment.day)]


def _in_todays_words(told: Sequence[E]) -> Sequence[E]:
    if told and isinstance(told[0], ReferralEvent):
        return cast(Sequence[E], effective(cast(Sequence[ReferralEvent], told)))
    return told


def referral_at(told: Sequence[ReferralEvent], moment: Moment) -> Referral | None:
    """A referral as it stood; None where it did not begin by then."""
    counted = told_by(told, moment)
    if not counted or counted[0].originator_version != 1:
        return None
    if moment.seen is Seen.RECORDED_ON:
        return fold(counted)
    referral: Referral | None = None
    for event in counted:
        referral = evolve(referral, event)
    return referral


def person_at(told: Sequence[PersonEvent], moment: Moment) -> Person | None:
    """A person as she stood; None where she was not known by then."""
    counted = told_by(told, moment)
    return fold_person(counted) if counted and counted[0].originator_version == 1 else None


def _had_happened(event: Event, day: date) -> bool:
    """Whether it had happened by then; what was entered in error never was a referral, on no day."""
    return event.occasion.occurred_on <= day or isinstance(event, ReferralVoided)


class Retold(Recorded):
    """An event of the log in today's words."""

    __slots__ = ()

    def __init__(self, recorded: Recorded, event: Event) -> None:
        super().__init__(recorded.position, recorded.originator_id, recorded.version, recorded.topic, recorded.state)
        self.event = event


class PartOfTheLog:
    """The events of referrals and persons that count at a moment, at their own positions."""

    def __init__(self, log: Source, moment: Moment) -> None:
        self._log, self._moment, self._head = log, moment, log.head()
        self._corrected: dict[UUID, dict[int, Event]] = {}
        self._not_begun: set[UUID] = set()
        if moment.seen is Seen.AS_OF:
            for stream in self._streams(0, CHANGING):
                self._correct(stream)

    def head(self) -> int:
        """Where the log stood when the looking back began."""
        return self._head

    def goes_on(self) -> bool:
        """Take the log as it stands now; False where that changes what was read, and all has to be read again."""
        before, self._head = self._head, self._log.head()
        if self._moment.seen is Seen.AS_OF and before < self._head:
            if any(self._streams(before, CHANGING)):
                return False
            for stream in self._corrected.keys() & set(self._streams(before)):
                self._correct(stream)
        return True

    def read(self, after: int, limit: int) -> list[Recorded]:
        """The next events that count; empty when none is left."""
        while after < self._head:
            page = [each for each in self._log.read(after, limit) if each.position <= self._head]
            found = [counted for each in page if (counted := self._counted(each)) is not None]
            if found or not page:
                return found
            after = page[-1].position
        return []

    def events_of(self, originator_id: UUID) -> list[Event]:
        """What counts of one stream."""
        return told_by(self._log.events_of(originator_id), self._moment)

    def _streams(self, after: int, topics: Collection[str] = ()) -> Iterator[UUID]:
        """The streams with events behind a position, of these topics or of any; once for each event."""
        while page := self._log.read(after, PAGE):
            yield from (each.originator_id for each in page if not topics or each.topic in topics)
            after = page[-1].position

    def _correct(self, stream: UUID) -> None:
        """Which steps of a corrected referral count, and in which words."""
        told = self.events_of(stream)
        begun = told and told[0].originator_version == 1
        self._corrected[stream] = {one.originator_version: one for one in told} if begun else {}

    def _counted(self, recorded: Recorded) -> Recorded | None:
        if recorded.topic not in TOPICS:
            return None
        if self._moment.seen is Seen.RECORDED_ON:
            return recorded if recorded.event.occasion.recorded_on <= self._moment.day else None
        stream, version = recorded.originator_id, recorded.version
        if stream in self._corrected:
            event = None if recorded.topic in CHANGING else self._corrected[stream].get(version)
            return Retold(recorded, event) if event else None
        if stream in self._not_begun or not _had_happened(recorded.event, self._moment.day):
            if version == 1:
                self._not_begun.add(stream)
            return None
        return recorded


class Kept(NamedTuple):
    """The store of a moment, what it is built from, and up to where the log was taken in."""

    store: Store
    part: PartOfTheLog
    runner: Runner

    def catch_up(self) -> None:
        """Take in what counts and is not there yet."""
        while self.runner.step():
            pass


class Past:
    """Looks back for one process; its stores lie in a folder of their own and go with it."""

    def __init__(self, log: Source, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._log = log
        self._now = now
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None  # until somebody looks back
        self._kept: OrderedDict[tuple[Moment, bool], Kept] = OrderedDict()
        self.built = 0
        """How many stores were built from the beginning of the log."""

    @property
    def folder(self) -> Path:
        """Where the stores lie."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="lotse-past-")
        return Path(self._folder.name)

    @contextmanager
    def at(self, moment: Moment) -> Iterator[Connection]:
        """Caseload and persons of that moment, for their own questions."""
        with ExitStack() as open_:
            with self._lock:
                connection = open_.enter_context(self._store(moment).reading())
            yield connection

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            while self._kept:
                self._kept.popitem()[1].store.dispose()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _store(self, moment: Moment) -> Store:
        over = moment.day < self._now().astimezone(LOCAL).date()
        kept = self._kept.pop((moment, over), None)
        if kept is not None and not (over and moment.seen is Seen.RECORDED_ON):
            if kept.part.goes_on():
                kept.catch_up()
            else:
                _forget(kept)
                kept = None
        if kept is None:
            while len(self._kept) >= KEPT:
                _forget(self._kept.popitem(last=False)[1])
            kept = self._build(moment)
        self._kept[moment, over] = kept
        return kept.store

    def _build(self, moment: Moment) -> Kept:
        self.built += 1
        part = PartOfTheLog(self._log, moment)
        store = Store(f"sqlite:///{self.folder / f'{self.built}.sqlite'}", schema="views", private=True)
        kept = Kept(store, part, Runner(part, store, REBUILT, page=PAGE))
        kept.runner.create()
        kept.catch_up()
        return kept


def _forget(kept: Kept) -> None:
    kept.store.dispose()
    if kept.store.path is not None:
        kept.store.path.unlink()
