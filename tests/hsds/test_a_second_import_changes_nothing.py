"""What an import records: what is new or different, never what is absent."""

from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, given, settings

from referrals.description import InstitutionDescription
from referrals.hsds.difference import ChangedInstitution, ChangedOffer, Directory, MovedOffer, NewInstitution, NewOffer
from referrals.hsds.difference import changes as changes_of
from referrals.hsds.known import completed, contradictions
from tests.hsds.descriptions import directories
from tests.hsds.krefeld import (
    COURSE,
    COURSE_ID,
    HOUSE_ID,
    JOBCENTER,
    JOBCENTER_ID,
    KITA_ID,
    VHS,
    VHS_ID,
    read_json,
    recorded,
    without,
)


def course_of(directory: Directory) -> object:
    return directory[VHS_ID][1][COURSE_ID]


def test_a_first_import_lists_and_a_second_changes_nothing(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [COURSE, JOBCENTER])
    found = changes_of({}, reading)
    assert [type(change) for change in found] == [NewInstitution, NewInstitution, NewOffer] or [
        type(change) for change in found
    ] == [NewInstitution, NewOffer, NewInstitution]
    assert changes_of(recorded({}, reading), reading) == []


def test_a_changed_field_describes_only_what_it_belongs_to(tmp_path: Path) -> None:
    before = recorded({}, read_json(tmp_path, COURSE))
    [change] = changes_of(before, read_json(tmp_path, COURSE | {"status": "temporarily closed"}))
    assert isinstance(change, ChangedOffer)
    assert change.description.status == "temporarily closed"
    moved = COURSE | {"organization": VHS | {"email": "neu@vhs.example"}}
    [change] = changes_of(before, read_json(tmp_path, moved))
    assert isinstance(change, ChangedInstitution)
    assert change.description.email == "neu@vhs.example"


def test_a_summary_does_not_wipe_what_is_known(tmp_path: Path) -> None:
    """A service list holds a summary of service and organization, and says nothing about the rest."""
    before = recorded({}, read_json(tmp_path, COURSE))
    organization = {name: VHS[name] for name in ("id", "name", "description")}
    summary = {"id": COURSE["id"], "name": COURSE["name"], "status": "active", "organization": organization}
    assert changes_of(before, read_json(tmp_path, {"contents": [summary]})) == []


def test_what_a_file_does_not_hold_stays(tmp_path: Path) -> None:
    before = recorded({}, read_json(tmp_path, [COURSE, JOBCENTER]))
    assert changes_of(before, read_json(tmp_path, JOBCENTER)) == []


def test_an_explicit_null_clears_and_an_absent_field_does_not(tmp_path: Path) -> None:
    before = recorded({}, read_json(tmp_path, COURSE | {"alert": "Im August geschlossen"}))
    assert changes_of(before, read_json(tmp_path, COURSE)) == []
    cleared = COURSE | {"alert": None, "minimum_age": "", "languages": [], "service_at_locations": []}
    [change] = changes_of(before, read_json(tmp_path, cleared))
    assert isinstance(change, ChangedOffer)
    assert (change.description.alert, change.description.minimum_age, change.description.languages) == (None, None, ())
    assert change.description.offered_at[0].place_id == HOUSE_ID
    assert changes_of(recorded(before, read_json(tmp_path, cleared)), read_json(tmp_path, cleared)) == []


def test_a_new_place_is_added_to_the_known_ones(tmp_path: Path) -> None:
    before = recorded({}, read_json(tmp_path, VHS))
    other = {"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a99", "location_type": "virtual"}
    after = recorded(before, read_json(tmp_path, VHS | {"locations": [other]}))
    assert [place.id for place in after[VHS_ID][0].places] == [HOUSE_ID, UUID(other["id"])]


def test_a_provider_is_named_as_soon_as_it_is_known(tmp_path: Path) -> None:
    kita = JOBCENTER | {"id": str(KITA_ID), "name": "Kita", "parent_organization_id": str(JOBCENTER_ID)}
    before = recorded({}, read_json(tmp_path, kita))
    assert before[KITA_ID][0].provider is None
    after = recorded(before, read_json(tmp_path, JOBCENTER))
    assert after[KITA_ID][0].provider == "Jobcenter Beispiel"
    assert recorded({}, read_json(tmp_path, [kita, JOBCENTER])) == after
    assert changes_of(after, read_json(tmp_path, [kita, JOBCENTER])) == []


def test_an_offer_that_moved_ends_where_it_was(tmp_path: Path) -> None:
    before = recorded({}, read_json(tmp_path, [COURSE, JOBCENTER]))
    moved = read_json(tmp_path, COURSE | {"organization": JOBCENTER})
    assert MovedOffer(VHS_ID, COURSE_ID) in changes_of(before, moved)
    after = recorded(before, moved)
    assert COURSE_ID not in after[VHS_ID][1]
    assert COURSE_ID in after[JOBCENTER_ID][1]
    assert changes_of(after, moved) == []


def test_two_files_in_either_order_know_the_same(tmp_path: Path) -> None:
    full = read_json(tmp_path, COURSE)
    summary = read_json(tmp_path, without(COURSE, "languages", "phones", "schedules") | {"wait_time": "8 Wochen"})
    one, other = recorded(recorded({}, full), summary), recorded(recorded({}, summary), full)
    assert course_of(one) == course_of(other)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(directory=directories())
def test_what_is_known_completes_itself_to_itself(directory: Directory) -> None:
    for known, _ in directory.values():
        assert completed(known, known) == known
        assert completed(known, InstitutionDescription(name=known.name)) == known
        assert completed(InstitutionDescription(name=known.name), known) == known
        assert contradictions(known, known) == []
