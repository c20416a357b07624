"""A fictional directory of Krefeld, written as HSDS files by the tests."""

import csv
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from referrals.hsds.difference import ChangedInstitution, ChangedOffer, Directory, MovedOffer, NewOffer, changes
from referrals.hsds.reading import Reading, read

VHS_ID = UUID("0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a01")
COURSE_ID = UUID("0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a02")
HOUSE_ID = UUID("0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a03")
JOBCENTER_ID = UUID("0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a04")
KITA_ID = UUID("0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a05")

HOUSE: dict[str, Any] = {
    "id": str(HOUSE_ID),
    "location_type": "physical",
    "name": "Haus am Ring",
    "latitude": 51.33,
    "longitude": 6.56,
    "addresses": [
        {
            "id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a06",
            "attention": "Frau Beispiel",
            "address_1": "Ringstraße 1",
            "city": "Krefeld",
            "state_province": "NW",
            "postal_code": "47798",
            "country": "DE",
            "address_type": "physical",
        }
    ],
}

VHS: dict[str, Any] = {
    "id": str(VHS_ID),
    "name": "Volkshochschule am Ring",
    "description": "Kurse für alle, die in Krefeld leben.",
    "email": "kurse@vhs.example",
    "website": "https://vhs.example",
    "phones": [{"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a07", "number": "+49 2151 000001", "type": "voice"}],
    "locations": [HOUSE],
}

COURSE: dict[str, Any] = {
    "id": str(COURSE_ID),
    "name": "Integrationskurs",
    "status": "active",
    "eligibility_description": "Ab 16 Jahren, mit Berechtigungsschein.",
    "minimum_age": 16,
    "languages": [{"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a08", "code": "tr", "name": "Türkisch"}],
    "required_documents": [{"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a09", "document": "Ausweis"}],
    "contacts": [{"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a10", "name": "Erika Beispiel", "department": "Anmeldung"}],
    "service_at_locations": [{"id": "0b6f9d9a-6f0c-4a52-8c8b-2f4b5f8f1a11", "location": HOUSE}],
    "organization": VHS,
}

JOBCENTER: dict[str, Any] = {
    "id": str(JOBCENTER_ID),
    "name": "Jobcenter Beispiel",
    "description": "Geld und Arbeit.",
}


def without(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    """The object without some of its fields."""
    return {name: value for name, value in raw.items() if name not in names}


def read_json(folder: Path, content: object, name: str = "directory.json") -> Reading:
    """Read what a file with this JSON would give."""
    file = folder / name
    file.write_text(json.dumps(content), encoding="utf-8")
    return read(file)


def write_tables(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """A package folder without datapackage.json, one CSV per table."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list({column: None for row in rows for column in row}))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def recorded(current: Directory, reading: Reading) -> Directory:
    """The directory after everything was recorded that the import asks for."""
    after = {key: (description, dict(offers)) for key, (description, offers) in current.items()}
    for change in changes(current, reading):
        if isinstance(change, MovedOffer):
            del after[change.institution_id][1][change.offer_id]
        elif isinstance(change, NewOffer | ChangedOffer):
            offers = after[change.institution_id][1]
            assert (change.offer_id in offers) == isinstance(change, ChangedOffer)
            offers[change.offer_id] = change.description
        else:
            known = after.get(change.institution_id)
            assert (known is not None) == isinstance(change, ChangedInstitution)
            after[change.institution_id] = (change.description, known[1] if known else {})
    return after


def reasons(reading: Reading) -> list[tuple[int, str | None]]:
    """Row and reason of everything that was left out."""
    return [(verdict.row, verdict.reason) for verdict in reading.left_out]
