"""HSDS JSON as one object, an array, a page or lines, and the tabular package as folder, file or zip."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from referrals.description import Contact, LanguageSpoken
from referrals.hsds.reading import Reading, read
from tests.hsds.krefeld import (
    COURSE,
    COURSE_ID,
    HOUSE,
    HOUSE_ID,
    JOBCENTER,
    JOBCENTER_ID,
    VHS,
    VHS_ID,
    read_json,
    without,
    write_tables,
)

TABLES: dict[str, list[dict[str, str]]] = {
    "organizations": [{"id": str(VHS_ID), "name": "VHS", "description": "Kurse", "email": ""}],
    "services": [
        {
            "id": str(COURSE_ID),
            "organization_id": str(VHS_ID),
            "name": "Deutsch, Stufe A1",
            "status": "active",
            "minimum_age": "16",
        }
    ],
    "locations": [{"id": str(HOUSE_ID), "location_type": "physical", "name": "Haus am Ring"}],
    "service_at_location": [{"id": "1", "service_id": str(COURSE_ID), "location_id": str(HOUSE_ID)}],
    "phones": [{"id": "2", "location_id": str(HOUSE_ID), "number": '"+49 2151 000001"'}],
    "funding": [{"id": "3", "source": "ESF Plus"}],
}


def assert_it_is_the_course(reading: Reading) -> None:
    assert reading.left_out == ()
    [institution] = reading.institutions.values()
    assert list(reading.institutions) == [VHS_ID]
    assert institution.description.places[0].addresses[0].city == "Krefeld"
    course = institution.offers[COURSE_ID].description
    assert course.minimum_age == 16
    assert course.languages == (LanguageSpoken(code="tr", name="Türkisch"),)
    assert [at.place_id for at in course.offered_at] == [HOUSE_ID]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(COURSE, id="a service"),
        pytest.param([COURSE], id="an array"),
        pytest.param({"contents": [COURSE], "page_number": 1}, id="a page"),
        pytest.param([{"contents": [COURSE]}], id="an array of pages"),
        pytest.param({**VHS, "services": [without(COURSE, "organization")]}, id="an organization"),
        pytest.param(
            {
                **without(COURSE["service_at_locations"][0]),
                "service": without(COURSE, "service_at_locations"),
            },
            id="a service at a location",
        ),
        pytest.param(
            [{**without(COURSE, "organization"), "organization_id": str(VHS_ID)}, VHS], id="named, and described later"
        ),
        pytest.param([{**COURSE, "organization": {"id": str(VHS_ID)}}, VHS], id="nested by id, and described later"),
    ],
)
def test_every_json_form_gives_the_same_institution(content: Any, tmp_path: Path) -> None:
    assert_it_is_the_course(read_json(tmp_path, content))


def test_json_lines_are_read_and_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "directory.jsonl"
    file.write_text(json.dumps(COURSE) + "\n{broken\n" + json.dumps(JOBCENTER), encoding="utf-8")
    reading = read(file)
    assert set(reading.institutions) == {VHS_ID, JOBCENTER_ID}
    assert [(verdict.row, verdict.reason) for verdict in reading.left_out] == [(2, "broken_json")]


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "directory.json"
    file.write_text(json.dumps(COURSE), encoding="utf-8-sig")
    assert_it_is_the_course(read(file))


def test_several_offers_of_one_institution_come_together(tmp_path: Path) -> None:
    evening = {**COURSE, "id": "abendkurs", "name": "Abendkurs"}
    reading = read_json(tmp_path, {"contents": [COURSE, evening]})
    assert [offer.description.name for offer in reading.institutions[VHS_ID].offers.values()] == [
        "Integrationskurs",
        "Abendkurs",
    ]


def test_a_summary_beside_the_full_organization_is_no_contradiction(tmp_path: Path) -> None:
    summary = {"id": VHS["id"], "name": VHS["name"], "description": VHS["description"]}
    reading = read_json(tmp_path, [{**COURSE, "organization": summary}, VHS])
    assert_it_is_the_course(reading)
    assert reading.institutions[VHS_ID].description.email == "kurse@vhs.example"


def test_a_package_is_read_from_a_folder_its_description_or_a_zip(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "package", **TABLES)
    plain = read(folder)
    resources = [{"name": file.stem, "path": file.name} for file in sorted(folder.iterdir())]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"export/{file.name}")
    described = read(folder)
    assert described.institutions == plain.institutions
    assert read(folder / "datapackage.json").institutions == plain.institutions
    assert read(tmp_path / "package.zip").institutions == plain.institutions
    assert described.unused == {"funding": 1}
    [place] = plain.institutions[VHS_ID].description.places
    assert place.phones[0].number == "+49 2151 000001"
    assert plain.institutions[VHS_ID].offers[COURSE_ID].description.name == "Deutsch, Stufe A1"


def test_a_semicolon_table_from_a_german_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "organizations.csv").write_text(
        f'id;name;description\r\n{VHS_ID};VHS;"Kurse; auch abends"\r\n', encoding="utf-8-sig"
    )
    assert read(tmp_path).institutions[VHS_ID].description.description == "Kurse; auch abends"


def test_an_id_that_is_no_uuid_gets_one_and_is_remembered(tmp_path: Path) -> None:
    first = read_json(tmp_path, {**JOBCENTER, "id": "krefeld-17"})
    second = read_json(tmp_path, [{**JOBCENTER, "id": "krefeld-17"}])
    assert first.institutions == second.institutions
    [institution] = first.institutions.values()
    assert institution.description.external_id == "krefeld-17"


def test_needs_come_only_from_our_own_taxonomy(tmp_path: Path) -> None:
    ours = {"taxonomy_term": {"code": "language", "taxonomy": "lotse"}}
    unknown = {"taxonomy_term": {"code": "astrology", "taxonomy": "lotse"}}
    theirs = {"taxonomy_term": {"code": "housing", "taxonomy": "open eligibility"}}
    reading = read_json(tmp_path, {**COURSE, "attributes": [ours, unknown, theirs]})
    assert reading.institutions[VHS_ID].offers[COURSE_ID].description.needs == ("language",)
    assert ("attributes[2].taxonomy_term.code", "unknown_code") in [
        (remark.field, remark.reason) for remark in reading.verdicts[-1].remarks
    ]


def test_names_of_contact_persons_are_left_out_and_reported(tmp_path: Path) -> None:
    """They would lie in clear in a log that cannot forget."""
    reading = read_json(tmp_path, COURSE)
    assert reading.institutions[VHS_ID].offers[COURSE_ID].description.contacts == (Contact(department="Anmeldung"),)
    assert "Beispiel" not in repr(reading)
    left_out = [
        remark.field for verdict in reading.verdicts for remark in verdict.remarks if remark.reason == "personal"
    ]
    assert "contacts[1].name" in left_out
    assert "locations[1].addresses[1].attention" in " ".join(left_out)


def test_unknown_fields_are_no_mistake(tmp_path: Path) -> None:
    assert_it_is_the_course(read_json(tmp_path, {**COURSE, "x_colour": {"deep": [1]}}))


def test_a_capacity_is_read(tmp_path: Path) -> None:
    """HSDS 3.1."""
    raw = {"id": "1", "unit": {"id": "2", "name": "Plätze"}, "available": 3, "updated": "2026-03-01T10:00:00Z"}
    reading = read_json(tmp_path, {**COURSE, "capacities": [raw]})
    [capacity] = reading.institutions[VHS_ID].offers[COURSE_ID].description.capacities
    assert (capacity.available, capacity.unit) == (3, "Plätze")


def test_a_place_shared_by_organization_and_service_is_one_place(tmp_path: Path) -> None:
    reading = read_json(tmp_path, COURSE)
    assert [place.id for place in reading.institutions[VHS_ID].description.places] == [HOUSE_ID]
    assert reading.institutions[VHS_ID].description.places[0].name == HOUSE["name"]
