"""Commands on one referral: each loads it, asks the pure decision, and records what that returns."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.casework.links import made_with
from referrals.event import Event
from referrals.link import NewLink
from referrals.referral import closing, forwarding, steps
from referrals.referral.codes import (
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    Way,
)
from referrals.referral.events import ReferralEvent
from referrals.referral.refusals import CannotHandOver
from referrals.referral.state import Referral
from referrals.sealing import Group, Sealed

Decision = Callable[[Attempt, Referral], ReferralEvent | Sequence[Event]]


class ReferralSteps:
    """The steps a case manager records."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def forward(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        institution_id: UUID,
        ground: Ground,
        release_id: UUID | None,
        way: Way,
        shared: tuple[str, ...] = (),
        offer_id: UUID | None = None,
        message: str | None = None,
        link: NewLink | None = None,
    ) -> Receipt:
        """Pass the referral on; the release is pinned, so that a withdrawal at the same moment wins.

        With `link` the institution gets one, to read and answer it.
        """

        def decide(attempt: Attempt, r: Referral) -> Sequence[Event]:
            attempt.institution(institution_id)
            forwarded = forwarding.forward(
                r,
                attempt.occasion,
                institution_id=institution_id,
                ground=ground,
                release=attempt.release(release_id) if release_id else None,
                way=way,
                shared=shared,
                offer_id=offer_id,
                message=seal_case(attempt, r, "message", message),
            )
            made = made_with(attempt, self._door.new_id(), link, forwarded, r.person_id) if link else []
            return [forwarded, *made]

        return step(self._door, sent, referral_id, decide)

    def accept(self, sent: Sent, referral_id: UUID, *, source: Way, note: str | None = None) -> Receipt:
        """The institution says yes."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: steps.accept(r, a.occasion, source=source, note=seal_case(a, r, "note", note)),
        )

    def waitlist(
        self, sent: Sent, referral_id: UUID, *, source: Way, review_on: date, note: str | None = None
    ) -> Receipt:
        """The institution says later."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: steps.waitlist(
                r, a.occasion, source=source, review_on=review_on, note=seal_case(a, r, "note", note)
            ),
        )

    def decline(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        reason: DeclineReason,
        decided_by: Party,
        source: Way,
        note: str | None = None,
    ) -> Receipt:
        """The institution, or the person, says no."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: steps.decline(
                r,
                a.occasion,
                reason=reason,
                decided_by=decided_by,
                source=source,
                note=seal_case(a, r, "note", note),
            ),
        )

    def start_service(self, sent: Sent, referral_id: UUID) -> Receipt:
        """Help begins without an appointment."""
        return step(self._door, sent, referral_id, lambda a, r: steps.start_service(r, a.occasion))

    def pause(self, sent: Sent, referral_id: UUID, *, reason: PauseReason, resume_on: date) -> Receipt:
        """The referral rests."""
        return step(
            self._door, sent, referral_id, lambda a, r: steps.pause(r, a.occasion, reason=reason, resume_on=resume_on)
        )

    def resume(self, sent: Sent, referral_id: UUID) -> Receipt:
        """The referral goes on."""
        return step(self._door, sent, referral_id, lambda a, r: steps.resume(r, a.occasion))

    def set_follow_up(self, sent: Sent, referral_id: UUID, *, due_on: date, note: str | None = None) -> Receipt:
        """Look at it again on a day."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: steps.set_follow_up(r, a.occasion, due_on=due_on, note=seal_case(a, r, "note", note)),
        )

    def take_note(self, sent: Sent, referral_id: UUID, *, text: str, confided: bool = False) -> Receipt:
        """Write something down; what is confided is sealed in a group of its own (§ 65 SGB VIII)."""

        def decide(attempt: Attempt, r: Referral) -> ReferralEvent:
            group = Group.CONFIDED if confided else Group.CASE
            sealed = attempt.sealer.seal(r.person_id, group, r.id, "text", text)
            return steps.take_note(r, attempt.occasion, text=sealed, confided=confided)

        return step(self._door, sent, referral_id, decide)

    def close(
        self, sent: Sent, referral_id: UUID, *, outcome: Outcome, decided_by: Party, note: str | None = None
    ) -> Receipt:
        """It ends."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: closing.close(
                r, a.occasion, outcome=outcome, decided_by=decided_by, note=seal_case(a, r, "note", note)
            ),
            restricted_too=True,
        )

    def reopen(self, sent: Sent, referral_id: UUID, *, reason: ReopenReason) -> Receipt:
        """It is taken up again."""

        def decide(attempt: Attempt, r: Referral) -> ReferralEvent:
            release = attempt.release(r.release_id) if r.release_id else None
            return closing.reopen(r, attempt.occasion, reason=reason, release=release)

        return step(self._door, sent, referral_id, decide)

    def refer_on(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        decided_by: Party,
        institution_id: UUID | None = None,
        offer_id: UUID | None = None,
        note: str | None = None,
    ) -> Receipt:
        """The need goes to another place: this referral closes, the next attempt opens, in one transaction."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: closing.refer_on(
                r,
                a.occasion,
                next_referral=self._door.new_id(),
                institution_id=institution_id,
                offer_id=offer_id,
                decided_by=decided_by,
                note=seal_case(a, r, "note", note),
            ),
        )

    def continue_without_data(self, sent: Sent, referral_id: UUID) -> Receipt:
        """Go on after a release was withdrawn."""
        return step(self._door, sent, referral_id, lambda a, r: forwarding.continue_without_data(r, a.occasion))

    def hand_over(self, sent: Sent, referral_ids: Sequence[UUID], *, receiver: UUID, reason: HandoverReason) -> Receipt:
        """One referral or a whole caseload moves to a colleague, all of it or nothing."""

        def decide(attempt: Attempt) -> list[Event]:
            may = attempt.member(receiver).carries_cases
            told: list[Event] = []
            for referral in map(attempt.referral, referral_ids):
                group = attempt.person(referral.person_id).closed_to
                if group and receiver not in group:
                    raise CannotHandOver.because_the_receiver_is_outside_the_group()
                occasion = attempt.occasion
                told.append(steps.hand_over(referral, occasion, receiver=receiver, reason=reason, receiver_may=may))
            return told

        return self._door.carry(sent, decide)


def step(door: Door, sent: Sent, referral_id: UUID, decision: Decision, *, restricted_too: bool = False) -> Receipt:
    """Load the referral, ask the decision, record what it returns.

    `restricted_too`: what is allowed while the person's data may only be kept (Art. 18 GDPR).
    """

    def decide(attempt: Attempt) -> Sequence[Event]:
        referral = attempt.referral(referral_id)
        if not restricted_too:
            attempt.usable(referral.person_id)
        decided = decision(attempt, referral)
        return [decided] if isinstance(decided, Event) else decided

    return door.carry(sent, decide)


def seal_case(attempt: Attempt, referral: Referral, field: str, text: str | None) -> Sealed | None:
    """Seal a text of the case under the person's key."""
    return attempt.seal(referral.person_id, Group.CASE, referral.id, field, text)
