"""Caseload (Fallbestand): where every referral stands, whose turn it is and until when.

What is overdue is not stored: it follows from the due day and the clock of whoever asks.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    select,
)

from projections.projection import Keyed, Projection, Spread, keyed_table, spread_table, topics_of
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.referral.clock import Due, Task, due, is_overdue, turn
from referrals.referral.codes import Outcome, Party, Phase
from referrals.referral.events import ReferralEvent, StepCorrected, StepTakenBack
from referrals.referral.state import AppointmentState, Referral, evolve, fold
from referrals.store import Id, Moment

VERSION = 1
referrals = keyed_table(
    "caseload",
    VERSION,
    Column("version", BigInteger, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("need_id", Id, nullable=False),
    Column("case_manager", Id, nullable=False),
    Column("phase", String, nullable=False),
    Column("need", String, nullable=False),
    Column("quarter", String, nullable=False),
    Column("language", String, nullable=False),
    # Null while no institution, or no offer of it, is chosen.
    Column("institution_id", Id),
    Column("offer_id", Id),
    # Null where it was not forwarded on a release.
    Column("release_id", Id),
    Column("opened_on", Date, nullable=False),
    # Null until forwarded.
    Column("forwarded_on", Date),
    # Null when no work remains (closed or void); the due day is there exactly while the referral is active.
    Column("task", String),
    Column("owner", String),
    Column("due_on", Date),
    # Null without an agreed appointment that has no outcome; the earliest of them.
    Column("next_appointment_at", Moment),
    Column("next_appointment_id", Id),
    Column("missed", Boolean, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("void_requested", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    # Null until closed.
    Column("outcome", String),
    # Null while active; the day it was closed or voided.
    Column("ended_on", Date),
    # worklist.page and worklist.counts of some case managers
    Index(f"caseload_v{VERSION}_urgent", "case_manager", "due_on", "id"),
    # worklist.page of everybody
    Index(f"caseload_v{VERSION}_urgent_of_all", "due_on", "id"),
    # worklist.page of closed referrals
    Index(f"caseload_v{VERSION}_ended", "case_manager", "ended_on", "id"),
    # of_person, case_managers_of, and pages filtered by the persons that a name finds
    Index(f"caseload_v{VERSION}_of_person", "person_id"),
    # of_institution
    Index(f"caseload_v{VERSION}_of_institution", "institution_id", "due_on", "id"),
    # forwarded_on_release
    Index(f"caseload_v{VERSION}_of_release", "release_id"),
)
appointments = spread_table(
    "caseload_appointments",
    VERSION,
    Column("appointment_id", Id, primary_key=True),
    Column("case_manager", Id, nullable=False),
    Column("starts_at", Moment, nullable=False),
    # worklist.appointments_on and open_outcomes of some case managers
    Index(f"caseload_appointments_v{VERSION}_of_manager", "case_manager", "starts_at"),
    # the same of everybody
    Index(f"caseload_appointments_v{VERSION}_of_all", "starts_at"),
)


def _columns(referral: Referral) -> dict[str, Any]:
    active = referral.phase.is_active
    agreed = referral.next_agreed if active else None
    next_due = due(referral)
    return {
        "version": referral.version,
        "person_id": referral.person_id,
        "need_id": referral.need_id,
        "case_manager": referral.case_manager,
        "phase": referral.phase.value,
        "need": referral.need.value,
        "quarter": referral.quarter,
        "language": referral.language,
        "institution_id": referral.institution_id,
        "offer_id": referral.offer_id,
        "release_id": referral.release_id,
        "opened_on": referral.opened_on,
        "forwarded_on": referral.forwarded_on,
        "task": next_due.task.value if next_due else None,
        "owner": next_due.owner.value if next_due else None,
        "due_on": next_due.on if next_due else None,
        "next_appointment_at": agreed.starts_at if agreed else None,
        "next_appointment_id": agreed.id if agreed else None,
        "missed": active and referral.missed_on is not None,
        "stopped": referral.stopped is not None,
        "void_requested": active and referral.void_requested_by is not None,
        "attempt": referral.attempt,
        "outcome": referral.outcome.value if referral.outcome else None,
        "ended_on": None if active else referral.phase_since,
    }


def _agreed(referral: Referral) -> Iterable[dict[str, Any]]:
    for appointment in referral.appointments if referral.phase.is_active else ():
        if appointment.state is AppointmentState.AGREED:
            yield {
                "appointment_id": appointment.id,
                "case_manager": referral.case_manager,
                "starts_at": appointment.starts_at,
            }


part = Keyed(
    table=referrals,
    topics=topics_of(ReferralEvent),
    state=Referral,
    fold=evolve,
    columns=_columns,
    retold_by=topics_of(StepCorrected, StepTakenBack),
    refold=fold,
    spread=(Spread(appointments, _agreed),),
)
PROJECTION = Projection("caseload", VERSION, (part,))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A referral as a caseload shows it, seen at one moment; the columns above say when something is None."""

    id: UUID
    version: int
    position: int
    person_id: UUID
    need_id: UUID
    case_manager: UUID
    phase: Phase
    need: NeedKind
    quarter: str
    language: str
    institution_id: UUID | None
    offer_id: UUID | None
    opened_on: date
    forwarded_on: date | None
    due: Due | None
    overdue: bool
    due_today: bool
    next_appointment_at: datetime | None
    next_appointment_id: UUID | None
    outcome_missing: bool
    missed: bool
    stopped: bool
    void_requested: bool
    attempt: int
    outcome: Outcome | None
    ended_on: date | None


_SHOWN = select(*(column for column in referrals.columns if column.name not in ("state", "release_id")))
_THESE = _SHOWN.where(referrals.c.id.in_(bindparam("ids", expanding=True)))
_ONE = select(referrals.c.state).where(referrals.c.id == bindparam("id"))
_NAMES = tuple(_SHOWN.selected_columns.keys())
PHASES = {each.value: each for each in Phase}
NEEDS = {each.value: each for each in NeedKind}
OUTCOMES = {each.value: each for each in Outcome}


def local_day(now: datetime) -> date:
    """The day on the wall of the office."""
    return now.astimezone(LOCAL).date()


def entries(connection: Connection, statement: Select[Any], now: datetime) -> list[Entry]:
    """The entries behind a selection of `shown()`."""
    return entries_of(connection.execute(statement), now)


def entries_of(rows: Iterable[Row[Any]], now: datetime) -> list[Entry]:
    """The entries behind these rows."""
    today = local_day(now)
    return [_entry(row, now, today) for row in rows]


def shown() -> Select[Any]:
    """A selection of what an entry needs."""
    return _SHOWN


def _entry(row: Row[Any], now: datetime, today: date) -> Entry:
    fields: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    task, owner, on, outcome = fields.pop("task"), fields.pop("owner"), fields.pop("due_on"), fields.pop("outcome")
    fields["phase"], fields["need"] = PHASES[fields["phase"]], NEEDS[fields["need"]]
    starts_at = fields["next_appointment_at"]
    return Entry(
        **fields,
        due=turn(task_now(task, starts_at, now), Party(owner), on, today) if task else None,
        overdue=is_overdue(on, today),
        due_today=on == today,
        outcome_missing=starts_at is not None and starts_at < now,
        outcome=OUTCOMES[outcome] if outcome else None,
    )


def task_now(task: str, starts_at: datetime | None, now: datetime) -> Task:
    """What is to be done: an agreed appointment that has begun leaves its outcome to be recorded."""
    begun = starts_at is not None and starts_at < now
    return Task.RECORD_OUTCOME if begun and task == Task.ATTEND_APPOINTMENT else Task(task)


def get(connection: Connection, referral_id: UUID) -> Referral | None:
    """The whole state of one referral; None when there is none."""
    state = connection.execute(_ONE, {"id": referral_id}).scalar()
    return None if state is None else part.load(state)


def entry(connection: Connection, referral_id: UUID, now: datetime) -> Entry | None:
    """One referral as a caseload shows it."""
    return next(iter(of_ids(connection, [referral_id], now)), None)


def of_ids(connection: Connection, referral_ids: Sequence[UUID], now: datetime) -> list[Entry]:
    """These referrals, in this order."""
    rows = connection.execute(_THESE, {"ids": list(referral_ids)}).all() if referral_ids else ()
    found = {each.id: each for each in entries_of(rows, now)}
    return [found[each] for each in referral_ids if each in found]


def of_person(connection: Connection, person_id: UUID, now: datetime) -> list[Entry]:
    """Every referral of a person, ended ones too, the latest first."""
    order = (referrals.c.opened_on.desc(), referrals.c.position.desc(), referrals.c.id)
    return entries(connection, shown().where(referrals.c.person_id == person_id).order_by(*order), now)


def of_institution(connection: Connection, institution_id: UUID, now: datetime, limit: int = 200) -> list[Entry]:
    """The active referrals to an institution, the most urgent first."""
    statement = shown().where(referrals.c.institution_id == institution_id, referrals.c.due_on.is_not(None))
    return entries(connection, statement.order_by(referrals.c.due_on, referrals.c.id).limit(limit), now)


def forwarded_on_release(connection: Connection, release_id: UUID) -> list[UUID]:
    """The active referrals that were forwarded on this release: what its withdrawal stops."""
    statement = select(referrals.c.id).where(referrals.c.release_id == release_id, referrals.c.due_on.is_not(None))
    return list(connection.execute(statement.order_by(referrals.c.id)).scalars())


def case_managers_of(connection: Connection, person_id: UUID) -> frozenset[UUID]:
    """Who carries, or carried to the end, a referral of this person; wrong entries give no insight."""
    statement = select(referrals.c.case_manager).where(
        referrals.c.person_id == person_id, referrals.c.phase != Phase.VOID.value
    )
    return frozenset(connection.execute(statement).scalars())
