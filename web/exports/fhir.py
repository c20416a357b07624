"""A referral as a FHIR R4 bundle (ServiceRequest, Task, Appointment): a pure mapping, no store and no request.

Who it is about, who helps and who carries it are references to pseudonyms made for this one referral; where a release
covers identity, they are resources with their names. FHIR wants start and end of an appointment or neither: where
nobody said how long it takes, `end` says that it is not known (data-absent-reason). Places, notes and wishes stay here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from projections import words
from referrals.referral.codes import Company, Party
from referrals.referral.events import ReferralEvent
from web.exports.fhir_course import Course, Meeting, Task, course

Resource = dict[str, Any]
URN = "urn:ietf:rfc:3986"
"""The system of an identifier that is a URI (FHIR R4, identifier registry)."""
TASK_CODES = "http://hl7.org/fhir/CodeSystem/task-code"
CANCELLATION = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
NOT_KNOWN: Resource = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
"""In place of a value that has to stand there and that nobody knows (FHIR R4, data-absent-reason)."""
WHOSE: Mapping[Party, str] = {Party.PERSON: "pat", Party.INSTITUTION: "prov", Party.CASE_MANAGER: "other"}
PARTICIPATION: Mapping[str, str] = {"proposed": "needs-action", "waitlist": "needs-action", "cancelled": "declined"}


class Identity(NamedTuple):
    """What a release lets the receiver know; what is empty was not told or is not covered."""

    name: str
    phone: str = ""
    email: str = ""
    birth_year: str = ""
    language: str = ""
    institution: str = ""
    case_manager: str = ""


class Made(NamedTuple):
    """Who took the file away, and when; `case_code` is what one speaks of it by."""

    at: datetime
    by: str
    case_code: str
    disputed: Sequence[str] = ()


def bundle(told: Sequence[ReferralEvent], made: Made, identity: Identity | None = None) -> Resource:
    """The bundle behind the events of one referral; names are in it where an identity is given."""
    return _Bundle(course(told), made, identity).whole()


def as_json(resource: Resource) -> bytes:
    """The bytes of the file."""
    return json.dumps(resource, ensure_ascii=False, indent=2).encode() + b"\n"


class _Bundle:
    """The resources of one referral and what they call each other."""

    def __init__(self, told: Course, made: Made, identity: Identity | None) -> None:
        self.course, self.referral, self.made, self.identity = told, told.referral, made, identity
        self.request_id = self.referral.id

    def whole(self) -> Resource:
        """The bundle."""
        resources = [
            self._request(),
            *(self._task(each) for each in self.course.tasks),
            *(self._appointment(each, number) for number, each in enumerate(self.course.meetings)),
            *self._parties(),
            self._provenance(),
        ]
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": self.made.at.isoformat(),
            "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
        }

    def _request(self) -> Resource:
        r = self.referral
        found: Resource = {
            "resourceType": "ServiceRequest",
            "id": str(r.id),
            "identifier": [_identifier(r.id), {"value": self.made.case_code}],
            "requisition": _identifier(r.need_id),
            "status": self.course.request.value,
            "intent": "order",
            "code": {"coding": [{"code": r.need.value}], "text": words.word(r.need)},
            "subject": self._patient(),
            "authoredOn": r.opened_on.isoformat(),
            "requester": self._practitioner(r.opened_by),
        }
        if r.previous:
            found["replaces"] = [{"type": "ServiceRequest", "identifier": _identifier(r.previous)}]
        if r.institution_id:
            found["performer"] = [self._organization(r.institution_id)]
        if self.made.disputed:
            found["note"] = [{"text": f"Bestritten (§ 84 SGB X): {', '.join(self.made.disputed)}"}]
        return found

    def _task(self, task: Task) -> Resource:
        request = {"reference": f"urn:uuid:{self.request_id}"}
        period = {"start": task.began_on.isoformat()}
        if task.ended_on:
            period["end"] = max(task.ended_on, task.began_on).isoformat()
        found: Resource = {
            "resourceType": "Task",
            "id": str(uuid5(self.request_id, f"Task {task.number}")),
            "basedOn": [request],
            "status": task.status.value,
            "businessStatus": {"coding": [{"code": task.phase.value}], "text": words.word(task.phase)},
            "intent": "order",
            "code": {"coding": [{"system": TASK_CODES, "code": "fulfill"}]},
            "focus": request,
            "for": self._patient(),
            "executionPeriod": period,
            "authoredOn": task.began_on.isoformat(),
            "lastModified": task.changed_at.isoformat(),
            "requester": self._practitioner(self.referral.case_manager),
        }
        if task.reason:
            found["statusReason"] = {"text": task.reason}
        if self.referral.institution_id:
            found["owner"] = self._organization(self.referral.institution_id)
        return found

    def _appointment(self, meeting: Meeting, number: int) -> Resource:
        appointment = meeting.appointment
        found: Resource = {
            "resourceType": "Appointment",
            "id": str(appointment.id if appointment else uuid5(self.request_id, f"waitlist {number}")),
            "status": meeting.status,
            "basedOn": [{"reference": f"urn:uuid:{self.request_id}"}],
            "participant": [{"actor": self._patient(), "status": PARTICIPATION.get(meeting.status, "accepted")}],
        }
        if appointment is None:
            return found
        found |= {"start": appointment.starts_at.isoformat(), "created": appointment.made_on.isoformat()}
        if appointment.ends_at:
            found |= {"end": appointment.ends_at.isoformat(), "minutesDuration": appointment.minutes}
        else:
            found["_end"] = {"extension": [NOT_KNOWN]}
        if appointment.company is Company.ACCOMPANIED:
            carrier = self._practitioner(self.referral.case_manager)
            found["participant"].append({"actor": carrier, "status": "accepted"})
        if meeting.by and meeting.status in ("cancelled", "noshow"):
            found["cancelationReason"] = {"coding": [{"system": CANCELLATION, "code": WHOSE[meeting.by]}]}
        return found

    def _parties(self) -> list[Resource]:
        """The person, the institution and the case manager by name, where a release covers that."""
        known, r = self.identity, self.referral
        if known is None:
            return []
        patient: Resource = {
            **_named("Patient", self._pseudonym("Patient")),
            "name": [{"text": known.name}],
        }
        telecom = [("phone", known.phone), ("email", known.email)]
        if any(value for _system, value in telecom):
            patient["telecom"] = [{"system": system, "value": value} for system, value in telecom if value]
        if known.birth_year:
            patient["birthDate"] = known.birth_year
        if known.language:
            patient["communication"] = [{"language": {"coding": [_language(known.language)]}}]
        found = [patient]
        if r.institution_id:
            found.append({**_named("Organization", r.institution_id), "name": known.institution})
        carrier = _named("Practitioner", self._pseudonym(r.case_manager.hex))
        return [*found, {**carrier, "name": [{"text": known.case_manager}]}]

    def _provenance(self) -> Resource:
        """The mark in the file of who took it away, and when."""
        return {
            "resourceType": "Provenance",
            "id": str(uuid5(self.request_id, f"Provenance {self.made.at.isoformat()}")),
            "target": [{"reference": f"urn:uuid:{self.request_id}"}],
            "recorded": self.made.at.isoformat(),
            "agent": [{"who": {"display": self.made.by}}],
        }

    def _patient(self) -> Resource:
        return self._reference("Patient", self._pseudonym("Patient"), named=True)

    def _organization(self, institution_id: UUID) -> Resource:
        return self._reference("Organization", institution_id, named=True)

    def _practitioner(self, staff_id: UUID) -> Resource:
        named = staff_id == self.referral.case_manager
        return self._reference("Practitioner", self._pseudonym(staff_id.hex), named=named)

    def _reference(self, kind: str, key: UUID, *, named: bool) -> Resource:
        if self.identity is not None and named:
            return {"reference": f"urn:uuid:{key}"}
        return {"type": kind, "identifier": _identifier(key)}

    def _pseudonym(self, whom: str) -> UUID:
        """Somebody in this referral; in the file of another one they read otherwise."""
        return uuid5(self.request_id, whom)


def _named(kind: str, key: UUID) -> Resource:
    return {"resourceType": kind, "id": str(key), "identifier": [_identifier(key)]}


def _identifier(key: UUID) -> Resource:
    return {"system": URN, "value": f"urn:uuid:{key}"}


def _language(code: str) -> Resource:
    return {"system": "urn:ietf:bcp:47", "code": code}
