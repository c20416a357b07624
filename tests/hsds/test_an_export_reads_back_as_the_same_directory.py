"""Both forms, whatever the directory holds; valid under the schemas where those are at hand."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from referrals.description import Address, InstitutionDescription, OfferDescription, OfferedAt, Phone, Place
from referrals.hsds.difference import Directory, changes
from referrals.hsds.reading import read
from referrals.hsds.tables import columns, table_of
from referrals.hsds.writing import write, write_json, write_package
from tests.hsds.descriptions import directories
from tests.hsds.krefeld import COURSE, HOUSE_ID, JOBCENTER, JOBCENTER_ID, VHS_ID, read_json, recorded

SCHEMAS = Path(__file__).parents[2] / ".." / "shared" / "data" / "hsds-schema"
with_schemas = pytest.mark.skipif(not SCHEMAS.exists(), reason="the HSDS schemas are not at hand")

FORMS = {"JSON": ("directory.json", write_json), "folder": ("package", write_package), "zip": ("p.zip", write_package)}


def krefeld(tmp_path: Path) -> Directory:
    """The directory of the fixtures, as recorded."""
    return recorded({}, read_json(tmp_path, [COURSE, JOBCENTER]))


def read_back(directory: Directory, name: str, writing: Callable[[Path, Directory], None]) -> Directory:
    """The directory that an import of its export gives."""
    with TemporaryDirectory() as folder:
        writing(Path(folder) / name, directory)
        reading = read(Path(folder) / name)
    assert reading.left_out == ()
    assert [remark for verdict in reading.verdicts for remark in verdict.remarks] == []
    assert changes(directory, reading) == []
    return recorded({}, reading)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(directory=directories())
def test_every_directory_comes_back_the_same(form: str, directory: Directory) -> None:
    assert read_back(directory, *FORMS[form]) == directory


@pytest.mark.parametrize("form", FORMS)
def test_an_imported_directory_comes_back_the_same(form: str, tmp_path: Path) -> None:
    assert read_back(krefeld(tmp_path), *FORMS[form]) == krefeld(tmp_path)


def test_the_name_of_the_file_decides_the_form(tmp_path: Path) -> None:
    directory = krefeld(tmp_path)
    for name in ("export.json", "export.zip", "export"):
        write(tmp_path / name, directory)
        assert recorded({}, read(tmp_path / name)) == directory
    assert (tmp_path / "export" / "datapackage.json").exists()


def test_an_institution_without_an_offer_stands_beside_the_services(tmp_path: Path) -> None:
    write_json(tmp_path / "export.json", krefeld(tmp_path))
    page = json.loads((tmp_path / "export.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in page["contents"]] == ["Integrationskurs"]
    assert [entry["id"] for entry in page["organizations"]] == [str(JOBCENTER_ID)]
    assert (page["total_items"], page["size"], page["empty"]) == (1, 1, False)


def test_an_empty_directory_is_an_empty_page(tmp_path: Path) -> None:
    write_json(tmp_path / "export.json", {})
    page = json.loads((tmp_path / "export.json").read_text(encoding="utf-8"))
    assert (page["contents"], page["empty"]) == ([], True)


def test_state_and_country_are_assumed_only_in_the_export(tmp_path: Path) -> None:
    """HSDS demands them; they do not come back as if they had been known."""
    place = Place(id=uuid4(), addresses=(Address(address_1="Ring 1", city="Krefeld", postal_code="47798"),))
    directory: Directory = {VHS_ID: (InstitutionDescription(name="VHS", places=(place,)), {})}
    write_json(tmp_path / "export.json", directory)
    page = json.loads((tmp_path / "export.json").read_text(encoding="utf-8"))
    address = page["organizations"][0]["locations"][0]["addresses"][0]
    assert (address["state_province"], address["country"]) == ("NW", "DE")
    assert recorded({}, read(tmp_path / "export.json")) == directory


def test_two_institutions_in_one_house_have_a_location_row_each(tmp_path: Path) -> None:
    """The row of a location names one organization; the place keeps its id on both sides."""
    house = Place(id=HOUSE_ID, name="Haus am Ring", phones=(Phone(number="+49 1"),))
    vhs = InstitutionDescription(name="VHS", places=(house,))
    course = OfferDescription(name="Kurs", offered_at=(OfferedAt(place_id=HOUSE_ID),))
    directory: Directory = {VHS_ID: (vhs, {uuid4(): course}), JOBCENTER_ID: (vhs, {uuid4(): course})}
    write_package(tmp_path / "export", directory)
    with (tmp_path / "export" / "locations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["organization_id"], row["lotse_place_id"]) for row in rows] == [
        (str(VHS_ID), ""),
        (str(JOBCENTER_ID), str(HOUSE_ID)),
    ]
    assert recorded({}, read(tmp_path / "export")) == directory


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    directory: Directory = {
        VHS_ID: (
            InstitutionDescription(name='=HYPERLINK("x")', alternate_name="'quoted", phones=(Phone(number="+49 1"),)),
            {uuid4(): OfferDescription(name="@SUM(1)", description="-1+1", minimum_age=-1.0)},
        )
    }
    write_package(tmp_path / "export", directory)
    for file in (tmp_path / "export").glob("*.csv"):
        for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))):
            cells = [cell for name, cell in row.items() if name != "minimum_age"]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert recorded({}, read(tmp_path / "export")) == directory


def test_a_failed_export_leaves_the_earlier_file(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    write_json(file, krefeld(tmp_path))
    before = file.read_bytes()
    with pytest.raises(AttributeError):
        write_json(file, {VHS_ID: (None, {})})  # type: ignore[dict-item]
    assert file.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith("export")] == ["export.json"]


@with_schemas
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(directory=directories())
def test_every_exported_service_is_valid(directory: Directory) -> None:
    with TemporaryDirectory() as folder:
        write_json(Path(folder) / "export.json", directory)
        page = json.loads((Path(folder) / "export.json").read_text(encoding="utf-8"))
    organization = _schema("service.json")["properties"]["organization"]
    for entry in page["contents"]:
        assert_valid(_schema("service.json"), entry)
        assert_valid(_schema("service_list.json"), entry)
    for entry in page["organizations"]:
        assert_valid(organization, entry)


@with_schemas
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(directory=directories())
def test_every_exported_table_is_valid(directory: Directory) -> None:
    with TemporaryDirectory() as folder:
        write_package(Path(folder), directory)
        tables = {file.name: _typed_rows(file) for file in Path(folder).glob("*.csv")}
    known = {table: rows for name, rows in tables.items() if (table := table_of(name))}
    assert_valid(_schema("tabular.json"), known)
    for table, rows in known.items():
        required = _schema("tabular.json")["properties"].get(table, {}).get("items", {}).get("tabular_required", [])
        assert all(name in row for row in rows for name in required), table
        assert len({row["id"] for row in rows}) == len(rows), table


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def assert_valid(schema: Any, instance: object) -> None:
    """Valid, with the formats checked as far as the library can."""
    checker = Draft202012Validator.FORMAT_CHECKER
    errors = list(Draft202012Validator(schema, format_checker=checker).iter_errors(instance))
    assert errors == []


def _typed_rows(file: Path) -> list[dict[str, Any]]:
    kinds = columns(table_of(file.name) or "")
    with file.open(encoding="utf-8", newline="") as stream:
        return [
            {name: float(cell) if kinds[name][0] == "number" else cell for name, cell in row.items() if cell}
            for row in csv.DictReader(stream)
        ]
