"""The file of one referral (Vermittlung als Datei): what the FHIR mapping needs, gathered from the stores.

Who it is about stands in it by name only while a release of hers towards this institution covers that.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from projections import caseload, directory, persons, releases, words
from projections import staff as members
from referrals.person import Person
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Referral
from referrals.release import Covers
from referrals.sealing import Sealed
from web.case_number import case_number
from web.exports.fhir import Identity, Made, as_json, bundle
from web.house import RealHouse

Reference = tuple[Sealed | None, UUID, str]


class NoSuchFile(Exception):
    """There is no such referral, or nothing of it may be taken away."""

    @classmethod
    def because_there_is_no_referral(cls, referral_id: UUID) -> "NoSuchFile":
        return cls(f"There is no referral {referral_id}: see the address of its page.")

    @classmethod
    def because_her_data_are_only_kept(cls, referral_id: UUID) -> "NoSuchFile":
        return cls(f"The data behind {referral_id} may only be kept (Art. 18 GDPR): lift the restriction first.")


def subject_of(connection: Connection, referral_id: UUID) -> tuple[Referral, Person]:
    """The referral and whom it is about; raises `NoSuchFile`."""
    referral = caseload.get(connection, referral_id)
    person = persons.get(connection, referral.person_id) if referral else None
    if referral is None or person is None:
        raise NoSuchFile.because_there_is_no_referral(referral_id)
    if person.restricted:
        raise NoSuchFile.because_her_data_are_only_kept(referral_id)
    return referral, person


def fhir_file(house: RealHouse, connection: Connection, referral_id: UUID, *, by: str, at: datetime) -> bytes:
    """The FHIR bundle of one referral; whoever asks has recorded the look. Raises `NoSuchFile`."""
    referral, person = subject_of(connection, referral_id)
    covered = identity_covered(connection, referral, person, at.date())
    identity = _identity(house, connection, referral, person, covered) if Covers.CONTACT in covered else None
    disputed = [words.word(each.field) for each in person.disputes]
    told = [each for each in house.log.events_of(referral_id) if isinstance(each, ReferralEvent)]
    return as_json(bundle(told, Made(at, by, case_number(referral_id), disputed), identity))


def identity_covered(connection: Connection, referral: Referral, person: Person, today: date) -> frozenset[Covers]:
    """What her releases let this institution know today; nothing once one was withdrawn and nobody decided yet."""
    if referral.institution_id is None or referral.stopped is not None or person.erased_on is not None:
        return frozenset()
    given = releases.of_person(connection, person.id)
    return frozenset(what for each in given if each.allows(referral.institution_id, today) for what in each.covers)


def _identity(
    house: RealHouse, connection: Connection, referral: Referral, person: Person, covered: Collection[Covers]
) -> Identity:
    member = members.get(connection, referral.case_manager)
    birth_year = person.birth_year if Covers.BIRTH_YEAR in covered else None
    wanted: list[Reference] = [
        (person.name, person.id, "name"),
        (person.phone, person.id, "phone"),
        (person.email, person.id, "email"),
        (birth_year, person.id, "birth_year"),
        (member.name if member else None, referral.case_manager, "name"),
    ]
    there = [(sealed, stream, field) for sealed, stream, field in wanted if sealed is not None]
    texts = iter(house.vault.reveal_many(there))
    name, phone, email, year, carrier = ["" if sealed is None else next(texts) or "" for sealed, *_ in wanted]
    institution_id = referral.institution_id
    names = directory.names(connection, [institution_id]) if institution_id else {}
    return Identity(
        name=name,
        phone=phone,
        email=email,
        birth_year=year if len(year) == 4 and year.isdigit() else "",
        language="" if person.language == "other" else person.language,
        institution=names.get(institution_id, "–") if institution_id else "",
        case_manager=carrier or "–",
    )
