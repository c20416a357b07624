"""Gatherings (Gruppentermine): the dates of the group offers, how many came, and which referrals began there."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Column, Connection, Date, Index, Select, String, select

from projections.figures import definitions
from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.gathering import Gathering, GatheringEvent, GroupOffer, evolve
from referrals.need import NeedKind
from referrals.referral import events as e
from referrals.referral.state import effective

DEFINITIONS = definitions.read(Path(__file__).with_suffix(".toml").read_text("utf-8"))
VERSION = 1
_gatherings = keyed_table(
    "gatherings",
    VERSION,
    Column("held_on", Date, nullable=False),
    Column("quarter", String, nullable=False),
    # True where it was struck out.
    Column("void", Boolean, nullable=False),
    # listed, between
    Index(f"gatherings_v{VERSION}_of_day", "void", "held_on", "id"),
    # listed of a quarter
    Index(f"gatherings_v{VERSION}_of_quarter", "void", "quarter", "held_on", "id"),
)
_origins = keyed_table(
    "gathering_origins",
    VERSION,
    Column("opened_on", Date, nullable=False),
    # begun_between
    Index(f"gathering_origins_v{VERSION}_of_day", "opened_on"),
)


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A referral that began at a group offer."""

    group_offer: GroupOffer
    opened_on: date
    quarter: str
    need: NeedKind
    language: str
    institution_id: UUID | None = None  # none was chosen then


def _fold(gathering: Gathering | None, event: GatheringEvent) -> Gathering:
    return evolve(gathering, event)


def _began(origin: Origin | None, event: e.ReferralEvent) -> Origin | None:
    match event:
        case e.ReferralOpened():
            return _origin(event)
        case e.ReferralVoided():
            return None
        case _:
            return origin


def _retold(told: Sequence[e.ReferralEvent]) -> Origin | None:
    origin: Origin | None = None
    for event in effective(told):
        origin = _began(origin, event)
    return origin


def _origin(event: e.ReferralOpened) -> Origin | None:
    if event.origin is None:
        return None
    return Origin(
        group_offer=event.origin,
        opened_on=event.occasion.occurred_on,
        quarter=event.quarter,
        need=event.need,
        language=event.language,
        institution_id=event.institution_id,
    )


def _columns(gathering: Gathering) -> dict[str, Any]:
    return {"held_on": gathering.held_on, "quarter": gathering.about.quarter.value, "void": gathering.void}


_held = Keyed(table=_gatherings, topics=topics_of(GatheringEvent), state=Gathering, fold=_fold, columns=_columns)
_begun = Keyed(
    table=_origins,
    topics=topics_of(e.ReferralOpened, e.ReferralVoided, e.StepCorrected, e.StepTakenBack),
    state=Origin,
    fold=_began,
    columns=lambda origin: {"opened_on": origin.opened_on},
    retold_by=topics_of(e.StepCorrected, e.StepTakenBack),
    refold=_retold,
)
PROJECTION = Projection("gatherings", VERSION, (_held, _begun))


def get(connection: Connection, gathering_id: UUID) -> Gathering | None:
    """One gathering, also one that was struck out; None when it is unknown."""
    state = connection.execute(select(_gatherings.c.state).where(_gatherings.c.id == gathering_id)).scalar()
    return None if state is None else _held.load(state)


def listed(
    connection: Connection, *, quarter: str | None = None, before: tuple[date, UUID] | None = None, limit: int = 50
) -> list[Gathering]:
    """The gatherings, the latest first, of one quarter or of all; the next page is `before` the last of this one."""
    wanted = _that_stand().order_by(_gatherings.c.held_on.desc(), _gatherings.c.id.desc())
    if quarter is not None:
        wanted = wanted.where(_gatherings.c.quarter == quarter)
    if before is not None:
        day, id_ = before
        wanted = wanted.where(
            (_gatherings.c.held_on < day) | ((_gatherings.c.held_on == day) & (_gatherings.c.id < id_))
        )
    return [_held.load(state) for (state,) in connection.execute(wanted.limit(limit))]


def between(connection: Connection, first: date, last: date) -> list[Gathering]:
    """The gatherings of a period."""
    rows = connection.execute(_that_stand().where(_gatherings.c.held_on.between(first, last)))
    return [_held.load(state) for (state,) in rows]


def begun_between(connection: Connection, first: date, last: date) -> dict[UUID, Origin]:
    """The referrals that began at a group offer in a period."""
    rows = connection.execute(select(_origins.c.id, _origins.c.state).where(_origins.c.opened_on.between(first, last)))
    return {referral_id: _begun.load(state) for referral_id, state in rows}


def _that_stand() -> Select[Any]:
    return select(_gatherings.c.state).where(_gatherings.c.void.is_(False))
