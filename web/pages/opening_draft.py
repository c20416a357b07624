"""A referral on its way (Entwurf): what was typed, whom it means, and what would be recorded and passed on."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import current_app
from werkzeug.datastructures import MultiDict

from projections import announcements, releases, words
from projections.directory import Listing, active_offers
from referrals.announcement import Announcement
from referrals.casework import Intake, NewForwarding, NewPerson
from referrals.gathering import GroupOffer
from referrals.link import NewLink
from referrals.need import NeedKind
from referrals.person import Person
from referrals.referral.codes import Way
from referrals.release import Release
from web import desk, finding, release_terms, rules
from web.audience import not_yours
from web.finding import Matches
from web.forms import Form, read
from web.identity import Identity, identity_of, sender
from web.language import _
from web.message import Told, compose, passed_on
from web.pages.opening_form import NEW, Offered, Opening, offered, options
from web.parts import staff, today
from web.resent import recorded_before

OF_NEW_PERSONS = ("name", "language", "quarter", "phone")


@dataclass
class Draft:
    """One form on its way to a referral."""

    form: Form
    matches: Matches
    institutions: Offered
    person: Person | None
    announcement: Announcement | None

    @property
    def values(self) -> dict[str, Any]:
        """What was taken so far."""
        return self.form.values

    @cached_property
    def identity(self) -> Identity | None:
        """The known person, opened."""
        return identity_of(self.person) if self.person else None

    @property
    def language(self) -> str:
        """The language the person speaks."""
        return self.person.language if self.person else str(self.values["language"])

    @property
    def quarter(self) -> str:
        """Where she lives."""
        return self.person.quarter if self.person else str(self.values["quarter"])

    @property
    def institution(self) -> Listing | None:
        """The institution chosen, or none yet."""
        chosen = self.values.get("institution")
        return self.institutions.find(UUID(chosen)) if chosen else None

    @property
    def offer(self) -> UUID | None:
        """The offer, where the institution has exactly one for this need."""
        found = active_offers(self.institution.institution) if self.institution else {}
        fitting = [offer_id for offer_id, offer in found.items() if self.values["need"] in offer.needs]
        return fitting[0] if len(fitting) == 1 else None

    @property
    def offer_name(self) -> str:
        """What that offer is called."""
        return self.institution.institution.offers[self.offer].name if self.institution and self.offer else ""

    @property
    def held(self) -> Release | None:
        """A release from before that holds for this institution today."""
        if self.person is None or self.institution is None:
            return None
        return releases.holding(desk.views(), self.person.id, self.institution.id, today())

    @property
    def told(self) -> Told:
        """What could be passed on."""
        need, wish = self.values["need"], self.values.get("wish")
        if self.identity is not None:
            return self.identity.told(need, wish)
        return Told(
            name=self.values["name"],
            phone=self.values.get("phone") or "",
            language=words.language_name(self.language),
            need=words.word(NeedKind(need)),
            wish=wish or "",
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """What is passed on: of the new release, else of the one from before."""
        covers = self.values.get("covers") or (self.held.covers if self.held else ())
        return passed_on(covers, self.told)

    @property
    def message(self) -> str:
        """Exactly what the institution will see."""
        return compose(self.shared, self.told, sender=sender())

    @property
    def seal_of_message(self) -> str:
        """Stands for the message that was checked, so that no other one is recorded."""
        key = str(current_app.config["SECRET_KEY"]).encode()
        return hmac.new(key, self.message.encode(), hashlib.sha256).hexdigest()

    @property
    def asks_who(self) -> bool:
        """Whether the form shows who could be meant."""
        return bool(self.form["asked"].value and self.form["name"].value.strip() and not self.form["person"].value)

    @property
    def recorded_before(self) -> bool:
        """Whether this very form was taken in already (a double click)."""
        return recorded_before(self.form)

    @property
    def new_release_until(self) -> date:
        """The last day of the release that is given now."""
        return release_terms.months_after(today(), int(self.values["months"]))

    @property
    def months_said(self) -> str:
        """How long the release would hold, as chosen so far."""
        return dict(self.form["months"].options).get(self.form["months"].value, "–")

    @property
    def release_language_said(self) -> str:
        """In which language it was explained, as chosen so far."""
        field = self.form["release_language"]
        return dict(field.options).get(field.value, _("in der Sprache der Person"))

    @property
    def sent_back(self) -> list[tuple[str, str]]:
        """Everything typed, to travel through the check page."""
        return [(bound.name, value) for bound in self.form for value in bound.values]

    def put(self, name: str, text: str) -> None:
        """Change what the form shows and sends back."""
        self.form.typed.setlist(name, [text] if text else [])  # type: ignore[attr-defined]

    def judge(self, *, forwarding: bool) -> bool:
        """Drop the problems that do not matter for this step, and look for the ones that no field can see."""
        problems = self.form.problems
        answer = problems.pop("known", None)
        for name in OF_NEW_PERSONS if self.person else ():
            problems.pop(name, None)
        releases_now = bool(self.form.typed.getlist("covers"))
        if not releases_now and not (forwarding and self.held is None):
            for name in ("covers", "months", "given", "release_language"):
                problems.pop(name, None)
        if not forwarding:
            problems.pop("way", None)
            if not releases_now and not self.form["institution"].value:
                problems.pop("institution", None)
        if self.person is None and "name" in self.values and not self.recorded_before:
            self._ask_who(gone=answer is not None and answer.code == "not_offered")
        return self.form.ok

    def _ask_who(self, *, gone: bool) -> None:
        if gone and not self.matches.candidates:
            self.put("known", "")
            self.form.refuse("", "CannotOpen.choice_gone")
            return
        asked = _same(self.form, "asked", "name")
        if not asked and self.matches.alike:
            self.put("asked", self.form["name"].value)
            if self.matches.candidates:
                self.form.refuse("known", "not_chosen")
            else:
                self.form.refuse("", "CannotOpen.similar_elsewhere")
        elif asked and self.matches.candidates and self.form["known"].value != NEW:
            self.form.refuse("known", "not_chosen")

    def intake(self, *, forwarding: bool) -> Intake:
        """What is recorded."""
        institution, values = self.institution, self.values
        release = None
        if values.get("covers") and institution is not None:
            release = release_terms.new_release(values, institution.id, self.language, today())
        return Intake(
            person=self.person.id if self.person else self._new_person(),
            need=NeedKind(values["need"]),
            wish=values.get("wish"),
            case_manager=staff().staff_id,
            institution_id=institution.id if institution else None,
            offer_id=self.offer,
            release=release,
            forwarding=self._forwarding(with_new_release=release is not None) if forwarding else None,
            announcement_id=values.get("announcement"),
            origin=GroupOffer(origin) if (origin := values.get("origin")) else None,
        )

    def _new_person(self) -> NewPerson:
        return NewPerson(
            name=self.values["name"], language=self.language, quarter=self.quarter, phone=self.values.get("phone")
        )

    def _forwarding(self, *, with_new_release: bool) -> NewForwarding:
        held = None if with_new_release else self.held
        return NewForwarding(
            way=Way(self.values["way"]),
            release_id=held.id if held else None,
            shared=self.shared,
            message=self.message,
            link=NewLink() if self.values["way"] == Way.LINK else None,
        )


def read_draft(sent: MultiDict[str, str]) -> Draft:
    """What was typed, and whom it means; a person that is not the worker's is refused."""
    typed = MultiDict(sent)
    person = _carried(_id(typed.get("person", "")))
    name = typed.get("name", "")
    matches = finding.by_name(name) if person is None else Matches()
    if not _same_text(typed.get("asked", ""), name):
        typed.poplist("known")
    if person is None and (chosen := _id(typed.get("known", ""))) in {each.id for each in matches.candidates}:
        person = _carried(chosen)
    institutions = offered(
        typed.get("need", ""),
        person.language if person else typed.get("language", ""),
        person.quarter if person else typed.get("quarter", ""),
    )
    form = read(Opening, typed, options=options(matches, institutions))
    return Draft(form, matches, institutions, person, waiting(_id(typed.get("announcement", ""))))


def waiting(announcement_id: UUID | None) -> Announcement | None:
    """An announced need that still waits."""
    found = announcements.get(desk.views(), announcement_id) if announcement_id else None
    return found if found is not None and found.is_open(today()) else None


def _carried(person_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    if not rules.carries_person(staff(), person_id):
        not_yours()
    return desk.person(person_id)


def _same(form: Form, one: str, other: str) -> bool:
    return _same_text(form[one].value, form[other].value)


def _same_text(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
