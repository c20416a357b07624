"""Gathering (Zusammenstellen): everything about one person, with staff by their role and others left out."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from projections import caseload, directory, persons, releases, timeline, words
from projections.sentences import KnownNames, ids_in, sentence
from projections.sentences.corrections import field_label
from projections.timeline import Entry
from referrals import retention
from referrals.event import Event, sealed_values
from referrals.notices import disclosures
from referrals.referral.events import NoteTaken, ReferralForwarded, StepCorrected
from referrals.release import Release
from referrals.sealing import Group, Sealed
from referrals.staff import Role
from web.case_number import case_number
from web.house import RealHouse
from web.looking import PURPOSES
from web.own_data import contents as c
from web.own_data import funding

LABELS = {
    "name": "Name",
    "phone": "Telefon",
    "email": "E-Mail",
    "address": "Anschrift",
    "birth_year": "Geburtsjahr",
    "wish": "Wunsch in Ihren Worten",
}
RIGHTS = [
    "Auskunft und Kopie (Art. 15 DSGVO)",
    "Berichtigung (Art. 16 DSGVO)",
    "Löschung (Art. 17 DSGVO)",
    "Einschränkung der Verarbeitung (Art. 18 DSGVO)",
    "Übertragung der Daten (Art. 20 DSGVO)",
    "Widerspruch (Art. 21 DSGVO)",
    "Widerruf einer Einwilligung oder Schweigepflichtentbindung, jederzeit",
    "Beschwerde bei der Landesbeauftragten für Datenschutz Nordrhein-Westfalen (Art. 77 DSGVO)",
]
Reference = tuple[Sealed | None, UUID, str]


class NoSuchPerson(Exception):
    """Nobody stands under this id."""


class Gathering:
    """The parts of one answer; every sealed value is opened in one go at the end."""

    def __init__(self, house: RealHouse, connection: Connection, person_id: UUID, today: date) -> None:
        found = persons.get(connection, person_id)
        if found is None:
            raise NoSuchPerson(f"There is no person {person_id}: see the address of her page.")
        self.house, self.connection, self.person, self.today = house, connection, found, today
        self.entries = timeline.of_person(connection, house.log, person_id)
        self.names = self._names()
        self.opened = self._opened()

    def everything(self) -> c.OwnData:
        """The whole answer."""
        return c.OwnData(
            schema=c.SCHEMA,
            made_on=self.today,
            person=self._person(),
            disputes=[
                c.Dispute(words.word(each.field), each.since, self._text(each.note)) for each in self.person.disputes
            ],
            releases=[self._release(each) for each in releases.of_person(self.connection, self.person.id)],
            referrals=self._referrals(),
            around_the_person=[self._step(each) for each in self.entries if each.referral_id is None],
            recipients=[
                *(self._recipient(each) for each in disclosures(entry.event for entry in self.entries)),
                *funding.recipients(self.connection, self.person.id),
            ],
            looks=[
                c.Look(each.day, role(each.role), PURPOSES.get(each.purpose, each.purpose), each.times)
                for each in self.house.access_log.insight_of(self.person.id)
            ],
            purposes=sorted({words.word(entry.event.occasion.purpose) for entry in self.entries}),
            kept=self._kept(),
            rights=RIGHTS,
            left_out=c.LeftOut(sum(_is_confided(entry.event) for entry in self.entries)),
        )

    def _person(self) -> c.Person:
        p = self.person
        return c.Person(
            case_code=case_number(p.id),
            name=self._text(p.name),
            **{field: self._text(getattr(p, field)) or None for field in ("phone", "email", "address", "birth_year")},
            language=p.language,
            language_word=words.language_name(p.language),
            quarter=p.quarter,
            quarter_word=words.quarter(p.quarter),
            registered_on=p.registered_on,
            in_a_household=p.household_id is not None,
            consents_to=[words.word(each) for each in p.consent],
            consent_on=p.consent_on,
            restricted_since=p.restricted.since if p.restricted else None,
            restricted_because=words.word(p.restricted.ground) if p.restricted else None,
        )

    def _release(self, release: Release) -> c.Release:
        return c.Release(
            [self.names.institution(each) or "–" for each in release.institution_ids],
            [words.word(each) for each in release.covers],
            release.given_on,
            release.valid_until,
            release.withdrawn_on,
        )

    def _referrals(self) -> list[c.Referral]:
        return [self._referral(each) for each in caseload.of_person(self.connection, self.person.id, self.house.now())]

    def _referral(self, listed: caseload.Entry) -> c.Referral:
        return c.Referral(
            case_code=case_number(listed.id),
            need=listed.need.value,
            need_word=words.word(listed.need),
            institution=self.names.institution(listed.institution_id) if listed.institution_id else None,
            phase=listed.phase.value,
            phase_word=words.word(listed.phase),
            opened_on=listed.opened_on,
            steps=[self._step(each) for each in self.entries if each.referral_id == listed.id],
        )

    def _step(self, entry: Entry) -> c.Step:
        event, occasion = entry.event, entry.event.occasion
        told = str(sentence(event, self.names, "de", told=entry.told))
        return c.Step(
            happened_on=occasion.occurred_on,
            recorded_at=occasion.recorded_at,
            code=event.TOPIC,
            sentence=told[:1].upper() + told[1:],
            role=role(occasion.role),
            values=[
                c.Told(field, _label(event, field), funding.in_words(event, field, self._text(sealed)))
                for sealed, _stream, field in _open_to_her(event)
            ],
            taken_back=entry.taken_back_by is not None,
        )

    def _recipient(self, f: ReferralForwarded) -> c.Recipient:
        return c.Recipient(
            self.names.institution(f.institution_id) or "–",
            f.occasion.occurred_on,
            words.word(f.way),
            words.word(f.ground),
            [words.covers(each) for each in f.shared],
        )

    def _kept(self) -> c.Keeping:
        listed = caseload.of_person(self.connection, self.person.id, self.house.now())
        running = any(each.ended_on is None for each in listed)
        ended = self.today if running else max((each.ended_on for each in listed if each.ended_on), default=None)
        file = retention.File(self.person.id, self.person.registered_on, ended, self.person.holds)
        due = retention.due(file, self.today)
        last = max([due.on, *(each.until for each in due.holds if each.until)])
        endless = running or any(each.until is None for each in due.holds)
        holds = [words.word(each.ground) for each in due.holds]
        kind = due.kind
        return c.Keeping(kind.title, kind.ground, kind.months, words.word(kind.start), None if endless else last, holds)

    def _text(self, sealed: Sealed | None) -> str:
        return self.opened.get(sealed.blob, "gelöscht") if sealed else ""

    def _opened(self) -> dict[str, str]:
        p = self.person
        wanted: list[Reference] = [(getattr(p, field), p.id, field) for field in LABELS if hasattr(p, field)]
        wanted += [(each.note, p.id, "note") for each in p.disputes]
        wanted += [each for entry in self.entries for each in _open_to_her(entry.event)]
        sealed = [(value, stream, field) for value, stream, field in wanted if value is not None]
        opened = self.house.vault.reveal_many(sealed)
        return {value.blob: text for (value, *_), text in zip(sealed, opened, strict=True) if text is not None}

    def _names(self) -> KnownNames:
        ids = ids_in([event for entry in self.entries for event in (entry.event, *entry.corrected_by)])
        return KnownNames(
            staff_names=dict.fromkeys(ids.staff, f"eine {words.word(Role.CASE_MANAGER)}"),
            institution_names=directory.names(self.connection, ids.institutions),
            offer_names=directory.offer_names(self.connection, ids.institutions),
        )


def gather(house: RealHouse, person_id: UUID, today: date) -> c.OwnData:
    """Everything about her, as the log stands now."""
    house.catch_up()
    with house.views.reading() as connection:
        return Gathering(house, connection, person_id, today).everything()


def role(code: str) -> str:
    """A role in German; one of an earlier version as it is."""
    return words.word(Role(code)) if code in {each.value for each in Role} else code


def _label(event: Event, field: str) -> str:
    return funding.label(event, field) or LABELS.get(field) or field_label(field, "de")


def _is_confided(event: Event) -> bool:
    return isinstance(event, NoteTaken) and event.confided


def _open_to_her(event: Event) -> Iterable[tuple[Sealed, UUID, str]]:
    """The sealed values of an event, the confided ones (§ 65 SGB VIII) left out."""
    for stored, sealed in sealed_values(event):
        if sealed.group is not Group.CONFIDED and not _is_confided(event):
            yield sealed, event.originator_id, event.field if isinstance(event, StepCorrected) else stored
