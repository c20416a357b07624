"""Link (Link der Institution): one institution reads one referral from outside, without an account, and answers it.

Its id is no secret and opens nothing by itself: a one-time code goes to the address that we know. Codes and sessions of
the reader lie in the accounts store (`web/link_access.py`); here stands what happened. That a link has run out is no
event: `open_until` says it, and whether it may show anything is decided anew each time (`referrals/link_standing.py`).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal

LIFETIME = timedelta(days=14)


class Urgency(StrEnum):
    """How soon an answer is needed; part of the pseudonymous enquiry."""

    ORDINARY = "ordinary"
    SOON = "soon"
    URGENT = "urgent"


class Answer(StrEnum):
    """What the institution said through the link."""

    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"


class CloseReason(StrEnum):
    """Why a link was closed before it was answered."""

    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class NewLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to be made with a forwarding; `replaces` names an open one of the same referral."""

    urgency: Urgency = Urgency.ORDINARY
    replaces: UUID | None = None


@topic("link.made")
class LinkMade(Event, frozen=True, kw_only=True):
    """An institution may read and answer one referral until the last day; `forwarded` is the version of that step."""

    person_id: UUID
    referral_id: UUID
    institution_id: UUID
    forwarded: int
    urgency: Urgency
    open_until: date


@topic("link.mailed")
class LinkMailed(Event, frozen=True, kw_only=True):
    """A mail with case code and link went out to the address in the directory."""


@topic("link.code_told")
class LinkCodeTold(Event, frozen=True, kw_only=True):
    """A member of staff had a one-time code made, to say it to the institution."""


@topic("link.notice_confirmed")
class LinkNoticeConfirmed(Event, frozen=True, kw_only=True):
    """The institution confirmed for what it may use the data (§ 78 SGB X); `notice` is the version of that text."""

    notice: int


@topic("link.answered")
class LinkAnswered(Event, frozen=True, kw_only=True):
    """The institution answered; what it said stands in the referral too, recorded at once with this."""

    answer: Answer


@topic("link.closed")
class LinkClosed(Event, frozen=True, kw_only=True):
    """It opens nothing any more."""

    reason: CloseReason


LinkEvent = LinkMade | LinkMailed | LinkCodeTold | LinkNoticeConfirmed | LinkAnswered | LinkClosed


class CannotMakeLink(Refusal):
    """There is nothing that an institution could answer through a link."""

    @classmethod
    def because_it_went_another_way(cls) -> Self:
        """The referral was forwarded by phone, letter or mail: that is the step to put right."""
        return cls("another_way")

    @classmethod
    def because_no_answer_is_awaited(cls) -> Self:
        """Not forwarded, or answered."""
        return cls("not_awaited")

    @classmethod
    def because_the_release_does_not_hold(cls) -> Self:
        """Withdrawn, over, or forwarding was stopped."""
        return cls("release_over")


class CannotUseLink(Refusal):
    """The link opens nothing, whatever the reason: the reader outside is not told which."""

    @classmethod
    def because_it_is_closed(cls) -> Self:
        """Answered, withdrawn, run out, or its release or person no longer allows it."""
        return cls("closed")


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A link as it stands."""

    id: UUID
    version: int
    person_id: UUID
    referral_id: UUID
    institution_id: UUID
    forwarded: int
    urgency: Urgency
    made_on: date
    open_until: date
    mailed_on: date | None = None  # no mail went out
    notice: int | None = None  # not confirmed
    answer: Answer | None = None  # until answered
    closed: CloseReason | None = None  # not closed by hand

    def awaits(self, today: date) -> bool:
        """Whether the link by itself still waits for its answer."""
        return self.answer is None and self.closed is None and today <= self.open_until


def make(
    link_id: UUID,
    occasion: Occasion,
    *,
    person_id: UUID,
    referral_id: UUID,
    institution_id: UUID,
    forwarded: int,
    urgency: Urgency,
) -> LinkMade:
    """The institution may look, for 14 days."""
    return LinkMade(
        **head(link_id, 0, occasion),
        person_id=person_id,
        referral_id=referral_id,
        institution_id=institution_id,
        forwarded=forwarded,
        urgency=urgency,
        open_until=occasion.recorded_on + LIFETIME,
    )


def note_mail(link: Link, occasion: Occasion) -> LinkMailed:
    """The mail went out."""
    _check_waiting(link, occasion)
    return LinkMailed(**head(link.id, link.version, occasion))


def tell_code(link: Link, occasion: Occasion) -> LinkCodeTold:
    """Somebody of ours says the code to the institution."""
    return LinkCodeTold(**head(link.id, link.version, occasion))


def answer(link: Link, occasion: Occasion, *, answer: Answer, notice: int | None) -> list[Event]:
    """What the institution said, and that it confirmed the notice before."""
    _check_waiting(link, occasion)
    confirmed: list[Event] = []
    if notice is not None:
        confirmed.append(LinkNoticeConfirmed(**head(link.id, link.version, occasion), notice=notice))
    return [*confirmed, LinkAnswered(**head(link.id, link.version + len(confirmed), occasion), answer=answer)]


def close(link: Link, occasion: Occasion, *, reason: CloseReason) -> LinkClosed:
    """It opens nothing from now on; one that has run out or is answered stays as it is."""
    _check_waiting(link, occasion)
    return LinkClosed(**head(link.id, link.version, occasion), reason=reason)


def _check_waiting(link: Link, occasion: Occasion) -> None:
    if not link.awaits(occasion.recorded_on):
        raise CannotUseLink.because_it_is_closed()


def evolve(link: Link | None, event: LinkEvent) -> Link:
    """The link after one more event."""
    if isinstance(event, LinkMade):
        return Link(
            id=event.originator_id,
            version=event.originator_version,
            person_id=event.person_id,
            referral_id=event.referral_id,
            institution_id=event.institution_id,
            forwarded=event.forwarded,
            urgency=event.urgency,
            made_on=event.occasion.occurred_on,
            open_until=event.open_until,
        )
    assert link is not None
    return replace(_after(link, event), version=event.originator_version)


def fold(events: Iterable[LinkEvent]) -> Link | None:
    """The link behind its events."""
    return reduce(evolve, events, None)


def _after(link: Link, event: LinkEvent) -> Link:
    match event:
        case LinkMailed():
            return replace(link, mailed_on=event.occasion.recorded_on)
        case LinkNoticeConfirmed():
            return replace(link, notice=event.notice)
        case LinkAnswered():
            return replace(link, answer=event.answer)
        case LinkClosed():
            return replace(link, closed=event.reason)
        case _:
            return link
