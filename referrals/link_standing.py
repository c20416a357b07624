"""Standing of a link (Was der Link zeigt): decided anew each time, from the log itself and not from any view.

Release, person and referral are read along, so that a withdrawal, a restriction, an erasure or a step of ours closes
the link in the same moment, without an event of its own.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from referrals import link, person, release
from referrals.event import Event
from referrals.link import Answer, Link, LinkEvent
from referrals.person import Person, PersonEvent
from referrals.referral import state
from referrals.referral.codes import Ground, Phase, Way
from referrals.referral.events import ReferralEvent, ReferralForwarded
from referrals.referral.state import Referral
from referrals.release import Release, ReleaseEvent

EventsOf = Callable[[UUID], Sequence[Event]]
AWAITED = frozenset({Phase.FORWARDED, Phase.WAITLISTED})
HELPED = frozenset({Phase.ACCEPTED, Phase.IN_SERVICE, Phase.PAUSED})


class LinkStage(StrEnum):
    """What the reader outside may see now."""

    ENQUIRY = "enquiry"
    PERSON = "person"
    ANSWERED = "answered"


class Standing(NamedTuple):
    """A link with everything that decides on it; `stage` is None where it opens nothing."""

    link: Link
    referral: Referral
    person: Person
    forwarded: ReferralForwarded | None
    stage: LinkStage | None


def standing(events_of: EventsOf, link_id: UUID, today: date) -> Standing | None:
    """How a link stands; None where there is no such link. `events_of` reads a stream of the log."""
    told: list[Any] = list(events_of(link_id))
    if not told or not isinstance(told[0], LinkEvent):
        return None
    known = link.fold(told)
    assert known is not None
    steps: list[Any] = list(events_of(known.referral_id))
    referral = state.fold(steps)
    whose = person.fold(_of(events_of(known.person_id), PersonEvent))
    assert referral is not None
    assert whose is not None
    forwarded = forwarding_of(steps)
    allows = _may_see(whose) and _is_this(known, forwarded, referral) and _released(events_of, forwarded, today)
    stage = _stage(known, referral) if allows and known.closed is None and today <= known.open_until else None
    return Standing(known, referral, whose, forwarded, stage)


def may_be_made(events_of: EventsOf, referral: Referral, steps: Sequence[ReferralEvent], today: date) -> str:
    """What stands against a link for this referral, as a reason of `CannotMakeLink`; empty where nothing does."""
    forwarded = forwarding_of(steps)
    if forwarded is None or referral.phase not in AWAITED:
        return "not_awaited"
    if forwarded.way is not Way.LINK:
        return "another_way"
    if referral.stopped is not None or not _released(events_of, forwarded, today):
        return "release_over"
    return ""


def forwarding_of(steps: Sequence[ReferralEvent]) -> ReferralForwarded | None:
    """The forwarding that holds, with its corrections; None where there is none or it was taken back."""
    told = [event for event in state.effective(steps) if isinstance(event, ReferralForwarded)]
    return told[-1] if told else None


def _may_see(whose: Person) -> bool:
    return whose.restricted is None and whose.erased_on is None


def _is_this(known: Link, forwarded: ReferralForwarded | None, referral: Referral) -> bool:
    """Whether the link belongs to the forwarding that holds, and nothing has stopped it."""
    if forwarded is None or referral.stopped is not None:
        return False
    return forwarded.originator_version == known.forwarded and forwarded.institution_id == known.institution_id


def _released(events_of: EventsOf, forwarded: ReferralForwarded | None, today: date) -> bool:
    if forwarded is None or forwarded.ground is not Ground.RELEASE:
        return forwarded is not None
    held: Release | None = None
    if forwarded.release_id is not None:
        held = release.fold(_of(events_of(forwarded.release_id), ReleaseEvent))
    return held is not None and held.allows(forwarded.institution_id, today)


def _stage(known: Link, referral: Referral) -> LinkStage | None:
    if known.answer is None:
        return LinkStage.ENQUIRY if referral.phase in AWAITED else None
    if known.answer is Answer.ACCEPTED and known.notice is not None and referral.phase in HELPED:
        return LinkStage.PERSON
    return LinkStage.ANSWERED


def _of(events: Sequence[Event], kinds: Any) -> list[Any]:
    return [event for event in events if isinstance(event, kinds)]
