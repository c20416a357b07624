"""Where a referral stands: a pure fold over its events. No guard stands here; replay never refuses."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.codes import Company, Ground, Outcome, Party, Phase
from referrals.sealing import Sealed


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"

    @property
    def is_open(self) -> bool:
        """Whether its outcome is still to come."""
        return self in (AppointmentState.PROPOSED, AppointmentState.AGREED)


class Appointment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One appointment; `step` is the version of the event that gave it its time and place."""

    id: UUID
    state: AppointmentState
    starts_at: datetime
    place: Sealed | None
    place_step: int
    language: str
    company: Company
    made_on: date
    minutes: int | None = None  # nobody said how long

    @property
    def starts_on(self) -> date:
        """The local day."""
        return self.starts_at.astimezone(LOCAL).date()

    @property
    def ends_at(self) -> datetime | None:
        """When it is over; None where nobody said how long it takes."""
        return None if self.minutes is None else self.starts_at + timedelta(minutes=self.minutes)


class Referral(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A referral as it stands; `phase_since` is the day its phase began, None-able fields say when they are empty."""

    id: UUID
    version: int
    person_id: UUID
    need_id: UUID
    need: NeedKind
    quarter: str
    language: str
    case_manager: UUID
    opened_by: UUID
    opened_on: date
    phase: Phase
    phase_since: date
    attempt: int = 1
    previous: UUID | None = None  # the first attempt has none
    origin: GroupOffer | None = None  # began elsewhere, or nobody said where
    institution_id: UUID | None = None  # until one is chosen
    offer_id: UUID | None = None  # the institution as a whole
    ground: Ground | None = None  # until forwarded
    release_id: UUID | None = None  # forwarded on another ground, or not at all
    forwarded_on: date | None = None  # until forwarded
    ever_forwarded: bool = False  # data has left us, even if the step was taken back
    review_on: date | None = None  # waitlisted only
    phase_before: Phase | None = None  # paused or closed only
    resume_on: date | None = None  # paused only
    missed_on: date | None = None  # until something follows a missed appointment
    follow_up_on: date | None = None  # none set
    appointments: tuple[Appointment, ...] = ()
    stopped: UUID | None = None  # the release whose withdrawal stopped the forwarding
    outcome: Outcome | None = None  # until closed
    decided_by: Party | None = None  # until closed
    next_referral: UUID | None = None  # referred on only
    confided: tuple[UUID, ...] = ()  # the author of each confided note
    void_requested_by: UUID | None = None  # nobody asked
    last_visible_on: date | None = None  # the day of the last step

    def appointment(self, appointment_id: UUID) -> Appointment | None:
        """The appointment under this id."""
        return next((a for a in self.appointments if a.id == appointment_id), None)

    @property
    def open_appointments(self) -> tuple[Appointment, ...]:
        """Proposed and agreed appointments, the earliest first."""
        return tuple(sorted((a for a in self.appointments if a.state.is_open), key=lambda a: a.starts_at))

    @property
    def next_agreed(self) -> Appointment | None:
        """The earliest agreed appointment without an outcome."""
        return next((a for a in self.open_appointments if a.state is AppointmentState.AGREED), None)


def fold(events: Iterable[e.ReferralEvent]) -> Referral | None:
    """The referral behind its events, corrections applied; None without events."""
    told = tuple(events)
    if not told:
        return None
    referral: Referral | None = None
    for event in effective(told):
        referral = evolve(referral, event)
    assert referral is not None
    ever = any(isinstance(event, e.ReferralForwarded) for event in told)
    return replace(referral, version=told[-1].originator_version, ever_forwarded=ever)


def effective(told: Sequence[e.ReferralEvent]) -> list[e.ReferralEvent]:
    """The events as they should have been told: corrected fields replaced, steps taken back left out."""
    taken_back: set[int] = set()
    for event in reversed(told):
        if isinstance(event, e.StepTakenBack) and event.originator_version not in taken_back:
            taken_back.add(event.step)
    steps = {event.originator_version: event for event in told if event.originator_version not in taken_back}
    for event in tuple(steps.values()):
        if isinstance(event, e.StepCorrected) and event.step in steps:
            steps[event.step] = corrected(steps[event.step], event)
    return list(steps.values())


def corrected(event: e.ReferralEvent, correction: e.StepCorrected) -> e.ReferralEvent:
    """One event with one field put right."""
    if correction.field == "occurred_on":
        day = date.fromisoformat(str(correction.value))
        return replace(event, occasion=replace(event.occasion, occurred_on=day))
    if correction.sealed is not None:
        return replace(event, **{correction.field: correction.sealed})
    fields: dict[str, Any] = msgspec.to_builtins(event)
    value = correction.value
    fields[correction.field] = int(value) if value and correction.field == "minutes" else value
    return msgspec.convert(fields, type(event))


def evolve(referral: Referral | None, event: e.ReferralEvent) -> Referral:
    """The referral after one more event, which corrects nothing (see `fold`)."""
    if isinstance(event, e.ReferralOpened):
        return _opened(event)
    assert referral is not None
    after = _after(referral, event)
    return replace(after, version=event.originator_version, last_visible_on=event.occasion.occurred_on)


def _opened(event: e.ReferralOpened) -> Referral:
    return Referral(
        id=event.originator_id,
        version=event.originator_version,
        person_id=event.person_id,
        need_id=event.need_id,
        need=event.need,
        quarter=event.quarter,
        language=event.language,
        case_manager=event.case_manager,
        opened_by=event.occasion.actor,
        opened_on=event.occasion.occurred_on,
        phase=Phase.OPENED,
        phase_since=event.occasion.occurred_on,
        attempt=event.attempt,
        previous=event.previous,
        origin=event.origin,
        institution_id=event.institution_id,
        offer_id=event.offer_id,
        last_visible_on=event.occasion.occurred_on,
    )


def _after(r: Referral, event: e.ReferralEvent) -> Referral:
    day = event.occasion.occurred_on
    match event:
        case e.ReferralForwarded():
            return replace(
                _in_phase(r, Phase.FORWARDED, day),
                institution_id=event.institution_id,
                offer_id=event.offer_id,
                ground=event.ground,
                release_id=event.release_id,
                forwarded_on=day,
                ever_forwarded=True,
                stopped=None,
            )
        case e.ReferralAccepted():
            return _in_phase(r, Phase.ACCEPTED, day)
        case e.ReferralWaitlisted():
            return replace(_in_phase(r, Phase.WAITLISTED, day), review_on=event.review_on)
        case e.ReferralDeclined():
            return _in_phase(r, Phase.DECLINED, day)
        case e.ServiceStarted():
            return _in_phase(r, Phase.IN_SERVICE, day)
        case e.ReferralVoided():
            return replace(r, phase=Phase.VOID, phase_since=day)
        case _:
            return _after_resting(r, event, day)


def _after_resting(r: Referral, event: e.ReferralEvent, day: date) -> Referral:
    match event:
        case e.ReferralPaused():
            return replace(_in_phase(r, Phase.PAUSED, day), phase_before=r.phase, resume_on=event.resume_on)
        case e.ReferralResumed():
            return replace(_in_phase(r, r.phase_before or Phase.ACCEPTED, day), phase_before=None)
        case e.ReferralClosed():
            return replace(
                _in_phase(r, Phase.CLOSED, day),
                phase_before=r.phase_before if r.phase is Phase.PAUSED else r.phase,
                stopped=None,
                outcome=event.outcome,
                decided_by=event.decided_by,
                next_referral=event.next_referral,
            )
        case e.ReferralReopened():
            active = _in_phase(r, r.phase_before or Phase.OPENED, day)
            return replace(active, phase_before=None, outcome=None, decided_by=None, next_referral=None)
        case _:
            return _after_note(r, event)


def _after_note(r: Referral, event: e.ReferralEvent) -> Referral:
    match event:
        case e.FollowUpSet():
            return replace(r, follow_up_on=event.due_on, missed_on=None)
        case e.NoteTaken() if event.confided:
            return replace(r, confided=(*r.confided, event.occasion.actor))
        case e.ReferralHandedOver():
            return replace(r, case_manager=event.receiver)
        case e.ForwardingStopped():
            return replace(r, stopped=event.release_id)
        case e.ContinuedWithoutData():
            return replace(r, stopped=None, release_id=None)
        case e.VoidRequested():
            return replace(r, void_requested_by=event.occasion.actor)
        case _:
            return _after_appointment(r, event)


def _after_appointment(r: Referral, event: e.ReferralEvent) -> Referral:
    match event:
        case e.AppointmentProposed():
            return _made(r, event, event.appointment_id, AppointmentState.PROPOSED)
        case e.AppointmentAgreed():
            return _made(r, event, event.appointment_id, AppointmentState.AGREED)
        case e.AppointmentKept():
            kept = _moved(r, event.appointment_id, AppointmentState.KEPT)
            return _in_phase(kept, Phase.IN_SERVICE, event.occasion.occurred_on)
        case e.AppointmentMissed():
            missed = _moved(r, event.appointment_id, AppointmentState.MISSED)
            return replace(missed, missed_on=event.occasion.occurred_on)
        case e.AppointmentCancelled():
            return _moved(r, event.appointment_id, AppointmentState.CANCELLED)
        case e.AppointmentRescheduled():
            moved = _moved(r, event.appointment_id, AppointmentState.RESCHEDULED)
            return _made(moved, event, event.new_appointment_id, AppointmentState.AGREED)
        case _:
            return r


def _in_phase(r: Referral, phase: Phase, day: date) -> Referral:
    return replace(r, phase=phase, phase_since=day, review_on=None, resume_on=None, missed_on=None, follow_up_on=None)


def _made(
    r: Referral,
    event: e.AppointmentProposed | e.AppointmentAgreed | e.AppointmentRescheduled,
    appointment_id: UUID,
    state: AppointmentState,
) -> Referral:
    made = Appointment(
        id=appointment_id,
        state=state,
        starts_at=event.starts_at,
        place=event.place,
        place_step=event.originator_version,
        language=event.language,
        company=event.company,
        made_on=event.occasion.occurred_on,
        minutes=event.minutes,
    )
    others = tuple(a for a in r.appointments if a.id != appointment_id)
    return replace(r, appointments=(*others, made), missed_on=None)


def _moved(r: Referral, appointment_id: UUID, state: AppointmentState) -> Referral:
    moved = tuple(replace(a, state=state) if a.id == appointment_id else a for a in r.appointments)
    return replace(r, appointments=moved)
