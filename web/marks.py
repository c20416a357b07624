"""Marks (Kennzeichen) on an open file: its data may only be kept, or something in it is disputed (§ 84(2) SGB X)."""

from datetime import date
from typing import NamedTuple

from flask import Flask, g

from projections import words
from web import desk, stale
from web.language import language


class Disputed(NamedTuple):
    """What the person calls wrong, and what she says instead."""

    fact: str
    since: date
    note: str


class Marks(NamedTuple):
    """What every view of the file says first; `ground` is empty where her data may be used."""

    ground: str
    since: date | None
    disputed: list[Disputed]


def of_open_file() -> Marks | None:
    """The marks of the person whose file this page shows; None where there are none."""
    person = desk.persons_of([g.open_file]).get(g.open_file) if "open_file" in g else None
    if person is None or not (person.restricted or person.disputes):
        return None
    notes = desk.open_values([(each.note, person.id, "note") for each in person.disputes])
    disputed = [
        Disputed(words.word(each.field, language()), each.since, note)
        for each, note in zip(person.disputes, notes, strict=True)
    ]
    if person.restricted is None:
        return Marks("", None, disputed)
    return Marks(words.word(person.restricted.ground, language()), person.restricted.since, disputed)


def install(app: Flask) -> None:
    """Give every page the marks of the file it shows, and whether something on it is not up to date."""
    app.jinja_env.globals.update(marks_of_open_file=of_open_file, not_up_to_date=stale.of_page)
