"""What happens at the group offers of a history, and who takes part in the ESF Plus: what the log may hold."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from uuid import UUID

from referrals import gathering, participation
from referrals.event import Event
from referrals.gathering import About, GatheringVoidReason, GroupOffer, Place, Spoken
from referrals.need import NeedKind
from referrals.participation_events import (
    ParticipationEntered,
    ParticipationFollowedUp,
    ParticipationLeft,
    ParticipationNoted,
    ParticipationReentered,
)
from referrals.person import Quarter
from referrals.referral.codes import CorrectionReason
from referrals.sealing import Group, Sealed
from tests.cast import ANNA, BEN, day, on

OFFERS = (GroupOffer.WOMENS_CAFE, GroupOffer.PARENTS_BREAKFAST, GroupOffer.OFFICE_HOUR)


def origin_of(number: int) -> GroupOffer | None:
    """Where a referral of a history began: every second at one of the offers."""
    return OFFERS[number % len(OFFERS)] if number % 2 else None


def told(id_of: Callable[[str], UUID], today: int, seed: int) -> Iterator[Event]:
    """All of it, after everything else."""
    yield from gatherings(id_of, today, seed)
    yield from participations([id_of("person 0"), id_of("person 2")], today, id_of("list"))


def gatherings(id_of: Callable[[str], UUID], today: int, seed: int) -> Iterator[Event]:
    """Some were held, one was put right, one struck out."""
    chance = Random(seed)
    for number in range(6):
        about = About(
            group_offer=chance.choice(OFFERS),
            quarter=chance.choice(list(Quarter)),
            place=chance.choice(list(Place)),
            headcount=chance.randrange(20),
            languages=tuple(chance.sample(list(Spoken), 2)),
            needs=(chance.choice(list(NeedKind)),),
            held_by=(ANNA,),
        )
        held = gathering.hold(id_of(f"gathering {number}"), on(number), about)
        yield held
        known = gathering.fold([held])
        assert known is not None
        if number == 1:
            yield gathering.void(known, on(today), reason=GatheringVoidReason.RECORDED_TWICE)
        if number == 2:
            right = About(**{**_fields(about), "headcount": 40})
            reason = CorrectionReason.TYPING_MISTAKE
            yield gathering.correct(known, on(today), right, held_on=day(number), reason=reason)


def participations(people: list[UUID], today: int, list_id: UUID) -> Iterator[Event]:
    """Two persons take part; one leaves, is asked again, and comes back; the funder gets a list."""
    for number, person in enumerate(people):
        stream = participation.id_of(person)

        def of(cls: type[Event], version: int, stream: UUID = stream, **fields: Any) -> Event:
            return cls(originator_id=stream, originator_version=version, occasion=on(today, by=BEN), **fields)

        def sealed(field: str, person: UUID = person) -> Sealed:
            return Sealed(person, Group.FUNDING, field.encode().hex().ljust(64, "0")[:64])

        yield of(ParticipationEntered, 1, person_id=person, code=sealed("code"), sex=sealed("sex"))
        yield of(ParticipationNoted, 2, employment=sealed("employment"))
        if number:
            yield of(ParticipationLeft, 3, results=sealed("results"))
            yield of(ParticipationFollowedUp, 4, results=sealed("later results"))
            yield of(ParticipationReentered, 5)
    listed = tuple(participation.id_of(person) for person in people)
    yield participation.hand_over(list_id, on(today), participations=listed)


def _fields(about: About) -> dict[str, Any]:
    return {name: getattr(about, name) for name in about.__struct_fields__}
