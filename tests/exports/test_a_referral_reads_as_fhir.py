"""The mapping of the domain's table, row by row, and any life of a referral under the published models of FHIR R4B."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fhir.resources.R4B.appointment import Appointment
from fhir.resources.R4B.bundle import Bundle
from hypothesis import settings
from hypothesis.stateful import invariant

from referrals.need import NeedKind
from referrals.referral import events as e
from referrals.referral.codes import (
    CorrectionReason,
    Outcome,
)
from tests.cast import ANNA, GUEL, NEED, NEXT, REFERRAL, VHS, Story
from tests.exports.fhir_table import OUTCOMES, TABLE, closed, declined, forwarded, opened, proposed
from tests.referral.test_any_life import AnyLife
from web.exports.fhir import Identity, Made, as_json, bundle
from web.exports.fhir_course import ENDS, Course, course

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MADE = Made(AT, "Anna Yıldız", "3K7-PQ2M")


def tasks_of(told: Course) -> list[str]:
    """Status and reason of each task."""
    return [f"{each.status} {each.reason or ''}".strip() for each in told.tasks]


def valid(story: Story, identity: Identity | None = None) -> dict[str, Any]:
    """The bundle, as the published models read it; what they would drop or refuse is a failure."""
    made = bundle(story.told, MADE, identity)
    Bundle.model_validate_json(as_json(made))
    urls = {each["fullUrl"] for each in made["entry"]}
    assert len(urls) == len(made["entry"])
    assert set(references(made)) <= urls
    return made


def references(value: Any) -> list[str]:
    """Every literal reference in a resource."""
    if isinstance(value, list):
        return [each for one in value for each in references(one)]
    if not isinstance(value, dict):
        return []
    found = [value["reference"]] if "reference" in value else []
    return found + [each for one in value.values() for each in references(one)]


def resources(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The resources of one kind."""
    return [each["resource"] for each in made["entry"] if each["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("row", TABLE)
def test_every_row_of_the_table(row: str) -> None:
    """Tasks, request and appointments read as the domain says, in a bundle that holds."""
    story, tasks, request, appointments = TABLE[row]
    told = course(story().told)
    assert tasks_of(told) == tasks
    assert told.request.value == request
    assert [each.status for each in told.meetings] == appointments
    made = valid(story())
    assert [each["status"] for each in resources(made, "Task")] == [each.split()[0] for each in tasks]
    assert [each["status"] for each in resources(made, "Appointment")] == appointments


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_ends_the_task_and_the_request(outcome: Outcome) -> None:
    """Those of the table as they stand there; every other one ends both, and none but help reads completed."""
    told = course(closed(forwarded().accepted(), outcome).told)
    (task,) = told.tasks
    assert (task.status.value, told.request.value) == OUTCOMES.get(
        outcome, (ENDS[outcome].task.value, ENDS[outcome].request.value)
    )
    assert task.status.is_final
    assert (task.status.value == "completed") == (outcome in (Outcome.NEED_MET, Outcome.PARTLY_MET))
    assert task.reason == outcome.value
    valid(closed(forwarded().accepted(), outcome))


def test_a_step_taken_back_did_not_happen() -> None:
    """The fold is that of the referral: corrections are applied first."""
    story = declined(forwarded()).then(e.StepTakenBack, 4, step=3, reason=CorrectionReason.MISUNDERSTANDING)
    assert tasks_of(course(story.told)) == ["requested"]


def test_nobody_is_named_without_a_release() -> None:
    """Pseudonyms of this one referral, never the ids of the house; who took it away stands in it."""
    made = valid(forwarded().agreed().kept())
    text = as_json(made).decode()
    assert str(GUEL) not in text
    assert str(ANNA) not in text
    assert {each["resource"]["resourceType"] for each in made["entry"]} == {
        "ServiceRequest",
        "Task",
        "Appointment",
        "Provenance",
    }
    (request,) = resources(made, "ServiceRequest")
    assert request["id"] == str(REFERRAL)
    assert request["identifier"][1] == {"value": "3K7-PQ2M"}
    assert request["requisition"]["value"] == f"urn:uuid:{NEED}"
    assert request["performer"][0]["identifier"]["value"] == f"urn:uuid:{VHS}"
    (mark,) = resources(made, "Provenance")
    assert (mark["agent"][0]["who"]["display"], mark["recorded"]) == ("Anna Yıldız", AT.isoformat())


def test_a_release_lets_identity_through_and_nothing_it_does_not_cover() -> None:
    """The same references now lead to resources with names."""
    identity = Identity("Gül A.", phone="02151 000000", language="tr", institution="VHS", case_manager="Anna Yıldız")
    made = valid(proposed(), identity)
    (patient,) = resources(made, "Patient")
    assert patient["name"] == [{"text": "Gül A."}]
    assert patient["telecom"] == [{"system": "phone", "value": "02151 000000"}]
    assert "birthDate" not in patient
    (task,) = resources(made, "Task")
    assert task["for"]["reference"] == f"urn:uuid:{patient['id']}"
    (appointment,) = resources(made, "Appointment")
    assert [each["status"] for each in appointment["participant"]] == ["needs-action", "accepted"]
    (organization,) = resources(made, "Organization")
    assert (organization["id"], organization["name"]) == (str(VHS), "VHS")


def test_the_next_attempt_names_the_one_before_and_the_same_need() -> None:
    """A person who is referred on keeps one thread."""
    first = Story().then(
        e.ReferralOpened,
        0,
        person_id=GUEL,
        need_id=NEED,
        need=NeedKind.DEBT,
        quarter="stephanplatz",
        language="tr",
        case_manager=ANNA,
        previous=NEXT,
        attempt=2,
    )
    (request,) = resources(valid(first), "ServiceRequest")
    assert request["replaces"][0]["identifier"]["value"] == f"urn:uuid:{NEXT}"


def test_an_appointment_ends_when_somebody_said_and_else_says_that_it_is_not_known() -> None:
    """R4 wants start and end or neither (app-2, app-3): no end is made up."""
    (known,) = resources(valid(forwarded().agreed(minutes=90)), "Appointment")
    assert datetime.fromisoformat(known["end"]) - datetime.fromisoformat(known["start"]) == timedelta(minutes=90)
    assert known["minutesDuration"] == 90
    (unknown,) = resources(valid(forwarded().agreed()), "Appointment")
    assert not {"end", "minutesDuration"} & set(unknown)
    assert unknown["_end"]["extension"][0]["valueCode"] == "unknown"
    assert Appointment.model_validate_json(as_json(unknown)).end is None


def test_what_is_disputed_says_so() -> None:
    """§ 84(2) SGB X: on every export."""
    made = bundle(opened().told, MADE._replace(disputed=["Name"]))
    Bundle.model_validate_json(as_json(made))
    assert resources(made, "ServiceRequest")[0]["note"] == [{"text": "Bestritten (§ 84 SGB X): Name"}]


class AnyLifeInFhir(AnyLife):
    """Whatever hypothesis tells: the bundle holds, and no edge leaves a final state."""

    @invariant()
    def a_task_that_has_ended_never_moves_again(self) -> None:
        """Only the whole referral can be entered in error; corrections tell the story anew."""
        corrected = any(isinstance(event, e.StepCorrected | e.StepTakenBack) for event in self.story.told)
        if len(self.story.told) < 2 or corrected:
            return
        now, before = course(self.story.told), course(self.story.told[:-1])
        if now.request.value == "entered-in-error":
            assert {each.status.value for each in now.tasks} == {"entered-in-error"}
            return
        for old, new in zip(before.tasks, now.tasks, strict=False):
            assert old == new or not old.status.is_final
        assert [each.status.is_final for each in now.tasks[:-1]] == [True] * (len(now.tasks) - 1)

    def teardown(self) -> None:
        if self.story.told:
            valid(self.story, Identity("Gül A.", institution="VHS", case_manager="Anna"))


AnyLifeInFhir.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestAnyLifeInFhir = AnyLifeInFhir.TestCase
