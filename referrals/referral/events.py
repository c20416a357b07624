"""The facts in the life of a referral."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from referrals.event import Event, topic
from referrals.gathering import GroupOffer
from referrals.need import NeedKind
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.sealing import Sealed


@topic("referral.opened")
class ReferralOpened(Event, frozen=True, kw_only=True):
    """A referral begins; `previous` names the attempt before, `institution_id` is None while none is chosen.

    `origin` is the group offer at which it began, None where it began elsewhere or nobody said so.
    """

    LATER: ClassVar[tuple[str, ...]] = ("origin",)

    person_id: UUID
    need_id: UUID
    need: NeedKind
    quarter: str
    language: str
    case_manager: UUID
    institution_id: UUID | None = None
    offer_id: UUID | None = None
    attempt: int = 1
    previous: UUID | None = None
    origin: GroupOffer | None = None


@topic("referral.forwarded")
class ReferralForwarded(Event, frozen=True, kw_only=True):
    """Data left us: to whom, on which ground, on which way; `message` is exactly what the institution sees."""

    institution_id: UUID
    offer_id: UUID | None = None
    ground: Ground
    release_id: UUID | None = None
    way: Way
    shared: tuple[str, ...] = ()
    message: Sealed | None = None


@topic("referral.accepted")
class ReferralAccepted(Event, frozen=True, kw_only=True):
    """The institution will help."""

    source: Way
    note: Sealed | None = None


@topic("referral.waitlisted")
class ReferralWaitlisted(Event, frozen=True, kw_only=True):
    """The institution will help later; we ask again on the review day."""

    source: Way
    review_on: date
    note: Sealed | None = None


@topic("referral.declined")
class ReferralDeclined(Event, frozen=True, kw_only=True):
    """No help from this institution, and who said so."""

    reason: DeclineReason
    decided_by: Party
    source: Way
    note: Sealed | None = None


@topic("appointment.proposed")
class AppointmentProposed(Event, frozen=True, kw_only=True):
    """A time was offered; `starts_at` is UTC."""

    LATER: ClassVar[tuple[str, ...]] = ("minutes",)

    appointment_id: UUID
    starts_at: datetime
    place: Sealed | None = None
    language: str
    company: Company
    minutes: int | None = None  # nobody said how long, or recorded before that was asked


@topic("appointment.agreed")
class AppointmentAgreed(Event, frozen=True, kw_only=True):
    """A time is settled, proposed before or not; `starts_at` is UTC."""

    LATER: ClassVar[tuple[str, ...]] = ("minutes",)

    appointment_id: UUID
    starts_at: datetime
    place: Sealed | None = None
    language: str
    company: Company
    minutes: int | None = None  # nobody said how long, or recorded before that was asked


@topic("appointment.kept")
class AppointmentKept(Event, frozen=True, kw_only=True):
    """The person was there."""

    appointment_id: UUID
    note: Sealed | None = None


@topic("appointment.missed")
class AppointmentMissed(Event, frozen=True, kw_only=True):
    """It did not take place, and who missed it."""

    appointment_id: UUID
    by: Party
    note: Sealed | None = None


@topic("appointment.cancelled")
class AppointmentCancelled(Event, frozen=True, kw_only=True):
    """Called off beforehand, and by whom."""

    appointment_id: UUID
    by: Party


@topic("appointment.rescheduled")
class AppointmentRescheduled(Event, frozen=True, kw_only=True):
    """Moved to a new time; the new appointment has an id of its own."""

    LATER: ClassVar[tuple[str, ...]] = ("minutes",)

    appointment_id: UUID
    by: Party
    new_appointment_id: UUID
    starts_at: datetime
    place: Sealed | None = None
    language: str
    company: Company
    minutes: int | None = None  # nobody said how long, or recorded before that was asked


@topic("referral.service_started")
class ServiceStarted(Event, frozen=True, kw_only=True):
    """Help began without an appointment."""


@topic("referral.paused")
class ReferralPaused(Event, frozen=True, kw_only=True):
    """The referral rests until the resume day."""

    reason: PauseReason
    resume_on: date


@topic("referral.resumed")
class ReferralResumed(Event, frozen=True, kw_only=True):
    """The referral goes on in the phase it was in."""


@topic("referral.closed")
class ReferralClosed(Event, frozen=True, kw_only=True):
    """It ended, how, and who decided; `next_referral` is the next attempt of a referral that was referred on."""

    outcome: Outcome
    decided_by: Party
    note: Sealed | None = None
    next_referral: UUID | None = None


@topic("referral.reopened")
class ReferralReopened(Event, frozen=True, kw_only=True):
    """It is taken up again in its last active phase."""

    reason: ReopenReason


@topic("referral.follow_up_set")
class FollowUpSet(Event, frozen=True, kw_only=True):
    """The case manager looks at it again on a day."""

    due_on: date
    note: Sealed | None = None


@topic("referral.note_taken")
class NoteTaken(Event, frozen=True, kw_only=True):
    """A note; a confided one (§ 65 SGB VIII) is sealed in the group `confided` and stays with its author."""

    text: Sealed
    confided: bool = False


@topic("referral.handed_over")
class ReferralHandedOver(Event, frozen=True, kw_only=True):
    """Responsibility moved; `kept_back` counts the confided notes that did not go over."""

    giver: UUID
    receiver: UUID
    reason: HandoverReason
    kept_back: int = 0


@topic("referral.forwarding_stopped")
class ForwardingStopped(Event, frozen=True, kw_only=True):
    """The release behind this referral was withdrawn: no more data leaves us."""

    release_id: UUID


@topic("referral.continued_without_data")
class ContinuedWithoutData(Event, frozen=True, kw_only=True):
    """After a withdrawal the case manager goes on without passing data."""


@topic("referral.step_corrected")
class StepCorrected(Event, frozen=True, kw_only=True):
    """One field of an earlier step was wrong; `step` is its originator_version.

    `value` holds a code, a number or an ISO date in clear; `sealed` a personal value; both None clear the field.
    """

    step: int
    field: str
    value: str | None = None
    sealed: Sealed | None = None
    reason: CorrectionReason


@topic("referral.step_taken_back")
class StepTakenBack(Event, frozen=True, kw_only=True):
    """An earlier step did not happen; `step` is its originator_version."""

    step: int
    reason: CorrectionReason


@topic("referral.void_requested")
class VoidRequested(Event, frozen=True, kw_only=True):
    """One person asks to void a referral that was forwarded already; a second one must agree."""

    reason: VoidReason


@topic("referral.voided")
class ReferralVoided(Event, frozen=True, kw_only=True):
    """The referral should never have been recorded; `requested_by` is None where one person was enough."""

    reason: VoidReason
    requested_by: UUID | None = None


ReferralEvent = (
    ReferralOpened
    | ReferralForwarded
    | ReferralAccepted
    | ReferralWaitlisted
    | ReferralDeclined
    | AppointmentProposed
    | AppointmentAgreed
    | AppointmentKept
    | AppointmentMissed
    | AppointmentCancelled
    | AppointmentRescheduled
    | ServiceStarted
    | ReferralPaused
    | ReferralResumed
    | ReferralClosed
    | ReferralReopened
    | FollowUpSet
    | NoteTaken
    | ReferralHandedOver
    | ForwardingStopped
    | ContinuedWithoutData
    | StepCorrected
    | StepTakenBack
    | VoidRequested
    | ReferralVoided
)
