"""Telling (Erzählen): one row of a list as events with their true dates; pure, through the domain's own decisions.

What a list cannot know, and how it is told:
- Ground. Where the list says "release" or nothing, the referral is forwarded on a release of that one day for that one
  institution, whose sealed note says that it is taken from the list: nothing more can be passed on with it, and a
  reopening asks for a new one. Another ground in the list, or `--ground`, is told as it stands.
- The day an appointment was agreed: the day itself, or today for one that lies ahead. Without a result an open
  referral waits for its outcome; nobody's absence is invented.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from msgspec import Struct

from referrals import need, person, release
from referrals.event import Event
from referrals.occasion import Occasion
from referrals.old_list.identity import Identities
from referrals.old_list.reading import Meeting, OldReferral
from referrals.referral import appointments, closing, forwarding, state, steps
from referrals.referral.codes import Company, Ground, Party
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Referral
from referrals.release import Covers, Given
from referrals.sealing import Group, Sealer

FROM_THE_LIST = "Aus der bisherigen Liste übernommen"
MOST_EVENTS = 9
"""Events of one row at most: person, need, opened, release, forwarded, agreed, result, note, closed."""

GROUPS = (Group.CONTACT, Group.CASE)

OccasionOn = Callable[[date], Occasion]


class Placed(Struct, frozen=True, kw_only=True):
    """A row with the ids that it got."""

    old: OldReferral
    person_id: UUID
    referral_id: UUID
    case_manager: UUID
    institution_id: UUID | None


def events(placed: Placed, ids: Identities, on: OccasionOn, sealer: Sealer, *, new_person: bool) -> list[Event]:
    """The events of a row; raises Refusal where the domain says no."""
    old = placed.old
    told: list[Event] = []
    if new_person:
        told.append(_person(placed, on, sealer))
    need_id = ids.derived("need of", str(placed.referral_id))
    told.append(need.record(need_id, on(old.opened), person_id=placed.person_id, kind=old.need, wish=None))
    opened = steps.open_referral(
        placed.referral_id,
        on(old.opened),
        person_id=placed.person_id,
        need_id=need_id,
        need=old.need,
        quarter=old.quarter,
        language=old.language,
        case_manager=placed.case_manager,
        institution_id=placed.institution_id,
    )
    told.append(opened)
    referral = state.evolve(None, opened)
    if old.forwarded is not None:
        referral = _forwarded(told, referral, placed, ids, on, sealer)
    if old.meeting is not None:
        referral = _met(told, referral, old, old.meeting, ids, on)
    _ended(told, referral, old, on, sealer)
    return told


def _person(placed: Placed, on: OccasionOn, sealer: Sealer) -> Event:
    old, person_id = placed.old, placed.person_id
    return person.register(
        person_id,
        on(old.opened),
        name=sealer.seal(person_id, Group.CONTACT, person_id, "name", old.name),
        language=old.language,
        quarter=old.quarter,
        case_manager=placed.case_manager,
    )


def _forwarded(
    told: list[Event], referral: Referral, placed: Placed, ids: Identities, on: OccasionOn, sealer: Sealer
) -> Referral:
    old, institution_id = placed.old, placed.institution_id
    assert old.forwarded is not None
    assert institution_id is not None
    held = None
    if old.ground is Ground.RELEASE:
        release_id = ids.derived("release of", str(referral.id))
        words = f"{FROM_THE_LIST}: {old.ground_words}" if old.ground_words else FROM_THE_LIST
        given = release.give(
            release_id,
            on(old.forwarded),
            person_id=placed.person_id,
            institution_ids=(institution_id,),
            covers=(Covers.CONTACT, Covers.NEED),
            valid_until=old.forwarded,
            given=Given.WRITTEN,
            language=old.language,
            note=sealer.seal(placed.person_id, Group.CASE, release_id, "note", words),
        )
        told.append(given)
        held = release.evolve(None, given)
    return _after(
        told,
        referral,
        forwarding.forward(
            referral,
            on(old.forwarded),
            institution_id=institution_id,
            ground=old.ground,
            release=held,
            way=old.way,
        ),
    )


def _met(
    told: list[Event], referral: Referral, old: OldReferral, meeting: Meeting, ids: Identities, on: OccasionOn
) -> Referral:
    appointment_id = ids.derived("appointment of", str(referral.id))
    agreed_on = min(meeting.on, on(meeting.on).recorded_on)
    referral = _after(
        told,
        referral,
        appointments.agree(
            referral,
            on(agreed_on),
            appointment_id=appointment_id,
            starts_at=meeting.starts_at,
            place=None,
            language=old.language,
            company=Company.ALONE,
        ),
    )
    match meeting.result:
        case "kept":
            kept = appointments.keep(referral, on(meeting.on), appointment_id=appointment_id)
            return _after(told, referral, kept)
        case "missed":
            missed = appointments.miss(referral, on(meeting.on), appointment_id=appointment_id, by=Party.PERSON)
            return _after(told, referral, missed)
        case "cancelled":
            day = on(agreed_on)
            cancelled = appointments.cancel(referral, day, appointment_id=appointment_id, by=Party.PERSON)
            return _after(told, referral, cancelled)
        case _:
            return referral


def _ended(told: list[Event], referral: Referral, old: OldReferral, on: OccasionOn, sealer: Sealer) -> None:
    if old.closed is None or old.outcome is None:
        if old.note is not None:
            text = sealer.seal(referral.person_id, Group.CASE, referral.id, "text", old.note)
            told.append(steps.take_note(referral, on(referral.phase_since), text=text, confided=False))
        return
    note = sealer.seal(referral.person_id, Group.CASE, referral.id, "note", old.note) if old.note else None
    told.extend(closing.close(referral, on(old.closed), outcome=old.outcome, decided_by=old.decided_by, note=note))


def _after(told: list[Event], referral: Referral, event: ReferralEvent) -> Referral:
    told.append(event)
    return state.evolve(referral, event)
