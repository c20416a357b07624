"""`import institutions` and `export institutions`."""

import json
from pathlib import Path

import pytest

from referrals import directory
from referrals.institution import InstitutionEvent, InstitutionListed
from referrals.occasion import Channel, Purpose
from referrals.staff import SYSTEM
from tests.commands import Lotse, as_json, done, refused
from tests.hsds.krefeld import COURSE, COURSE_ID, VHS, VHS_ID
from web.house import RealHouse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A page with one offer of the VHS."""
    path = tmp_path / "directory.json"
    path.write_text(json.dumps({"contents": [{**COURSE, "organization": VHS}]}))
    return path


def test_a_directory_is_imported_once(lotse: Lotse, house: RealHouse, file: Path) -> None:
    told = as_json(lotse("import", "institutions", file, "--json"))
    assert told["changes"] == {
        "NewInstitution": 1,
        "ChangedInstitution": 0,
        "NewOffer": 1,
        "ChangedOffer": 0,
        "MovedOffer": 0,
    }
    assert directory.of(house.log)[VHS_ID].offers.keys() == {COURSE_ID}
    first = next(house.log.told("institution."))
    assert isinstance(first, InstitutionListed)
    occasion = first.occasion
    assert (occasion.actor, occasion.channel, occasion.purpose) == (SYSTEM, Channel.COMMAND, Purpose.DIRECTORY)
    head = house.log.head()
    assert "0 new and 0 changed institutions, 0 new and 0 changed offers" in done(lotse("import", "institutions", file))
    assert house.log.head() == head


def test_a_dry_run_records_nothing(lotse: Lotse, house: RealHouse, file: Path) -> None:
    assert "would be recorded: 1 new" in done(lotse("import", "institutions", file, "--dry-run"))
    assert house.log.head() == 0


def test_only_what_changed_is_recorded(lotse: Lotse, house: RealHouse, file: Path) -> None:
    done(lotse("import", "institutions", file))
    file.write_text(json.dumps({"contents": [{**COURSE, "name": "Alphabetisierung", "organization": VHS}]}))
    assert as_json(lotse("import", "institutions", file, "--json"))["changes"]["ChangedOffer"] == 1
    assert [type(event).TOPIC for event in house.log.told("institution.", "offer.")] == [
        "institution.listed",
        "offer.listed",
        "offer.described",
    ]


def test_a_change_and_its_return_are_both_recorded(lotse: Lotse, house: RealHouse, file: Path) -> None:
    """A → B → A: the third import is no repetition of the first command."""
    original = file.read_text()
    for content in (original, original.replace("Integrationskurs", "Alphabetisierung"), original):
        file.write_text(content)
        done(lotse("import", "institutions", file))
    assert directory.of(house.log)[VHS_ID].offers[COURSE_ID].name == "Integrationskurs"


def test_a_bad_row_is_named_and_the_others_are_imported(lotse: Lotse, house: RealHouse, file: Path) -> None:
    bad = {key: value for key, value in COURSE.items() if key != "name"}
    file.write_text(json.dumps([{**bad, "organization": VHS}, {**COURSE, "organization": VHS}]))
    told = done(lotse("import", "institutions", file))
    assert "row 1: offer" in told
    assert "name is missing" in told
    assert directory.of(house.log)[VHS_ID].offers.keys() == {COURSE_ID}


@pytest.mark.parametrize("content", ['{"name": "HSDS", "version": "3"}', "[]", "{", "\x00"])
def test_a_file_without_an_institution_is_refused(lotse: Lotse, house: RealHouse, file: Path, content: str) -> None:
    file.write_text(content)
    assert "directory.json" in refused(lotse("import", "institutions", file))
    assert house.log.head() == 0


def test_an_institution_with_many_offers_goes_into_the_log_in_parts(lotse: Lotse, house: RealHouse, file: Path) -> None:
    many = [
        {**COURSE, "id": f"course-{number}", "name": f"Kurs {number}", "organization": VHS} for number in range(620)
    ]
    file.write_text(json.dumps(many))
    done(lotse("import", "institutions", file))
    assert len(directory.of(house.log)[VHS_ID].offers) == 620
    assert sum(isinstance(event, InstitutionEvent) for event in house.log.told("institution.", "offer.")) == 621


@pytest.mark.parametrize("name", ["out.json", "out", "out.zip"])
def test_an_export_imports_again_to_the_same_directory(
    lotse: Lotse, house: RealHouse, tmp_path: Path, name: str
) -> None:
    done(lotse("demo"))
    told = done(lotse("export", "institutions", tmp_path / name))
    assert told == f"25 institutions written to {tmp_path / name}.\n"
    head = house.log.head()
    again = as_json(lotse("import", "institutions", tmp_path / name, "--json"))
    assert set(again["changes"].values()) == {0}
    assert house.log.head() == head


def test_what_cannot_be_written_is_said(lotse: Lotse, tmp_path: Path, file: Path) -> None:
    assert "is a file" in refused(lotse("export", "institutions", file, "--format", "package"))
    assert "is a folder" in refused(lotse("export", "institutions", tmp_path, "--format", "json"))
    assert "check path" in refused(lotse("export", "institutions", tmp_path / "no" / "such" / "folder.json"))
