"""Answers (Antworten): how long institutions take from a forwarding to their first answer; learned from the log.

An agreed or proposed appointment is an answer too; a refusal by the person is none of theirs.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from statistics import median
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Column, Connection, Index, Integer, Uuid, func, select

from projections.projection import Keyed, keyed_table, topics_of
from referrals.referral import events as e
from referrals.referral.codes import Party
from referrals.referral.state import effective

VERSION = 1
_answers = keyed_table(
    "directory_answers",
    VERSION,
    # The last forwarding of the referral; earlier ones stand in the state alone.
    Column("institution_id", Uuid, nullable=False),
    # Null until answered.
    Column("days", Integer),
    Column("forwardings", Integer, nullable=False),
    # of_institutions
    Index(f"directory_answers_v{VERSION}_of_institution", "institution_id", "days"),
    Index(f"directory_answers_v{VERSION}_again", "forwardings"),
)


class Forwarding(msgspec.Struct, frozen=True):
    """One forwarding; `days` until the first answer, None until there is one."""

    institution_id: UUID
    forwarded_on: date
    days: int | None = None


class Forwardings(msgspec.Struct, frozen=True):
    """The forwardings of one referral."""

    told: tuple[Forwarding, ...]


class AnswerTimes(msgspec.Struct, frozen=True):
    """What an institution's answers were like; days are None until it has answered once."""

    forwarded: int = 0
    answered: int = 0
    median_days: float | None = None
    mean_days: float | None = None


def _fold(state: Forwardings | None, event: e.ReferralEvent) -> Forwardings | None:
    day = event.occasion.occurred_on
    if isinstance(event, e.ReferralForwarded):
        return Forwardings((*(state.told if state else ()), Forwarding(event.institution_id, day)))
    by_person = isinstance(event, e.ReferralDeclined) and event.decided_by is not Party.INSTITUTION
    if state is None or state.told[-1].days is not None or by_person or not isinstance(event, _ANSWERS):
        return state
    last = state.told[-1]
    return Forwardings((*state.told[:-1], replace(last, days=max(0, (day - last.forwarded_on).days))))


def _retold(told: Sequence[e.ReferralEvent]) -> Forwardings | None:
    state: Forwardings | None = None
    for event in effective(told):
        state = _fold(state, event)
    return state


def _columns(state: Forwardings) -> dict[str, Any]:
    last = state.told[-1]
    return {"institution_id": last.institution_id, "days": last.days, "forwardings": len(state.told)}


_ANSWERS = (
    e.ReferralAccepted,
    e.ReferralWaitlisted,
    e.ReferralDeclined,
    e.AppointmentProposed,
    e.AppointmentAgreed,
)
_RETOLD_BY = topics_of(e.StepCorrected, e.StepTakenBack)
PART = Keyed(
    table=_answers,
    topics=topics_of(e.ReferralForwarded, *_ANSWERS) | _RETOLD_BY,
    state=Forwardings,
    fold=_fold,
    columns=_columns,
    retold_by=_RETOLD_BY,
    refold=_retold,
)


def of_institutions(connection: Connection, institution_ids: Collection[UUID]) -> dict[UUID, AnswerTimes]:
    """The answer times of these institutions; those to whom nothing was forwarded are missing."""
    wanted = set(institution_ids)
    if not wanted:
        return {}
    counted: defaultdict[UUID, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    rows = connection.execute(
        select(_answers.c.institution_id, _answers.c.days, func.count())
        .where(_answers.c.institution_id.in_(wanted))
        .group_by(_answers.c.institution_id, _answers.c.days)
    )
    for institution_id, days, count in rows:
        counted[institution_id][days] += count
    for (state,) in connection.execute(select(_answers.c.state).where(_answers.c.forwardings > 1)):
        for earlier in PART.load(state).told[:-1]:
            if earlier.institution_id in wanted:
                counted[earlier.institution_id][earlier.days] += 1
    return {institution_id: _times(days) for institution_id, days in counted.items()}


def _times(counted: dict[int | None, int]) -> AnswerTimes:
    answered = sorted(days for days, count in counted.items() if days is not None for _ in range(count))
    return AnswerTimes(
        forwarded=sum(counted.values()),
        answered=len(answered),
        median_days=float(median(answered)) if answered else None,
        mean_days=sum(answered) / len(answered) if answered else None,
    )
