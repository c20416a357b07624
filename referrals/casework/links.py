"""Commands on links: making and closing one is ours, answering is the institution's."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from referrals import link, rights
from referrals.casework.door import Attempt, Door, Receipt, Sent, found
from referrals.event import Event
from referrals.link import Answer, CannotMakeLink, CannotUseLink, CloseReason, Link, LinkEvent, NewLink, Urgency
from referrals.link_standing import LinkStage, Standing, forwarding_of, may_be_made, standing
from referrals.referral import appointments, steps
from referrals.referral.codes import Company, DeclineReason, Party, Way
from referrals.referral.events import ReferralForwarded
from referrals.referral.state import Referral
from referrals.sealing import Group, Sealed


class LinkCommands:
    """The link of an institution to one referral."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def make(self, sent: Sent, referral_id: UUID, *, urgency: Urgency, replaces: UUID | None = None) -> Receipt:
        """A new link for a referral that was forwarded by link; `replaces` closes the one that is open."""

        def decide(attempt: Attempt) -> Sequence[Event]:
            told = attempt.steps(referral_id)
            referral = attempt.referral(referral_id)
            attempt.usable(referral.person_id)
            reason = may_be_made(attempt.events, referral, told, attempt.occasion.recorded_on)
            if reason:
                raise CannotMakeLink.because(reason)
            forwarded = forwarding_of(told)
            assert forwarded is not None
            new = NewLink(urgency=urgency, replaces=replaces)
            return made_with(attempt, self._door.new_id(), new, forwarded, referral.person_id)

        return self._door.carry(sent, decide)

    def note_mail(self, sent: Sent, link_id: UUID) -> Receipt:
        """The mail with the link went out."""
        return self._door.carry(sent, lambda a: [link.note_mail(_link(a, link_id), a.occasion)])

    def tell_code(self, sent: Sent, link_id: UUID) -> Receipt:
        """Somebody of ours has a code made, to say it on the phone."""

        def decide(attempt: Attempt) -> Sequence[Event]:
            known = self._standing(attempt, link_id)
            if known.stage not in (LinkStage.ENQUIRY, LinkStage.PERSON):
                raise CannotUseLink.because_it_is_closed()
            return [link.tell_code(known.link, attempt.occasion)]

        return self._door.carry(sent, decide)

    def withdraw(self, sent: Sent, link_id: UUID) -> Receipt:
        """It opens nothing any more."""
        return self._door.carry(
            sent, lambda a: [link.close(_link(a, link_id), a.occasion, reason=CloseReason.WITHDRAWN)]
        )

    def accept(self, sent: Sent, link_id: UUID, *, notice: int, note: str | None = None) -> Receipt:
        """The institution will help, and has confirmed the notice with this version."""
        return self._answer(
            sent,
            link_id,
            Answer.ACCEPTED,
            lambda a, r: steps.accept(r, a.occasion, source=Way.LINK, note=_note(a, r, note)),
            notice=notice,
        )

    def waitlist(self, sent: Sent, link_id: UUID, *, review_on: date, note: str | None = None) -> Receipt:
        """The institution will help later."""
        return self._answer(
            sent,
            link_id,
            Answer.WAITLISTED,
            lambda a, r: steps.waitlist(r, a.occasion, source=Way.LINK, review_on=review_on, note=_note(a, r, note)),
        )

    def decline(self, sent: Sent, link_id: UUID, *, reason: DeclineReason, note: str | None = None) -> Receipt:
        """The institution will not help."""
        return self._answer(
            sent,
            link_id,
            Answer.DECLINED,
            lambda a, r: steps.decline(
                r,
                a.occasion,
                reason=reason,
                decided_by=Party.INSTITUTION,
                source=Way.LINK,
                note=_note(a, r, note),
            ),
        )

    def propose_appointment(
        self,
        sent: Sent,
        link_id: UUID,
        *,
        starts_at: datetime,
        place: str | None,
        language: str,
        company: Company,
        minutes: int | None = None,
    ) -> Receipt:
        """The institution that has accepted offers a time; the case manager agrees it with the person."""

        def decide(attempt: Attempt) -> Sequence[Event]:
            known = self._standing(attempt, link_id)
            if known.stage is not LinkStage.PERSON:
                raise CannotUseLink.because_it_is_closed()
            referral = known.referral
            return [
                appointments.propose(
                    referral,
                    attempt.occasion,
                    appointment_id=self._door.new_id(),
                    starts_at=starts_at,
                    place=attempt.seal(referral.person_id, Group.CASE, referral.id, "place", place),
                    language=language,
                    company=company,
                    minutes=minutes,
                )
            ]

        return self._door.carry(sent, decide)

    def _answer(self, sent: Sent, link_id: UUID, answer: Answer, step: Any, notice: int | None = None) -> Receipt:
        """The step of the referral and the answer of the link in one transaction, or neither."""

        def decide(attempt: Attempt) -> Sequence[Event]:
            known = self._standing(attempt, link_id)
            if known.stage is not LinkStage.ENQUIRY:
                raise CannotUseLink.because_it_is_closed()
            told = link.answer(known.link, attempt.occasion, answer=answer, notice=notice)
            return [step(attempt, known.referral), *told]

        return self._door.carry(sent, decide)

    def _standing(self, attempt: Attempt, link_id: UUID) -> Standing:
        """How the link stands; everything that decides on it is pinned, so that a withdrawal at that moment wins."""
        _link(attempt, link_id)
        known = standing(attempt.events, link_id, attempt.occasion.recorded_on)
        assert known is not None
        attempt.sealer.refuse_the_erased(known.link.person_id)
        rights.check_usable(known.person)
        return known


def made_with(
    attempt: Attempt, link_id: UUID, new: NewLink, forwarded: ReferralForwarded, person_id: UUID
) -> list[Event]:
    """A link for a forwarding, recorded with it or later; the one it replaces is closed."""
    told: list[Event] = []
    if new.replaces is not None:
        told.append(link.close(_link(attempt, new.replaces), attempt.occasion, reason=CloseReason.REPLACED))
    made = link.make(
        link_id,
        attempt.occasion,
        person_id=person_id,
        referral_id=forwarded.originator_id,
        institution_id=forwarded.institution_id,
        forwarded=forwarded.originator_version,
        urgency=new.urgency,
    )
    return [*told, made]


def _link(attempt: Attempt, link_id: UUID) -> Link:
    return found(attempt, link_id, "link", LinkEvent, link.fold)


def _note(attempt: Attempt, referral: Referral, text: str | None) -> Sealed | None:
    return attempt.seal(referral.person_id, Group.CASE, referral.id, "note", text)
