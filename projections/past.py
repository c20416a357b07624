"""The past (Rückblick): the caseload of an earlier day, by what had happened, or by what had been recorded.

- *as of* a day: what had happened by then, in today's knowledge: corrections applied, late entries counted;
- *as recorded on* a day: what was known then: nothing that was written down later.

The caseload's own fold builds it from a part of the log into a private store of its own, which holds no personal value;
the questions are the caseload's own, too. A few of these stores are kept while the log stands still.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Connection

from projections import caseload
from projections.page import Source
from projections.runner import Runner
from referrals.event import Event
from referrals.log.application import Recorded
from referrals.referral.events import ReferralEvent, ReferralVoided, StepCorrected, StepTakenBack
from referrals.referral.state import Referral, effective, evolve, fold
from referrals.store import Store

KEPT = 4
"""Days that are kept at hand."""

PAGE = 5_000
CHANGING = (StepCorrected.TOPIC, StepTakenBack.TOPIC)


class Seen(StrEnum):
    """From where a day is looked at."""

    AS_OF = "as_of"
    RECORDED_ON = "recorded_on"


class Moment(NamedTuple):
    """A day of the past, and from where it is looked at."""

    day: date
    seen: Seen


def told_by(told: Sequence[ReferralEvent], moment: Moment) -> list[ReferralEvent]:
    """The events of one referral that count at that moment, in today's words or in those of then."""
    if moment.seen is Seen.RECORDED_ON:
        return [event for event in told if event.occasion.recorded_on <= moment.day]
    return [event for event in effective(told) if _had_happened(event, moment.day)]


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


def _had_happened(event: Event, day: date) -> bool:
    """Whether it had happened by then; what was entered in error never was a referral, on no day."""
    return event.occasion.occurred_on <= day or isinstance(event, ReferralVoided)


class Retold(Recorded):
    """An event of the log in today's words."""

    __slots__ = ()

    def __init__(self, recorded: Recorded, event: Event) -> None:
        super().__init__(recorded.stored)
        self._event = event


class PartOfTheLog:
    """The steps of referrals that count at a moment, at their own positions."""

    def __init__(self, log: Source, moment: Moment) -> None:
        self._log, self._moment, self._head = log, moment, log.head()
        self._corrected: dict[UUID, dict[int, Event]] = {}
        self._not_begun: set[UUID] = set()
        if moment.seen is Seen.AS_OF:
            self._correct()

    def head(self) -> int:
        """Where the log stood when the looking back began."""
        return self._head

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
        return list(told_by(self._told(originator_id), self._moment))

    def _told(self, originator_id: UUID) -> list[ReferralEvent]:
        return cast(list[ReferralEvent], self._log.events_of(originator_id))

    def _correct(self) -> None:
        """Which steps of corrected referrals count, and in which words."""
        after = 0
        while page := self._log.read(after, PAGE):
            for stream in {each.originator_id for each in page if each.topic in CHANGING} - set(self._corrected):
                told = told_by(self._told(stream), self._moment)
                begun = told and told[0].originator_version == 1
                self._corrected[stream] = {one.originator_version: one for one in told} if begun else {}
            after = page[-1].position

    def _counted(self, recorded: Recorded) -> Recorded | None:
        if recorded.topic not in caseload.part.topics:
            return None
        if self._moment.seen is Seen.RECORDED_ON:
            return recorded if recorded.event.occasion.recorded_on <= self._moment.day else None
        stream, version = recorded.originator_id, recorded.stored.originator_version
        if stream in self._corrected:
            event = None if recorded.topic in CHANGING else self._corrected[stream].get(version)
            return Retold(recorded, event) if event else None
        if stream in self._not_begun or not _had_happened(recorded.event, self._moment.day):
            if version == 1:
                self._not_begun.add(stream)
            return None
        return recorded


class Past:
    """Looks back for one process; its stores lie in a folder of their own and go with it."""

    def __init__(self, log: Source) -> None:
        self._log = log
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None  # until somebody looks back
        self._kept: OrderedDict[tuple[Moment, int], Store] = OrderedDict()
        self._built = 0

    @property
    def folder(self) -> Path:
        """Where the stores lie."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="lotse-past-")
        return Path(self._folder.name)

    @contextmanager
    def at(self, moment: Moment) -> Iterator[Connection]:
        """The caseload of that moment, for its own questions."""
        with ExitStack() as open_:
            with self._lock:
                connection = open_.enter_context(self._store(moment).reading())
            yield connection

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            while self._kept:
                self._kept.popitem()[1].dispose()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _store(self, moment: Moment) -> Store:
        key = (moment, self._log.head())
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                _, oldest = self._kept.popitem(last=False)
                oldest.dispose()
                if oldest.path is not None:
                    oldest.path.unlink()
            self._kept[key] = self._build(moment)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _build(self, moment: Moment) -> Store:
        self._built += 1
        store = Store(f"sqlite:///{self.folder / f'{self._built}.sqlite'}", schema="views", private=True)
        runner = Runner(PartOfTheLog(self._log, moment), store, (caseload.PROJECTION,), page=PAGE)
        runner.create()
        while runner.step():
            pass
        return store
