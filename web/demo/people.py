"""People (Menschen): the staff of the demo, and the fictional persons who ask."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from referrals.casework import NewPerson
from referrals.occasion import Purpose
from referrals.sealing import Group
from referrals.staff import Role
from web.demo.stage import LONGEST_AGO, Stage, fixed_id

PERSONS = Path(__file__).with_name("persons.toml")
STREETS = ("Fabelweg", "Märchengasse", "Am Wunschbrunnen", "Siebenmeilenstraße", "Wolkenallee", "Laternenpfad")


class Colleague(NamedTuple):
    """Somebody with an account; auditor, coordinator and administrator belong to no team."""

    login: str
    name: str
    team: str
    role: Role

    @property
    def id(self) -> UUID:
        """The same in every demo."""
        return fixed_id("staff", self.login)


ANNA = Colleague("anna", "Anna Berg", "Mitte", Role.CASE_MANAGER)
BEN = Colleague("ben", "Ben Yılmaz", "Mitte", Role.CASE_MANAGER)
CEM = Colleague("cem", "Cem Hoffmann", "Nord", Role.CASE_MANAGER)
DORA = Colleague("dora", "Dora Lindner", "", Role.AUDITOR)
EMIL = Colleague("emil", "Emil Sander", "", Role.COORDINATOR)
FRIDA = Colleague("frida", "Frida Thoma", "", Role.ADMINISTRATOR)
STAFF = (ANNA, BEN, CEM, DORA, EMIL, FRIDA)


class Fictional:
    """A person of the demo; `met` is when she was registered, None until then."""

    def __init__(self, number: int, name: str, language: str, quarter: str, born: int) -> None:
        self.number = number
        self.name = name
        self.language = language
        self.quarter = quarter
        self.born = born
        self.id = fixed_id("person", str(number))
        self.met: datetime | None = None

    @property
    def keys(self) -> tuple[tuple[UUID, Group], ...]:
        """The keys that every person needs."""
        return (self.id, Group.CONTACT), (self.id, Group.CASE)

    def told(self) -> NewPerson:
        """What she tells at the first visit: not everybody gives everything."""
        street = f"{STREETS[self.number % len(STREETS)]} {1 + self.number % 38}, 47799 Krefeld"
        return NewPerson(
            name=self.name,
            language=self.language,
            quarter=self.quarter,
            phone=f"02151 000{200 + self.number}" if self.number % 5 else None,
            email=f"person{self.number}@mail.example" if self.number % 4 == 1 else None,
            birth_year=str(self.born) if self.number % 3 else None,
            address=street if self.number % 6 == 1 else None,
        )

    def carried_by(self) -> Colleague:
        """Who works in her quarter."""
        match self.quarter:
            case "stephanplatz":
                return ANNA
            case "hardenbergviertel":
                return ANNA if self.number % 8 == 2 else BEN
            case "alt_inrath":
                return BEN if self.number % 8 == 3 else CEM
            case _:
                return CEM


def everybody() -> list[Fictional]:
    """The 80 persons, not yet met; the first is Gül Aydın."""
    return [Fictional(number, *told) for number, told in enumerate(_listed(), start=1)]


@cache
def _listed() -> list[tuple[str, str, str, int]]:
    listed: list[tuple[str, str, str, int]] = tomllib.loads(PERSONS.read_text("utf-8"))["persons"]
    return listed


def hire(stage: Stage) -> None:
    """Everybody gets a place in the staff."""
    stage.keys.prepare((colleague.id, Group.CONTACT) for colleague in STAFF)
    for colleague in STAFF:
        stage.casework.team.add(
            stage.installed(Purpose.ADMINISTRATION),
            name=colleague.name,
            team=colleague.team,
            roles=(colleague.role,),
            staff_id=colleague.id,
        )
    for number, colleague in enumerate(STAFF, start=1):
        if colleague.role is Role.CASE_MANAGER:
            sent = stage.enter(
                colleague.id,
                colleague.role,
                stage.ago(LONGEST_AGO),
                after=stage.entered,
                purpose=Purpose.ADMINISTRATION,
            )
            stage.casework.team.change_contact(
                sent, colleague.id, phone=f"02151 00030{number}", email=f"{colleague.login}@quartier.example"
            )
