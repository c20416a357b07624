"""A verdict per row, and a file that is unusable as a whole is refused with one sentence."""

import ast
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from referrals.hsds import reading as reading_module
from referrals.hsds.reading import read
from referrals.hsds.verdict import REASONS, REMARKS, CannotRead, sentence
from tests.hsds.krefeld import (
    COURSE,
    COURSE_ID,
    HOUSE,
    JOBCENTER,
    JOBCENTER_ID,
    KITA_ID,
    VHS,
    VHS_ID,
    read_json,
    reasons,
    without,
    write_tables,
)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (without(JOBCENTER, "name") | {"id": "1"}, "row 1: institution 1 left out: name is missing."),
        (without(JOBCENTER, "id"), "row 1: institution “Jobcenter Beispiel” left out: id is missing."),
        (JOBCENTER | {"description": " "}, "row 1: institution “Jobcenter Beispiel” left out: description is missing."),
        (without(COURSE, "id"), "row 1: offer “Integrationskurs” left out: id is missing."),
        (without(COURSE, "status"), "row 1: offer “Integrationskurs” left out: status is missing."),
        (COURSE | {"name": None}, f"row 1: offer {COURSE_ID} left out: name is missing."),
        (without(COURSE, "organization"), "row 1: offer “Integrationskurs” left out: it names no organization"),
        (
            COURSE | {"status": "open"},
            "row 1: offer “Integrationskurs” left out: status “open” is not one of active, inactive, defunct",
        ),
        (
            without(COURSE, "organization") | {"organization_id": str(JOBCENTER_ID)},
            f"row 1: offer “Integrationskurs” left out: the file does not hold its organization {JOBCENTER_ID}.",
        ),
        (
            COURSE | {"organization": without(VHS, "name")},
            "institution 0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a01 left out: ",
        ),
        (
            HOUSE,
            "row 1: entry 0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a03 left out: it is neither an institution nor an offer.",
        ),
        ("<script>", "row 1: entry left out: it is neither an institution nor an offer."),
        ({"id": "1", "service": "x"}, "row 1: entry 1 left out: it names no service."),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_the_next_is_imported(bad: Any, said: str, tmp_path: Path) -> None:
    other = JOBCENTER | {"id": str(KITA_ID), "name": "Kita Sonnenblume"}
    reading = read_json(tmp_path, [bad, other])
    assert KITA_ID in reading.institutions
    assert said in " ".join(sentence(verdict) for verdict in reading.left_out)


def test_a_bad_field_is_left_out_and_the_row_is_imported(tmp_path: Path) -> None:
    bad = {
        "url": "javascript:alert(1)",
        "email": "nobody",
        "minimum_age": "sixteen",
        "assured_date": "31.02.2026",
        "languages": "tr",
        "phones": [{"id": "1"}, 7],
        "schedules": [{"id": "2", "opens_at": "25:00", "freq": "HOURLY", "count": 1.5}],
        "capacities": [{"available": float("inf"), "maximum": 4}],
    }
    reading = read_json(tmp_path, COURSE | bad)
    offer = reading.institutions[VHS_ID].offers[COURSE_ID].description
    assert (offer.url, offer.email, offer.minimum_age, offer.assured_date) == (None, None, None, None)
    assert (offer.languages, offer.phones, offer.schedules) == ((), (), ())
    remarks = {remark.field: remark.reason for remark in reading.verdicts[-1].remarks}
    assert remarks["url"] == "not_a_web_address"
    assert remarks["assured_date"] == "not_a_date"
    assert remarks["phones[1].number"] == "incomplete"
    assert remarks["schedules[1].freq"] == "unknown_code"
    assert remarks["capacities[1].available"] == "not_a_number"
    assert "minimum_age “sixteen” is not a number" in sentence(reading.verdicts[-1])


def test_a_web_address_without_its_scheme_is_completed(tmp_path: Path) -> None:
    reading = read_json(tmp_path, VHS | {"website": "www.krefeld.de/vhs"})
    assert reading.institutions[VHS_ID].description.website == "https://www.krefeld.de/vhs"


def test_control_characters_and_lone_surrogates_do_not_reach_the_directory(tmp_path: Path) -> None:
    """They cannot be stored as UTF-8, or break terminals and pages."""
    reading = read_json(tmp_path, JOBCENTER | {"name": " Job\x00center\x1b \ud800 🙂 ", "description": "a\r\nb"})
    description = reading.institutions[JOBCENTER_ID].description
    assert description.name == "Jobcenter  🙂"
    assert description.description == "a\nb"


def test_an_endless_text_is_cut_and_remarked(tmp_path: Path) -> None:
    reading = read_json(tmp_path, JOBCENTER | {"description": "x" * 50_000})
    assert len(reading.institutions[JOBCENTER_ID].description.description or "") == 20_000
    assert "too long" in sentence(reading.verdicts[0])


def test_an_institution_that_contradicts_itself_keeps_the_earlier_row(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [VHS, JOBCENTER, VHS | {"email": "other@vhs.example"}])
    assert reasons(reading) == [(3, "contradicts")]
    assert reading.left_out[0].field == "email"
    assert reading.institutions[VHS_ID].description.email == "kurse@vhs.example"


def test_an_offer_that_contradicts_itself_keeps_the_earlier_row(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [COURSE, COURSE | {"status": "defunct"}])
    assert reasons(reading) == [(2, "contradicts")]
    assert reading.institutions[VHS_ID].offers[COURSE_ID].description.status == "active"


def test_an_offer_belongs_to_one_institution(tmp_path: Path) -> None:
    reading = read_json(tmp_path, [COURSE, COURSE | {"organization": JOBCENTER}])
    assert reasons(reading) == [(2, "other_organization")]


def test_rows_of_tables_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path / "package",
        organizations=[
            {"id": str(VHS_ID), "name": "VHS", "description": "Kurse"},
            {"id": str(KITA_ID), "name": "", "description": "Kita"},
        ],
        services=[
            {"id": "a", "organization_id": str(KITA_ID), "name": "Platz", "status": "active"},
            {"id": "b", "organization_id": str(VHS_ID), "name": "Kurs", "status": "ACTIVE"},
        ],
        phones=[{"id": "1", "service_id": "c", "number": "110"}],
        contacts=[{"id": "1", "service_id": "c", "name": "Erika Beispiel"}],
    )
    with (folder / "organizations.csv").open("a", encoding="utf-8") as table:
        table.write("x,Amt,Rat, Tat\r\n")
    reading = read(folder)
    said = " ".join(sentence(verdict) for verdict in reading.left_out)
    assert (
        "organizations.csv, row 3: institution 0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a05 left out: name is missing." in said
    )
    assert "services.csv, row 2: offer “Platz” left out: its organization was left out." in said
    assert "organizations.csv, row 4: entry x left out: it has more cells than the table has columns" in said
    assert "phones.csv, row 2: entry 1 left out: what it belongs to is not in the file." in said
    assert "Erika" not in said
    assert [offer.description.name for offer in reading.institutions[VHS_ID].offers.values()] == ["Kurs"]


def test_a_location_id_used_twice_is_named(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path / "package",
        organizations=[{"id": str(VHS_ID), "name": "VHS", "description": "Kurse"}],
        locations=[
            {"id": "1", "organization_id": str(VHS_ID), "location_type": "physical", "name": "Haus A"},
            {"id": "1", "organization_id": str(VHS_ID), "location_type": "physical", "name": "Haus B"},
        ],
    )
    reading = read(folder)
    assert reasons(reading) == [(3, "repeated_id")]
    assert [place.name for place in reading.institutions[VHS_ID].description.places] == ["Haus A"]


@pytest.mark.parametrize(
    "content",
    [
        {"version": "3.0", "profile": "https://example.org", "openapi_url": "https://example.org"},
        HOUSE,
        {"id": str(VHS_ID), "name": "n", "description": "d", "uri": "http://example.org", "version": "1"},
        {"contents": [{"id": str(VHS_ID), "code": "c", "name": "n", "description": "d", "taxonomy": "t"}]},
        {"contents": []},
        [],
        {},
        None,
        7,
        "text",
    ],
)
def test_a_file_without_an_institution_is_refused(content: Any, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="holds no institution") as refusal:
        read_json(tmp_path, content)
    assert refusal.value.reason == "no_institution"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"", "no valid JSON"),
        ("a.json", b'{"id": ', "no valid JSON (line 1, column 8)"),
        ("a.json", b"\xff\xfe{\x00}\x00", "not UTF-8"),
        ("a.json", json.dumps(VHS | {"name": "Ämter"}, ensure_ascii=False).encode("cp1252"), "save it as UTF-8"),
        ("a.json", b"[" * 100_000, "cannot be read"),
        ("a.json", b'{"id": ' + b"9" * 10_000 + b"}", "cannot be read"),
        ("services.csv", b"id,name\r\n", "one table of a data package"),
        ("a.zip", b"PK\x03\x04 and then nothing", "no valid JSON"),
        ("organizations/organizations.csv", "id,name,description\r\n1,Ämter,x".encode("cp1252"), "not UTF-8"),
        ("services/services.csv", b"id,name\r\n", "no organizations.csv"),
        ("broken/datapackage.json", b"{", "datapackage.json is no JSON"),
        ("outside/datapackage.json", b'{"resources":[{"path":"../organizations.csv"}]}', "is not in it"),
    ],
)
def test_an_unusable_file_is_refused_with_its_cure(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    with pytest.raises(CannotRead) as refusal:
        read(file if file.parent == tmp_path else file.parent)
    assert said in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="does not exist"):
        read(tmp_path / "nothing.json")


def test_a_file_larger_than_memory_allows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that only unpacks to that size."""
    monkeypatch.setattr("referrals.hsds.source.LARGEST_JSON", 10)
    with pytest.raises(CannotRead, match="larger than"):
        read_json(tmp_path, VHS)
    monkeypatch.setattr("referrals.hsds.package.LARGEST_TABLE", 10_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", "id,name,description\r\n" + " " * 100_000)
    with pytest.raises(CannotRead, match="larger than"):
        read(tmp_path / "bomb.zip")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("organizations.csv", "id,name,description\r\n1,Amt,Rat\r\n")
    content = bytearray(file.read_bytes())
    content[50] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(CannotRead, match="damaged"):
        read(file)


def test_every_reason_the_code_gives_has_its_words() -> None:
    """A verdict without a sentence would fail at the person who imports."""
    package = Path(reading_module.__file__ or "").parent
    given: dict[str, set[str]] = {"remark": set(), "refuse": set()}
    for file in package.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in given:
                position = {"remark": 1, "refuse": 3}[node.func.attr]
                reason = node.args[position]
                if isinstance(reason, ast.Constant):
                    given[node.func.attr].add(str(reason.value))
    assert len(given["remark"]) > 8
    assert len(given["refuse"]) > 5
    assert given["remark"] <= REMARKS.keys()
    assert given["refuse"] <= REASONS.keys()
