"""What the file of an access request holds: `lotse/own-data/1`. Only fields are added; a changed one is a new version.

Codes are those of the log, with their German words beside them. Members of staff appear by their role, never by name.
"""

import sys
from datetime import date, datetime

import msgspec

SCHEMA = "lotse/own-data/1"


class Told(msgspec.Struct, frozen=True):
    """A personal value as it was written, with the name of its field."""

    field: str
    label: str
    text: str


class Step(msgspec.Struct, frozen=True):
    """One recorded fact: the day it happened, when it was written down, by whom (role), and what."""

    happened_on: date
    recorded_at: datetime
    code: str
    sentence: str
    role: str
    values: list[Told]
    taken_back: bool = False


class Referral(msgspec.Struct, frozen=True):
    """A referral: what for, where to, how it stands, and its steps."""

    case_code: str
    need: str
    need_word: str
    institution: str | None
    phase: str
    phase_word: str
    opened_on: date
    steps: list[Step]


class Recipient(msgspec.Struct, frozen=True):
    """An institution that data went to: when, how, on which legal ground, and what."""

    institution: str
    on: date
    way: str
    ground: str
    shared: list[str]


class Look(msgspec.Struct, frozen=True):
    """That somebody in this role opened the file on a day, how often, and for what."""

    on: date
    role: str
    purpose: str
    times: int


class Release(msgspec.Struct, frozen=True):
    """A release from secrecy: towards whom, what, from when until when."""

    institutions: list[str]
    covers: list[str]
    given_on: date
    valid_until: date
    withdrawn_on: date | None


class Dispute(msgspec.Struct, frozen=True):
    """What the person calls wrong, and what she says instead."""

    fact: str
    since: date
    note: str


class Keeping(msgspec.Struct, frozen=True):
    """How long the file is kept, and why; `until` None while a referral is open or a hold has no end."""

    title: str
    ground: str
    months: int
    counts_from: str
    until: date | None
    holds: list[str]


class Omitted(msgspec.Struct, frozen=True):
    """So many sentences of a text of that day were left out, and why."""

    on: date
    label: str
    sentences: int
    reason: str
    reason_words: str


class LeftOut(msgspec.Struct, frozen=True):
    """What is not in the file, and why."""

    confided_notes: int
    names_of_staff: bool = True
    data_of_others: bool = True
    passages: list[Omitted] = []


class Person(msgspec.Struct, frozen=True):
    """Who she is to us; None where she did not tell."""

    case_code: str
    name: str
    phone: str | None
    email: str | None
    address: str | None
    birth_year: str | None
    language: str
    language_word: str
    quarter: str
    quarter_word: str
    registered_on: date
    in_a_household: bool
    consents_to: list[str]
    consent_on: date | None
    restricted_since: date | None
    restricted_because: str | None


class OwnData(msgspec.Struct, frozen=True):
    """Everything about one person."""

    schema: str
    made_on: date
    person: Person
    disputes: list[Dispute]
    releases: list[Release]
    referrals: list[Referral]
    around_the_person: list[Step]
    recipients: list[Recipient]
    looks: list[Look]
    purposes: list[str]
    kept: Keeping
    rights: list[str]
    left_out: LeftOut


def json_schema() -> bytes:
    """What the file looks like, for programs that read it (JSON Schema 2020-12): `docs/own-data-1.schema.json`."""
    (described,), parts = msgspec.json.schema_components([OwnData], ref_template="#/$defs/{name}")
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        **described,
        "$defs": parts,
    }
    parts["OwnData"]["properties"]["schema"] = {"const": SCHEMA}
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def as_json(data: OwnData) -> bytes:
    """The file, readable for people too."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(json_schema())
