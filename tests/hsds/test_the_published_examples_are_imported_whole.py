"""The example files of the specification (CC BY-SA 4.0), which are not part of this repository."""

from pathlib import Path

import pytest

from referrals.hsds.difference import changes
from referrals.hsds.reading import read
from referrals.hsds.verdict import CannotRead
from referrals.hsds.writing import write
from tests.hsds.krefeld import recorded

EXAMPLES = Path(__file__).parents[2] / ".." / "shared" / "data" / "hsds-example"
pytestmark = pytest.mark.skipif(not EXAMPLES.exists(), reason="the HSDS examples are not at hand")

WITH_AN_OFFER = (
    "service_full.json",
    "service_list.json",
    "organization_full.json",
    "service_at_location_full.json",
    "service_at_location_list.json",
    "tabular.json",
    "csv",
    "csv/datapackage.json",
)
WITHOUT_INSTITUTION = ("base", "location", "taxonomy", "taxonomy_list", "taxonomy_term", "taxonomy_term_list")


@pytest.mark.parametrize("name", [*WITH_AN_OFFER, "organization_list.json"])
def test_the_example_is_imported_whole_and_a_second_time_nothing(name: str, tmp_path: Path) -> None:
    reading = read(EXAMPLES / name)
    assert reading.left_out == ()
    [institution] = reading.institutions.values()
    assert institution.description.name == "Example Organization Inc."
    assert len(institution.offers) == (name in WITH_AN_OFFER)
    directory = recorded({}, reading)
    assert changes(directory, reading) == []
    for form in ("export.json", "export"):
        write(tmp_path / form, directory)
        assert recorded({}, read(tmp_path / form)) == directory


def test_a_service_of_the_examples_keeps_what_the_slip_needs() -> None:
    [institution] = read(EXAMPLES / "service_full.json").institutions.values()
    [offer] = institution.offers.values()
    description = offer.description
    assert description.phones[0].number == "+44 1234 234567"
    assert description.required_documents[0].document.startswith("Any official identification document")
    assert description.schedules[0].byday == "TH,FR"
    assert [at.place_id for at in description.offered_at] == [place.id for place in institution.description.places]
    assert "Persona" not in repr(institution)


@pytest.mark.parametrize("name", ["service_full.json", "csv", "organization_full.json"])
def test_a_list_after_the_full_file_changes_nothing(name: str) -> None:
    directory = recorded({}, read(EXAMPLES / name))
    for summary in ("service_list.json", "organization_list.json", "service_at_location_list.json"):
        if name != "organization_full.json" or summary != "service_at_location_list.json":
            assert changes(directory, read(EXAMPLES / summary)) == []


@pytest.mark.parametrize("name", WITHOUT_INSTITUTION)
def test_an_example_without_an_institution_is_refused(name: str) -> None:
    with pytest.raises(CannotRead, match="holds no institution"):
        read(EXAMPLES / f"{name}.json")
