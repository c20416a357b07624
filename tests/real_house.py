"""A real house for the pages: every store on each database, the cast signed up, a clock that the test moves."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask

from referrals.casework import Intake, NewForwarding, NewPerson, NewRelease, Receipt, Sent
from referrals.description import InstitutionDescription, LanguageSpoken, OfferDescription
from referrals.need import NeedKind
from referrals.referral.codes import Way
from referrals.referral.state import Referral, fold
from referrals.release import Covers, Given
from referrals.staff import SYSTEM, Role
from tests.cast import ANNA, BEN, CEM, DORA, EMIL, FRIDA, JOBCENTER, VHS, day, known, moment
from tests.client import PageClient
from tests.postgres import TEMPLATE, Beginning, Server
from web.accounts import Accounts
from web.app import create_app, settle
from web.audience import mark
from web.house import RealHouse
from web.passwords import Passwords
from web.release import release
from web.settings import Settings

PASSWORD = "sonnige Kirschbaum Treppe"
COURSE = known("Integrationskurs")
STAFF: dict[str, tuple[UUID, str, str, tuple[Role, ...]]] = {
    "anna": (ANNA, "Anna Yıldız", "Mitte", (Role.CASE_MANAGER,)),
    "ben": (BEN, "Ben Okafor", "Mitte", (Role.CASE_MANAGER,)),
    "cem": (CEM, "Cem Arslan", "Nord", (Role.CASE_MANAGER,)),
    "dora": (DORA, "Dora Lindner", "", (Role.AUDITOR,)),
    "emil": (EMIL, "Emil Petrov", "", (Role.COORDINATOR,)),
    "frida": (FRIDA, "Frida Sommer", "", (Role.ADMINISTRATOR,)),
}

FREE: list[Flask] = []
"""Applications whose house is closed: routes and templates are compiled once per test process, not once per test."""


class Premises:
    """The house with its people: `premises.browser("anna")`, `premises.take_in()`, `premises.moment = …`."""

    def __init__(self, settings: Settings) -> None:
        self.moment: datetime = moment(0, 9)
        self.house = RealHouse(settings, now=lambda: self.moment)
        self.house.behind_the_answer = lambda job: job()
        quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.house.accounts = Accounts(self.house.stores["accounts"], secret=b"s" * 32, passwords=quick)
        self.casework = self.house.casework
        self._built = self.app = FREE.pop() if FREE else create_app(self.house)
        settle(self.app, self.house)
        self.app.testing = True

    def close(self) -> None:
        """Everybody out; the application moves into the next house."""
        self.house.close()
        FREE.append(self._built)

    def furnish(self) -> None:
        """Sign up the cast, and enter two institutions."""
        for login, (staff_id, name, team, roles) in STAFF.items():
            self.casework.team.add(self.sent(SYSTEM), name=name, team=team, roles=roles, staff_id=staff_id)
            self.house.accounts.add(staff_id, login, PASSWORD, self.moment, must_change=False)
        course = OfferDescription(
            name="Integrationskurs", needs=("language",), languages=(LanguageSpoken(code="tr", name="Türkisch"),)
        )
        self.casework.institutions.describe(
            self.sent(SYSTEM),
            VHS,
            description=InstitutionDescription(name="Volkshochschule"),
            offers={COURSE: course},
        )
        self.casework.institutions.describe(
            self.sent(SYSTEM), JOBCENTER, description=InstitutionDescription(name="Jobcenter")
        )

    def sent(self, actor: UUID = ANNA, **changes: Any) -> Sent:
        """A command of a member's, sent now."""
        fields: dict[str, Any] = {"command_id": uuid4(), "actor": actor, "role": "case_manager"}
        return Sent(**{**fields, **changes})

    def take_in(self, *, by: UUID = ANNA, forwarded: bool = True, name: str = "Gül A.", **changes: Any) -> Receipt:
        """Gül (or another name) at somebody's door, forwarded to the Volkshochschule with a release, or not yet."""
        fields: dict[str, Any] = {
            "person": NewPerson(name=name, language="tr", quarter="stephanplatz", phone="02151 000000"),
            "need": NeedKind.LANGUAGE,
            "wish": "Ich möchte Deutsch lernen und arbeiten.",
            "case_manager": by,
            "institution_id": VHS,
        }
        if forwarded:
            fields["release"] = NewRelease(
                institution_ids=(VHS,),
                covers=(Covers.CONTACT, Covers.NEED),
                valid_until=day(300),
                given=Given.ORAL,
                language="tr",
            )
            fields["forwarding"] = NewForwarding(way=Way.PHONE, shared=("contact",), message="Gül A., 02151 000000")
        return self.casework.intake.take_in(self.sent(by), Intake(**{**fields, **changes}))

    def referral(self, referral_id: UUID) -> Referral:
        """Where a referral stands, from the log."""
        found = fold(self.house.log.events_of(referral_id))  # type: ignore[arg-type]
        assert found is not None
        return found

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**time)

    def browser(self, login: str | None = None, language: str = "de") -> PageClient:
        """A browser of one's own, signed in as one of the cast."""
        client = PageClient(self.app, language)
        if login:
            staff_id = self.house.accounts.staff_of(login)
            assert staff_id is not None
            session = self.house.accounts.sessions.begin(staff_id, self.house.now())
            with self.app.app_context():
                client.http.set_cookie("lotse", f"{session.token}.{mark(staff_id)}")
        return client


def settings_in(data: Path, database_url: str | None = None) -> Settings:
    """The settings of a house in a folder of the test's own."""
    return Settings(data=data, kek_file=data / "kek", database_url=database_url)


def open_premises(data: Path, database_url: str | None) -> Premises:
    """A furnished house in a folder of the test's own."""
    settings = settings_in(data, database_url)
    release(settings)
    opened = Premises(settings)
    opened.furnish()
    return opened


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished house on SQLite, closed: each test moves into a copy."""
    folder = tmp_path_factory.mktemp("furnished") / "var"
    folder.mkdir(mode=0o700)
    open_premises(folder, None).close()
    return folder


@pytest.fixture(scope="session")
def furnished_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    """A furnished house on PostgreSQL, closed: each test moves into a copy."""
    folder = tmp_path_factory.mktemp("furnished_postgres") / "var"
    folder.mkdir(mode=0o700)
    name = f"lotse_furnished_{os.getpid()}"
    with postgres_server.database(name, TEMPLATE) as url:
        open_premises(folder, url).close()
        yield Beginning(folder, name)


def released(folder: Path, database_url: str | None) -> Path:
    """Empty stores, made in a new folder."""
    folder.mkdir(mode=0o700)
    release(settings_in(folder, database_url))
    return folder


@pytest.fixture(scope="session")
def released_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty stores on SQLite: each test moves into a copy."""
    return released(tmp_path_factory.mktemp("released") / "var", None)


@pytest.fixture(scope="session")
def released_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    """Empty stores on PostgreSQL: each test moves into a copy."""
    name = f"lotse_released_{os.getpid()}"
    with postgres_server.database(name, TEMPLATE) as url:
        yield Beginning(released(tmp_path_factory.mktemp("released_postgres") / "var", url), name)


@pytest.fixture
def premises(furnished_sqlite: Path, data_folder: Path) -> Iterator[Premises]:
    """On SQLite: for tests of pages."""
    shutil.copytree(furnished_sqlite, data_folder, dirs_exist_ok=True)
    opened = Premises(settings_in(data_folder))
    yield opened
    opened.close()


@pytest.fixture
def both_premises(move_in: Callable[[str], Path], database_url: str | None) -> Iterator[Premises]:
    """On SQLite and on PostgreSQL: for tests that go through to the stores."""
    opened = Premises(settings_in(move_in("furnished"), database_url))
    yield opened
    opened.close()


@pytest.fixture
def anna(premises: Premises) -> PageClient:
    """Anna's browser."""
    return premises.browser("anna")
