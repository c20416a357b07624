"""A generated town: every projection takes it in, its log is intact, and the load finds what it needs."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from argon2 import PasswordHasher

from bench.courses import CLOSED
from bench.maker import furnished
from bench.multiplied import copy_rows
from bench.peers.people import ACTIVE_EACH, LAST, MANAGERS
from bench.town import AUDITOR, COORDINATOR, LONG_NOTES, Town, build, hire, login_of, staff_of
from projections import caseload, parking, persons, timeline, worklist
from projections.following import run_once
from referrals.store import Store
from referrals.verify import verify
from web.accounts import Accounts
from web.house import RealHouse
from web.passwords import Passwords
from web.settings import Settings

REFERRALS = 540
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Told(NamedTuple):
    """A town and the house that it fills."""

    town: Town
    house: RealHouse


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A small town whose projections are built."""
    folder: Path = tmp_path_factory.mktemp("town")
    with furnished(Settings.from_environ({"LOTSE_DATA": str(folder)})) as house:
        house.accounts = Accounts(house.stores["accounts"], secret=b"s" * 32, passwords=QUICK)
        hire(house)
        town = build(house, REFERRALS)
        run_once(house.runner)
        yield Told(town, house)


def test_every_projection_takes_in_all_of_it(told: Told) -> None:
    """Nothing is parked, and nothing is left."""
    assert parking.waiting(told.house.runner) == []
    assert set(told.house.runner.positions().values()) == {told.town.events}


def test_its_log_is_intact(told: Told) -> None:
    verdict = verify(told.house.log.recorder)
    assert (verdict.intact, verdict.size, verdict.warnings) == (True, told.town.events, ())


def test_each_of_the_eight_carries_sixty(told: Told) -> None:
    """The first of them also the one whose person has the long timeline."""
    with told.house.views.reading() as views:
        for manager in range(MANAGERS):
            counts = worklist.counts(views, told.house.now(), [staff_of(login_of(manager))])
            assert counts.active == ACTIVE_EACH + (manager == 0)
            carried = [caseload.get(views, each) for each in told.town.carried[manager]]
            assert all(each is not None and each.phase.is_active for each in carried)
            assert len(carried) == ACTIVE_EACH


def test_the_others_are_closed_and_stand_on_colleagues_of_years_gone_by(told: Told) -> None:
    with told.house.views.reading() as views:
        everything = worklist.counts(views, told.house.now(), None)
        eight = [staff_of(login_of(manager)) for manager in range(MANAGERS)]
        theirs = worklist.counts(views, told.house.now(), eight)
    assert everything.closed - theirs.closed == REFERRALS - MANAGERS * ACTIVE_EACH


def test_one_person_has_a_timeline_of_500_events(told: Told) -> None:
    with told.house.views.reading() as views:
        assert len(timeline.of_person(views, told.house.log, told.town.long_person)) == 500


def test_names_are_sealed_and_open(told: Told) -> None:
    """As on the caseload page."""
    with told.house.views.reading() as views:
        known = persons.get(views, told.town.long_person)
    assert known is not None
    name = known.name
    assert name is not None
    assert told.house.vault.reveal(name, known.id, "name").endswith(LAST)


def test_the_closed_ones_go_four_ways(told: Told) -> None:
    """Helped with five events of its own, declined with four, and twice dropped with two."""
    events = Counter(event.originator_id for event in told.house.log.told("referral.", "appointment."))
    carried = {each for of_one in told.town.carried for each in of_one}
    closed = Counter(count for each, count in events.items() if each not in carried and count < LONG_NOTES)
    each = (REFERRALS - len(carried)) // len(CLOSED)
    assert closed == {5: each, 4: each, 2: 2 * each}


@pytest.mark.parametrize("login", [login_of(0), login_of(MANAGERS - 1), COORDINATOR, AUDITOR])
def test_whoever_asks_has_an_account(told: Told, login: str) -> None:
    assert told.house.accounts.staff_of(login) == staff_of(login)


def test_copies_of_its_rows_are_other_peoples(told: Told, tmp_path: Path) -> None:
    """A hundred times the rows, and the caseload of the eight is what it was."""
    file, source = tmp_path / "views.sqlite", told.house.views.path
    assert source is not None
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", [str(file)])
    copy_rows(file, 3, lambda text: None)
    views = Store(f"sqlite:///{file}", schema="views")
    first, now = [staff_of(login_of(0))], told.house.now()
    with told.house.views.reading() as before, views.reading() as after:
        assert worklist.counts(after, now, first) == worklist.counts(before, now, first)
        assert worklist.page(after, now, first) == worklist.page(before, now, first)
        assert worklist.counts(after, now, None).active == 3 * worklist.counts(before, now, None).active
        assert len(timeline.of_person(after, told.house.log, told.town.long_person)) == 500
    views.dispose()
