"""A workplace: log, keys and casework on each database, with a clock that the test moves."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from referrals.casework import Casework, Intake, NewForwarding, NewPerson, NewRelease, Receipt, Sent
from referrals.description import InstitutionDescription
from referrals.keys import KeyStore, create_kek, load_kek
from referrals.keys import metadata as key_tables
from referrals.log.application import Log
from referrals.need import NeedKind
from referrals.referral.codes import Way
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Referral, fold
from referrals.release import Covers, Given
from referrals.sealing import Vault
from referrals.staff import Role
from referrals.store import Store
from tests.cast import ANNA, BEN, CEM, JOBCENTER, VHS, day, moment
from tests.postgres import TEMPLATE, Beginning, Server


class Workplace:
    """One installation without pages; Anna, Ben and Cem work there, VHS and Jobcenter stand in the directory."""

    def __init__(self, log: Log, vault: Vault, keys: KeyStore) -> None:
        self.log, self.vault, self.keys = log, vault, keys
        self.now: datetime = moment(0)
        self.neighbour: UUID = ANNA
        self.casework = Casework(log, vault, now=lambda: self.now)

    def furnish(self) -> None:
        """Sign up the three, and enter two institutions."""
        for name, staff_id, team in (("Anna", ANNA, "Mitte"), ("Ben", BEN, "Mitte"), ("Cem", CEM, "Nord")):
            self.casework.team.add(self.sent(), name=name, team=team, roles=(Role.CASE_MANAGER,), staff_id=staff_id)
        for name, institution_id in (("Volkshochschule", VHS), ("Jobcenter", JOBCENTER)):
            self.casework.institutions.describe(
                self.sent(), institution_id, description=InstitutionDescription(name=name)
            )

    def sent(self, **changes: Any) -> Sent:
        """A command of Anna's, sent now."""
        fields: dict[str, Any] = {"command_id": uuid4(), "actor": ANNA, "role": "case_manager"}
        return Sent(**{**fields, **changes})

    def take_in(self, sent: Sent | None = None, *, forwarded: bool = True, **changes: Any) -> Receipt:
        """Gül at the door: person, need, referral, release, forwarding."""
        fields: dict[str, Any] = {
            "person": NewPerson(name="Gül A.", language="tr", quarter="stephanplatz", phone="02151 000000"),
            "need": NeedKind.LANGUAGE,
            "wish": "Ich möchte Deutsch lernen und arbeiten.",
            "case_manager": ANNA,
            "institution_id": VHS,
            "release": NewRelease(
                institution_ids=(VHS,),
                covers=(Covers.CONTACT, Covers.NEED),
                valid_until=day(300),
                given=Given.ORAL,
                language="tr",
            ),
            "forwarding": NewForwarding(way=Way.PHONE, shared=("contact",), message="Gül A. fragt nach einem Kurs."),
        }
        if not forwarded:
            fields |= {"release": None, "forwarding": None}
        return self.casework.intake.take_in(sent or self.sent(), Intake(**{**fields, **changes}))

    def steps(self, referral_id: UUID) -> list[ReferralEvent]:
        """The events of a referral."""
        return self.log.events_of(referral_id)  # type: ignore[return-value]

    def referral(self, referral_id: UUID) -> Referral:
        """Where a referral stands."""
        found = fold(self.steps(referral_id))
        assert found is not None
        return found


@contextmanager
def opened(folder: Path, events: str) -> Iterator[Workplace]:
    """The workplace in this folder; the keys lie in a file of their own."""
    log = Log.open(events)
    store = Store(f"sqlite:///{folder}/keys.sqlite", schema="keys", private=True)
    keys = KeyStore(store, load_kek(folder / "kek"), folder / "kek")
    yield Workplace(log, Vault(keys, log.recorder), keys)
    log.close()
    store.dispose()


def made(folder: Path, events: str) -> Path:
    """A furnished workplace in a new folder, closed."""
    folder.mkdir(mode=0o700)
    Log.open(events, create=True).close()
    store = Store(f"sqlite:///{folder}/keys.sqlite", schema="keys", private=True)
    store.create(key_tables)
    store.dispose()
    create_kek(folder / "kek")
    with opened(folder, events) as workplace:
        workplace.furnish()
    return folder


@pytest.fixture(scope="session")
def workplace_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished workplace on SQLite: each test moves into a copy."""
    folder = tmp_path_factory.mktemp("workplace") / "var"
    return made(folder, f"sqlite:///{folder}/events.sqlite")


@pytest.fixture(scope="session")
def workplace_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    """A furnished workplace on PostgreSQL: each test moves into a copy."""
    name = f"lotse_workplace_{os.getpid()}"
    with postgres_server.database(name, TEMPLATE) as url:
        yield Beginning(made(tmp_path_factory.mktemp("workplace_postgres") / "var", url), name)


@pytest.fixture
def workplace(store_url: Callable[[str], str], move_in: Callable[[str], Path]) -> Iterator[Workplace]:
    """A furnished installation without pages, on each database."""
    with opened(move_in("workplace"), store_url("events")) as workplace:
        yield workplace
