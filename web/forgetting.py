"""Forgetting (Vergessen): carries out the erasures that are due: keys, values, names, key-encryption key, certificate.

Every step can be done twice. Whoever was cut off anywhere is finished by the next who calls `carry_out`, in whichever
process. Only the certificate says „gelöscht“.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from projections import caseload, erasures, timeline
from projections.following import run_once
from referrals.casework import Sent
from referrals.erasure import CannotErase, Erasure
from referrals.erasure_events import Stage
from referrals.keys import KekUnusable
from referrals.log.errors import LogRefusal
from referrals.need import NeedRecorded
from referrals.occasion import LOCAL, Purpose
from web import erasure_papers
from web.house import RealHouse

PAUSE = timedelta(minutes=5)
NEW_KEK = (
    "the key-encryption key was turned: back up {path} now, apart from the database, and destroy every older copy of "
    "it. Older backups of the key store are worthless from now on; make a new one."
)


class Held(NamedTuple):
    """An erasure that is due, and why it is not carried out."""

    erasure: Erasure
    refusal: CannotErase


class Done(NamedTuple):
    """What was finished, and what has to wait."""

    certified: list[UUID]
    held: list[Held]


def carry_out(house: RealHouse, only: UUID | None = None) -> Done:
    """Carry out what is due, or one of them, from wherever it stands to its certificate."""
    held = []
    for erasure in _due(house, only):
        try:
            _begin(house, erasure)
        except CannotErase as refusal:
            held.append(Held(erasure, refusal))
    for erasure in _standing(house, Stage.BEGUN, only):
        _destroy_keys(house, erasure)
    under_way = _standing(house, Stage.KEYS_DESTROYED, only)
    if not under_way:
        return Done([], held)
    _delete_values(house, under_way)
    _drop_names(house, under_way)
    kek_id = house.keys.turn(house.now())
    for erasure in under_way:
        _certify(house, erasure, kek_id)
    return Done([erasure.id for erasure in under_way], held)


class WhenDue:
    """Carries out what is due, once in a while; beside the process that follows the log."""

    def __init__(self, house: RealHouse, remark: Callable[[str], None]) -> None:
        self._house = house
        self._remark = remark
        self._next: datetime | None = None

    def __call__(self) -> None:
        """Look, and carry out; what fails is said, and tried again later."""
        now = self._house.now()
        if self._next is not None and now < self._next:
            return
        self._next = now + PAUSE
        if not any_due(self._house):
            return
        try:
            done = carry_out(self._house)
        except (KekUnusable, LogRefusal, OSError) as error:
            self._remark(f"lotse: an erasure was not finished: {error}")
            return
        for certified in done.certified:
            self._remark(f"Erasure {certified} is certified; {NEW_KEK.format(path=self._house.settings.kek_file)}")


def any_due(house: RealHouse) -> bool:
    """Whether there is something to carry out; one short query."""
    with house.views.reading() as connection:
        return bool(erasures.due(connection, house.now().astimezone(LOCAL).date()))


def open_referrals(house: RealHouse, person_id: UUID) -> int:
    """How many referrals of a person somebody still works with."""
    with house.views.reading() as connection:
        return sum(each.phase.is_active for each in caseload.of_person(connection, person_id, house.now()))


def sent(erasure_id: UUID, step: str) -> Sent:
    """A command of the installation's own; the same step of the same erasure is recorded once."""
    return Sent.by_the_installation(uuid5(erasure_id, step), Purpose.DATA_SUBJECT_RIGHTS)


def _due(house: RealHouse, only: UUID | None) -> list[Erasure]:
    run_once(house.runner)
    with house.views.reading() as connection:
        found = erasures.due(connection, house.now().astimezone(LOCAL).date())
    return [each for each in found if each.stage is Stage.APPROVED and only in (None, each.id)]


def _standing(house: RealHouse, stage: Stage, only: UUID | None) -> list[Erasure]:
    run_once(house.runner)
    with house.views.reading() as connection:
        return [each for each in erasures.in_stages(connection, [stage]) if only in (None, each.id)]


def _begin(house: RealHouse, erasure: Erasure) -> None:
    owners = _owners(house, erasure.person_id)
    house.casework.erasures.begin(
        sent(erasure.id, "begin"),
        erasure.id,
        owners=owners,
        keys=house.keys.count(owners),
        open_referrals=open_referrals(house, erasure.person_id),
    )
    erasure_papers.keep(house, erasure.id)


def _owners(house: RealHouse, person_id: UUID) -> Sequence[UUID]:
    """Under whose ids values are sealed that speak of the person: hers, and of the announced needs she came with."""
    with house.views.reading() as connection:
        told = [entry.event for entry in timeline.of_person(connection, house.log, person_id)]
    announced = [event.announcement_id for event in told if isinstance(event, NeedRecorded) and event.announcement_id]
    return [person_id, *announced]


def _destroy_keys(house: RealHouse, erasure: Erasure) -> None:
    keys = sum(house.keys.destroy(owner, house.now()) for owner in erasure.owners)
    blobs = house.log.recorder.count_blobs(erasure.owners)
    house.casework.erasures.destroyed(sent(erasure.id, "destroyed"), erasure.id, keys=keys, blobs=blobs)
    erasure_papers.keep(house, erasure.id)


def _delete_values(house: RealHouse, under_way: Iterable[Erasure]) -> None:
    house.log.recorder.delete_blobs([owner for erasure in under_way for owner in erasure.owners])
    house.log.recorder.compact_blobs()


def _drop_names(house: RealHouse, under_way: Iterable[Erasure]) -> None:
    """Here at once; every other process does so with its next request."""
    house.names.check([erasure.person_id for erasure in under_way])


def _certify(house: RealHouse, erasure: Erasure, kek_id: str) -> None:
    try:
        house.casework.erasures.certify(sent(erasure.id, "certify"), erasure.id, kek_id=kek_id)
    except CannotErase as refusal:  # another process was as far
        if refusal.params.get("stage") is not Stage.CERTIFIED:
            raise
    erasure_papers.keep(house, erasure.id)
