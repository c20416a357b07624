"""Intake (Aufnahme): the short form at the door. Person, need, referral, release and forwarding in one transaction."""

from datetime import date
from uuid import UUID

import msgspec

from referrals import announcement, need, person, release
from referrals.casework.door import Attempt, Door, Receipt, Sent
from referrals.casework.links import made_with
from referrals.event import Event
from referrals.gathering import GroupOffer
from referrals.link import NewLink
from referrals.need import NeedKind
from referrals.referral import forwarding, state, steps
from referrals.referral.codes import Ground, Way
from referrals.referral.refusals import CannotForward
from referrals.release import Covers, Given
from referrals.sealing import Group, Sealed


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, as told; what was not told is None."""

    name: str
    language: str
    quarter: str
    phone: str | None = None
    email: str | None = None
    birth_year: str | None = None
    address: str | None = None


class NewRelease(msgspec.Struct, frozen=True, kw_only=True):
    """A release given at the same moment."""

    institution_ids: tuple[UUID, ...]
    covers: tuple[Covers, ...]
    valid_until: date
    given: Given
    language: str
    note: str | None = None


class NewForwarding(msgspec.Struct, frozen=True, kw_only=True):
    """Forwarded at once, on this ground."""

    way: Way
    ground: Ground = Ground.RELEASE
    release_id: UUID | None = None
    shared: tuple[str, ...] = ()
    message: str | None = None
    link: NewLink | None = None


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """All that the short form holds; `person` is a new person, or the id of a known one."""

    person: NewPerson | UUID
    need: NeedKind
    wish: str | None = None
    case_manager: UUID
    institution_id: UUID | None = None
    offer_id: UUID | None = None
    release: NewRelease | None = None
    forwarding: NewForwarding | None = None
    announcement_id: UUID | None = None
    need_id: UUID | None = None
    origin: GroupOffer | None = None


class IntakeCommands:
    """Opening referrals."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def take_in(self, sent: Sent, intake: Intake) -> Receipt:
        """Record all of it, or nothing."""
        return self._door.carry(sent, lambda attempt: self._decide(attempt, intake))

    def _decide(self, attempt: Attempt, intake: Intake) -> list[Event]:
        told: list[Event] = []
        person_id, language, quarter = self._person(attempt, intake, told)
        if intake.institution_id is not None:
            attempt.institution(intake.institution_id)
        need_id = intake.need_id or self._door.new_id()
        referral_id = self._door.new_id()
        if intake.announcement_id is not None:
            announced = attempt.announcement(intake.announcement_id)
            told.append(announcement.take(announced, attempt.occasion, need_id=need_id, referral_id=referral_id))
        if intake.need_id is None:
            told.append(self._need(attempt, intake, need_id, person_id))
        opened = steps.open_referral(
            referral_id,
            attempt.occasion,
            person_id=person_id,
            need_id=need_id,
            need=intake.need,
            quarter=quarter,
            language=language,
            case_manager=intake.case_manager,
            institution_id=intake.institution_id,
            offer_id=intake.offer_id,
            origin=intake.origin,
        )
        told.append(opened)
        given = self._release(attempt, intake, person_id)
        if given is not None:
            told.append(given)
        if intake.forwarding is not None:
            told += self._forwarding(attempt, intake, state.evolve(None, opened), given)
        return told

    def _person(self, attempt: Attempt, intake: Intake, told: list[Event]) -> tuple[UUID, str, str]:
        if isinstance(intake.person, UUID):
            known = attempt.usable(intake.person)
            return known.id, known.language, known.quarter
        registered = register(attempt, self._door.new_id(), intake.person, intake.case_manager)
        told.append(registered)
        return registered.originator_id, registered.language, registered.quarter

    def _need(self, attempt: Attempt, intake: Intake, need_id: UUID, person_id: UUID) -> need.NeedRecorded:
        return need.record(
            need_id,
            attempt.occasion,
            person_id=person_id,
            kind=intake.need,
            wish=attempt.seal(person_id, Group.CASE, need_id, "wish", intake.wish),
            announcement_id=intake.announcement_id,
        )

    def _release(self, attempt: Attempt, intake: Intake, person_id: UUID) -> release.ReleaseGiven | None:
        if intake.release is None:
            return None
        return give_release(attempt, self._door.new_id(), person_id, intake.release)

    def _forwarding(
        self, attempt: Attempt, intake: Intake, referral: state.Referral, given: release.ReleaseGiven | None
    ) -> list[Event]:
        wanted = intake.forwarding
        assert wanted is not None
        if intake.institution_id is None:
            raise CannotForward.because_no_institution_is_chosen()
        held = release.evolve(None, given) if given is not None else None
        if held is None and wanted.release_id is not None:
            held = attempt.release(wanted.release_id)
        forwarded = forwarding.forward(
            referral,
            attempt.occasion,
            institution_id=intake.institution_id,
            ground=wanted.ground,
            release=held,
            way=wanted.way,
            shared=wanted.shared,
            offer_id=intake.offer_id,
            message=attempt.seal(referral.person_id, Group.CASE, referral.id, "message", wanted.message),
        )
        if wanted.link is None:
            return [forwarded]
        return [forwarded, *made_with(attempt, self._door.new_id(), wanted.link, forwarded, referral.person_id)]


def register(attempt: Attempt, person_id: UUID, new: NewPerson, case_manager: UUID) -> person.PersonRegistered:
    """Seal what was told, and register the person."""

    def contact(field: str, text: str | None) -> Sealed | None:
        return attempt.seal(person_id, Group.CONTACT, person_id, field, text)

    return person.register(
        person_id,
        attempt.occasion,
        name=attempt.sealer.seal(person_id, Group.CONTACT, person_id, "name", new.name),
        phone=contact("phone", new.phone),
        email=contact("email", new.email),
        birth_year=contact("birth_year", new.birth_year),
        address=contact("address", new.address),
        language=new.language,
        quarter=new.quarter,
        case_manager=case_manager,
    )


def give_release(attempt: Attempt, release_id: UUID, person_id: UUID, new: NewRelease) -> release.ReleaseGiven:
    """Seal the note, and record the release."""
    return release.give(
        release_id,
        attempt.occasion,
        person_id=person_id,
        institution_ids=new.institution_ids,
        covers=new.covers,
        valid_until=new.valid_until,
        given=new.given,
        language=new.language,
        note=attempt.seal(person_id, Group.CASE, release_id, "note", new.note),
    )
