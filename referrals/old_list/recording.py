"""Recording (Eintragen): a list goes into the log in transactions of at most 500 events; twice changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid5

from msgspec import Struct

from referrals import directory, institution
from referrals.description import InstitutionDescription
from referrals.event import Event
from referrals.keys import KeyStore, PersonErased
from referrals.log.application import Log
from referrals.log.errors import AlreadyRecorded, StreamMoved, VersionTaken
from referrals.log.recorder import MAX_EVENTS, Unchanged
from referrals.occasion import LOCAL, Channel, Occasion, Purpose
from referrals.old_list import telling
from referrals.old_list.identity import Identities
from referrals.old_list.places import NAMESPACE, Places
from referrals.old_list.placing import Placing
from referrals.old_list.reading import OldList, OldReferral
from referrals.old_list.rehearsal import RehearsedKeys
from referrals.old_list.telling import GROUPS, MOST_EVENTS, Placed
from referrals.old_list.verdict import BadRow, Remark, Verdict
from referrals.refusal import Refusal
from referrals.sealing import Blob, Sealer
from referrals.staff import SYSTEM, Role

Progress = Callable[[int, int], None]
ROWS_AT_ONCE = MAX_EVENTS // MOST_EVENTS
ATTEMPTS = 3


class Result(Struct, frozen=True, kw_only=True):
    """What became of a list: a verdict per row in their order, and what was recorded."""

    verdicts: tuple[Verdict, ...]
    persons: int
    institutions: int
    events: int

    def count(self, became: Literal["imported", "known", "left_out"]) -> int:
        """How many rows came to this."""
        return sum(verdict.became == became for verdict in self.verdicts)


class Recording:
    """One import; with `dry_run` everything is decided and nothing recorded."""

    def __init__(self, log: Log, keys: KeyStore, now: Callable[[], datetime], *, dry_run: bool = False) -> None:
        self._log = log
        self._now = now
        self._dry_run = dry_run
        self._keys = RehearsedKeys() if dry_run else keys
        self._ids = Identities.of(keys, make=not dry_run)
        self._referrals: set[UUID] = set()
        self._persons: set[UUID] = set()
        self._known_persons: set[UUID] = set()
        self._verdicts: dict[int, Verdict] = {}
        self._events = 0

    def run(
        self,
        old_list: OldList,
        *,
        managers: Mapping[str, UUID],
        default_manager: UUID | None = None,
        create_institutions: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Result:
        """Import the list; raises CannotReadList where it cannot be imported as a whole."""
        places = Places(directory.of(self._log), create=create_institutions)
        self._look_around()
        self._known_persons = set(self._persons)
        placed = self._placed(old_list, Placing(self._ids, places, managers, default_manager))
        self._list_institutions(places.created)
        done = len(self._verdicts)
        for start in range(0, len(placed), ROWS_AT_ONCE):
            progress(done + start, len(old_list.rows))
            self._record_rows(placed[start : start + ROWS_AT_ONCE])
        progress(len(old_list.rows), len(old_list.rows))
        return Result(
            verdicts=tuple(self._verdicts[row] for row in sorted(self._verdicts)),
            persons=len(self._persons - self._known_persons),
            institutions=len(places.created),
            events=self._events,
        )

    def _look_around(self) -> None:
        """Which referrals and persons the log knows."""
        for event in self._log.told("referral.opened", "person.registered"):
            known = self._persons if event.TOPIC.startswith("person") else self._referrals
            known.add(event.originator_id)

    def _placed(self, old_list: OldList, placing: Placing) -> list[Placed]:
        """The rows that can be told, in the order in which they happened."""
        found: list[Placed] = []
        for read in old_list.read(self._now().astimezone(LOCAL).date()):
            row, bad = read if isinstance(read, tuple) else (read.row, None)
            try:
                if bad is not None:
                    raise bad
                assert isinstance(read, OldReferral)
                found.append(placing.place(read))
            except BadRow as reason:
                self._verdicts[row] = reason.verdict(row)
        return sorted(found, key=lambda placed: (placed.old.opened, placed.old.row))

    def _list_institutions(self, created: Mapping[UUID, str]) -> None:
        names = list(created.items())
        for start in range(0, len(names), MAX_EVENTS):
            some = names[start : start + MAX_EVENTS]
            on = self._occasions(uuid5(NAMESPACE, "".join(str(key) for key, _ in some)), Purpose.DIRECTORY)
            today = self._now().astimezone(LOCAL).date()
            listed = [
                institution.list_institution(key, on(today), description=InstitutionDescription(name=name))
                for key, name in some
            ]
            with suppress(AlreadyRecorded, VersionTaken):  # somebody creates the same ones
                self._save(listed, [], on(today).command_id)

    def _record_rows(self, rows: Sequence[Placed]) -> None:
        for attempt in range(ATTEMPTS):
            try:
                return self._try(rows)
            except PersonErased as refusal:  # that person's rows are left out, the others go on
                erased = refusal.params["person"]
                for placed in rows:
                    if placed.person_id == erased:
                        row = placed.old.row
                        self._verdicts[row] = BadRow("erased").verdict(row)
                return self._record_rows([placed for placed in rows if placed.person_id != erased])
            except (AlreadyRecorded, VersionTaken, StreamMoved):  # the same list, or a change of one of its persons
                if attempt == ATTEMPTS - 1:
                    raise
                self._look_around()
        raise AssertionError("unreachable")

    def _try(self, rows: Sequence[Placed]) -> None:
        new = [placed for placed in rows if placed.referral_id not in self._referrals]
        verdicts = {
            placed.old.row: _verdict(placed, "known") for placed in rows if placed.referral_id in self._referrals
        }
        sealer = Sealer(self._keys)
        sealer.prepare({(placed.person_id, group) for placed in new for group in GROUPS})
        events: list[Event] = []
        registered = set(self._persons)
        for placed in new:
            try:
                events += self._told(placed, sealer, new_person=placed.person_id not in registered)
            except Refusal as refusal:
                verdicts[placed.old.row] = BadRow("refused", None, refusal.code).verdict(placed.old.row)
                continue
            earlier = placed.person_id in self._known_persons
            verdicts[placed.old.row] = _verdict(placed, "imported", *_from_earlier(placed, earlier))
            registered.add(placed.person_id)
        if events:
            command_id = uuid5(NAMESPACE, "".join(str(placed.referral_id) for placed in new))
            self._save(events, sealer.blobs, command_id, self._pinned(new, events, sealer))
        self._persons = registered
        self._referrals.update(event.originator_id for event in events)
        self._verdicts.update(verdicts)

    def _told(self, placed: Placed, sealer: Sealer, *, new_person: bool) -> list[Event]:
        on = self._occasions(self._ids.derived("command", str(placed.referral_id)), Purpose.CASE_MANAGEMENT)
        return telling.events(placed, self._ids, on, sealer, new_person=new_person)

    def _pinned(self, rows: Sequence[Placed], events: Sequence[Event], sealer: Sealer) -> list[tuple[UUID, int]]:
        """Whoever is erased between sealing and saving has nothing saved: their stream has moved on by then."""
        known = {placed.person_id for placed in rows} - {event.originator_id for event in events}
        pinned = [(person, len(self._log.events_of(person))) for person in sorted(known)]
        for person in known:
            sealer.refuse_the_erased(person)
        return pinned

    def _save(
        self, events: Sequence[Event], blobs: Sequence[Blob], command_id: UUID, unchanged: Unchanged = ()
    ) -> None:
        if not self._dry_run:
            self._log.record(*events, command_id=command_id, blobs=blobs, unchanged=unchanged)
        self._events += len(events)

    def _occasions(self, command_id: UUID, purpose: Purpose) -> Callable[[date], Occasion]:
        now = self._now()

        def on(day: date) -> Occasion:
            return Occasion(
                actor=SYSTEM,
                role=Role.SYSTEM.value,
                command_id=command_id,
                correlation_id=command_id,
                channel=Channel.IMPORT,
                purpose=purpose,
                occurred_on=day,
                recorded_at=now,
            )

        return on


def _from_earlier(placed: Placed, earlier: bool) -> Iterator[Remark]:
    if earlier and not any(remark.reason == "same_person" for remark in placed.old.remarks):
        by = "pseudonym" if placed.old.by == "pseudonym" else "name, quarter and language"
        yield Remark("known_person", by)


def _verdict(placed: Placed, became: Literal["imported", "known"], *more: Remark) -> Verdict:
    remarks = () if became == "known" else (*placed.old.remarks, *more)
    return Verdict(row=placed.old.row, became=became, remarks=remarks)
