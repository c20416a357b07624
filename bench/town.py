"""Town (Gemeinde): a municipality with so many referrals, written through the bulk doors of the log and the keys.

Eight case managers with accounts carry 60 active referrals each; the others are closed and stand on colleagues of
years gone by. One person has a timeline of 500 events.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from bench.courses import CLOSED, Asker, Offered, Step, Teller, long_one, side_by_side, under_way
from bench.peers.people import ACTIVE_EACH, MANAGERS, NAMESPACE, name_of
from referrals import institution, staff
from referrals.description import InstitutionDescription, OfferDescription
from referrals.event import Event, sealed_values
from referrals.need import NeedKind
from referrals.occasion import Channel, Occasion, Purpose
from referrals.sealing import Blob, Group, Sealer
from referrals.staff import SYSTEM, Role
from web.house import RealHouse

PASSWORD = "Sieben-Webschiffe-2026"  # noqa: S105 (of nobody's account but the bench's own)
COORDINATOR, AUDITOR = "coordinator", "auditor"
INSTITUTIONS = 20
REFERRALS_OF_A_PERSON = 3
SIDE_BY_SIDE = 1_600 * REFERRALS_OF_A_PERSON
"""Referrals that are under way at a time, so that their events lie as far apart as in a town of that size."""
YEARS = timedelta(days=900)
"""Younger than any retention: the process beside the pages finds nothing to be erased."""
SETTLED = timedelta(days=100)
"""How long ago the last of the closed ones began."""
LONG_REFERRALS, LONG_NOTES = 20, 22
"""20 referrals with need, opening, 22 notes and (all but one) the end: 500 events with the registration."""
TEXT = "Hat angerufen und erzählt, wie es weitergegangen ist; die Unterlagen fehlen noch."
AT_ONCE = 480

Progress = Callable[[int, int], None]


class Town(NamedTuple):
    """What the load has to know: the logins by case manager, and what each of them carries."""

    referrals: int
    events: int
    managers: list[str]
    carried: list[list[UUID]]
    long_person: UUID


def login_of(manager: int) -> str:
    """The login of one of the eight."""
    return f"manager{manager}"


def staff_of(login: str) -> UUID:
    """The same in every town."""
    return uuid5(NAMESPACE, f"staff {login}")


def hire(house: RealHouse) -> None:
    """Accounts for those who sign in: a second of work, whatever the size of the town."""
    for login in (*map(login_of, range(MANAGERS)), COORDINATOR, AUDITOR):
        house.accounts.add(staff_of(login), login, PASSWORD, house.now(), must_change=False)


def build(house: RealHouse, referrals: int, progress: Progress = lambda done, total: None) -> Town:
    """Fill an empty installation with accounts; its projections are still empty, and nothing is signed yet."""
    builder = _Builder(house, referrals, progress)
    builder.write_house()
    carried = builder.write_referrals()
    long_person = builder.write_long_person()
    builder.flush()
    return Town(referrals, house.log.head(), [login_of(each) for each in range(MANAGERS)], carried, long_person)


class _Builder:
    def __init__(self, house: RealHouse, referrals: int, progress: Progress) -> None:
        self.house, self.number, self.progress = house, referrals, progress
        self.today = house.now().date()
        self.first_day = self.today - SETTLED - YEARS
        self.former = [staff_of(f"former{each}") for each in range(max(4, referrals // 1000))]
        self.places = [Offered(_id("institution", each), _id("offer", each)) for each in range(INSTITUTIONS)]
        self.waiting: list[Event] = []
        self.blobs: dict[str, Blob] = {}
        self.recorded = 0

    def write(self, step: Iterable[Event]) -> None:
        """Keep the events of a command, and record when there are enough of them."""
        self.waiting += step
        if len(self.waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Record what waits, in one transaction."""
        if not self.waiting:
            return
        fingerprints = [sealed.blob for event in self.waiting for _field, sealed in sealed_values(event)]
        blobs = [self.blobs.pop(each) for each in fingerprints]
        self.house.log.record(*self.waiting, command_id=_id("batch", self.recorded), blobs=blobs)
        self.recorded += len(self.waiting)
        self.waiting = []

    def sealer(self, pairs: Sequence[tuple[UUID, Group]]) -> Sealer:
        """A sealer that knows these keys already."""
        sealer = Sealer(self.house.keys)
        sealer.prepare(pairs)
        return sealer

    def keep(self, sealer: Sealer) -> None:
        """What was sealed goes into the log with its event."""
        self.blobs |= {blob.id.hex(): blob for blob in sealer.blobs}

    def write_house(self) -> None:
        """Staff and institutions, at the beginning."""
        roles = {login_of(each): Role.CASE_MANAGER for each in range(MANAGERS)}
        roles |= {COORDINATOR: Role.COORDINATOR, AUDITOR: Role.AUDITOR}
        members = [(staff_of(login), role) for login, role in roles.items()]
        members += [(each, Role.CASE_MANAGER) for each in self.former]
        sealer = self.sealer([(who, Group.CONTACT) for who, _role in members])
        for number, (who, role) in enumerate(members):
            name = sealer.seal(who, Group.CONTACT, who, "name", name_of(7 * number))
            team = f"Team {number % 4}" if role is Role.CASE_MANAGER else ""
            self.write([staff.add(who, self._occasion(Purpose.ADMINISTRATION), name=name, team=team, roles=(role,))])
        self.keep(sealer)
        for number, place in enumerate(self.places):
            occasion = self._occasion(Purpose.DIRECTORY)
            description = InstitutionDescription(name=f"Beratungsstelle {number + 1}")
            listed = institution.list_institution(place.institution_id, occasion, description=description)
            offer = OfferDescription(name=f"Beratung {number + 1}", needs=tuple(kind.value for kind in NeedKind))
            known = institution.evolve(None, listed)
            self.write([listed, institution.list_offer(known, occasion, offer_id=place.offer_id, offer=offer)])

    def write_referrals(self) -> list[list[UUID]]:
        """The closed ones in the order of time, then the active ones; what each of the eight carries."""
        active = min(self.number, MANAGERS * ACTIVE_EACH)
        closed = self.number - active
        for first in range(0, closed, SIDE_BY_SIDE):
            numbers = range(first, min(first + SIDE_BY_SIDE, closed))
            askers = self._askers([_id("person", each // REFERRALS_OF_A_PERSON) for each in numbers])
            begun = self.first_day + YEARS * (first / closed)
            tellers = [
                Teller(each, askers[place], self.former[each % len(self.former)], self._place(each), begun)
                for place, each in enumerate(numbers)
            ]
            courses = [CLOSED[t.number % len(CLOSED)](t, t.number % REFERRALS_OF_A_PERSON == 0) for t in tellers]
            self._write_side_by_side(courses)
            self.progress(first, self.number)
        return self._write_active(range(closed, self.number))

    def _write_active(self, numbers: range) -> list[list[UUID]]:
        askers = self._askers([_id("active person", each) for each in numbers])
        tellers = [
            Teller(each, askers[place], staff_of(login_of(place % MANAGERS)), self._place(each), self._begun(place))
            for place, each in enumerate(numbers)
        ]
        self._write_side_by_side([under_way(teller, True) for teller in tellers])
        return [[teller.id for teller in tellers[manager::MANAGERS]] for manager in range(MANAGERS)]

    def _begun(self, place: int) -> date:
        return self.today - timedelta(days=15 + place % 25)

    def _place(self, number: int) -> Offered:
        return self.places[number % INSTITUTIONS]

    def _askers(self, persons: Sequence[UUID]) -> list[Asker]:
        """Persons with their names, sealed in one go; whoever asks several times is sealed once."""
        wanted = list(dict.fromkeys(persons))
        sealer = self.sealer([(who, Group.CONTACT) for who in wanted])
        names = {who: sealer.seal(who, Group.CONTACT, who, "name", name_of(n)) for n, who in enumerate(wanted)}
        self.keep(sealer)
        return [Asker(who, names[who]) for who in persons]

    def _write_side_by_side(self, courses: Sequence[Iterator[Step]]) -> None:
        for step in side_by_side(courses):
            self.write(step)

    def write_long_person(self) -> UUID:
        """The one with 500 events: of her 20 referrals the last one is still open, on the first of the eight."""
        who, manager = _id("person", -1), staff_of(login_of(0))
        sealer = self.sealer([(who, Group.CONTACT), (who, Group.CASE)])
        asker = Asker(who, sealer.seal(who, Group.CONTACT, who, "name", name_of(1)))
        days = LONG_NOTES + 3
        begun = self.today - timedelta(days=days * LONG_REFERRALS)
        tellers = [
            Teller(-1 - each, asker, manager, self.places[0], begun + timedelta(days=days * each))
            for each in range(LONG_REFERRALS)
        ]
        self.write([tellers[0].registered(tellers[0].occasion())])
        notes = [
            [sealer.seal(who, Group.CASE, teller.id, "text", f"{TEXT} ({each})") for each in range(LONG_NOTES)]
            for teller in tellers
        ]
        self.keep(sealer)
        for teller, texts in zip(tellers, notes, strict=True):
            for step in long_one(teller, texts, ends=teller is not tellers[-1]):
                self.write(step)
        return who

    def _occasion(self, purpose: Purpose) -> Occasion:
        command = _id("command", len(self.waiting))
        return Occasion(
            actor=SYSTEM,
            role=Role.SYSTEM.value,
            command_id=command,
            correlation_id=command,
            channel=Channel.COMMAND,
            purpose=purpose,
            occurred_on=self.first_day,
            recorded_at=datetime.combine(self.first_day, time(6), UTC),
        )


def _id(what: str, number: int) -> UUID:
    return uuid5(NAMESPACE, f"town {what} {number}")
