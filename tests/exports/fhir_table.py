"""The mapping of the domain's table to FHIR, row by row, each with a story that leads there."""

from collections.abc import Callable

from referrals.referral import events as e
from referrals.referral.codes import (
    Company,
    DeclineReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
    Way,
)
from tests.cast import APPOINTMENT, LATER, Story, day, moment


def opened() -> Story:
    return Story().opened()


def forwarded() -> Story:
    return opened().forwarded()


def waitlisted(story: Story) -> Story:
    return story.then(e.ReferralWaitlisted, 3, source=Way.PHONE, review_on=day(30))


def declined(story: Story) -> Story:
    return story.then(e.ReferralDeclined, 3, reason=DeclineReason.OTHER, decided_by=Party.INSTITUTION, source=Way.PHONE)


def paused() -> Story:
    return forwarded().accepted().then(e.ReferralPaused, 3, reason=PauseReason.FAMILY, resume_on=day(30))


def closed(story: Story, outcome: Outcome) -> Story:
    return story.then(e.ReferralClosed, 12, outcome=outcome, decided_by=Party.PERSON)


def reopened(story: Story) -> Story:
    return story.then(e.ReferralReopened, 13, reason=ReopenReason.NEED_PERSISTS)


def void(story: Story) -> Story:
    return story.then(e.ReferralVoided, 14, reason=VoidReason.TEST)


def proposed() -> Story:
    return forwarded().then(
        e.AppointmentProposed,
        2,
        appointment_id=APPOINTMENT,
        starts_at=moment(10, 9),
        language="tr",
        company=Company.ACCOMPANIED,
    )


def missed() -> Story:
    return forwarded().agreed().then(e.AppointmentMissed, 11, appointment_id=APPOINTMENT, by=Party.PERSON)


def cancelled() -> Story:
    return forwarded().agreed().then(e.AppointmentCancelled, 4, appointment_id=APPOINTMENT, by=Party.INSTITUTION)


def rescheduled() -> Story:
    return (
        forwarded()
        .agreed()
        .then(
            e.AppointmentRescheduled,
            4,
            appointment_id=APPOINTMENT,
            by=Party.PERSON,
            new_appointment_id=LATER,
            starts_at=moment(20, 9),
            language="tr",
            company=Company.ALONE,
        )
    )


WAITING_AGAIN = "requested waitlist"
# our row of the table: the story, its tasks, its request, its appointments
TABLE: dict[str, tuple[Callable[[], Story], list[str], str, list[str]]] = {
    "opened": (opened, ["draft"], "active", []),
    "forwarded": (forwarded, ["requested"], "active", []),
    "accepted": (lambda: forwarded().accepted(), ["accepted"], "active", []),
    "waitlisted": (lambda: waitlisted(forwarded()), [WAITING_AGAIN], "active", ["waitlist"]),
    "waitlisted after accepted": (
        lambda: waitlisted(forwarded().accepted()),
        ["on-hold waitlist"],
        "active",
        ["waitlist"],
    ),
    "off the waiting list": (
        lambda: waitlisted(forwarded()).then(e.ReferralAccepted, 5, source=Way.PHONE),
        ["accepted"],
        "active",
        [],
    ),
    "proposed": (proposed, ["requested"], "active", ["proposed"]),
    "agreed": (lambda: forwarded().agreed(), ["requested"], "active", ["booked"]),
    "kept": (lambda: forwarded().agreed().kept(), ["in-progress"], "active", ["fulfilled"]),
    "missed": (missed, ["requested"], "active", ["noshow"]),
    "cancelled": (cancelled, ["requested"], "active", ["cancelled"]),
    "rescheduled": (rescheduled, ["requested"], "active", ["cancelled", "booked"]),
    "service started": (
        lambda: forwarded().accepted().then(e.ServiceStarted, 3),
        ["in-progress"],
        "active",
        [],
    ),
    "paused": (paused, ["on-hold paused"], "on-hold", []),
    "resumed": (lambda: paused().then(e.ReferralResumed, 4), ["accepted"], "active", []),
    "declined": (lambda: declined(forwarded()), ["rejected declined"], "revoked", []),
    "declined after accepted": (lambda: declined(forwarded().accepted()), ["failed declined"], "revoked", []),
    "forwarded again": (
        lambda: declined(forwarded()).forwarded(4),
        ["rejected declined", "requested"],
        "active",
        [],
    ),
    "closed, reopened": (
        lambda: reopened(closed(forwarded().agreed().kept(), Outcome.NEED_MET)),
        ["completed NEED_MET", "in-progress"],
        "active",
        ["fulfilled"],
    ),
    "closed after declined, reopened": (
        lambda: reopened(closed(declined(forwarded()), Outcome.NO_CAPACITY)),
        ["rejected declined", "draft"],
        "active",
        [],
    ),
    "withdrawn while waiting": (
        lambda: closed(waitlisted(forwarded()), Outcome.NO_LONGER_WANTED),
        ["cancelled NO_LONGER_WANTED"],
        "revoked",
        ["cancelled"],
    ),
    "void": (lambda: void(opened()), ["entered-in-error"], "entered-in-error", []),
    "void after all": (
        lambda: void(reopened(closed(forwarded().agreed().kept(), Outcome.NEED_MET))),
        ["entered-in-error", "entered-in-error"],
        "entered-in-error",
        ["entered-in-error"],
    ),
    "void while waiting": (
        lambda: void(waitlisted(forwarded())),
        ["entered-in-error"],
        "entered-in-error",
        ["entered-in-error"],
    ),
}
OUTCOMES = {
    Outcome.NEED_MET: ("completed", "completed"),
    Outcome.PARTLY_MET: ("completed", "completed"),
    Outcome.NOT_REACHED: ("failed", "completed"),
    Outcome.NO_LONGER_WANTED: ("cancelled", "revoked"),
    Outcome.RELEASE_WITHDRAWN: ("cancelled", "revoked"),
}
