"""Persons: sealed in the tables, found by name in memory, and forgotten when their keys are gone."""

from collections.abc import Iterable
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from projections import persons
from projections.name_index import NameIndex
from referrals.event import Event
from referrals.person import (
    ContactChanged,
    HouseholdJoined,
    HouseholdLeft,
    LanguageNoted,
    PersonMoved,
    PersonRegistered,
    PersonRenamed,
    fold,
)
from referrals.sealing import Group, Sealed
from tests.cast import ANNA, GUEL, OLENA, known, on
from tests.projections.conftest import Desk

HOME = known("household")


def seal(person: UUID, text: str) -> Sealed:
    """A reference in which our vault of clear text finds the text again."""
    return Sealed(person, Group.CONTACT, text.encode().hex())


class ClearVault:
    """Opens what `seal` made, unless the person was erased; counts what it opened."""

    def __init__(self) -> None:
        self.erased: set[UUID] = set()
        self.opened = 0

    def reveal_many(self, references: Iterable[tuple[Sealed, UUID, str]]) -> list[str | None]:
        found = []
        for sealed, aggregate_id, field in references:
            assert aggregate_id == sealed.person
            assert field in ("name", "birth_year")
            self.opened += 1
            found.append(None if sealed.person in self.erased else bytes.fromhex(sealed.blob).decode())
        return found


def registered(person_id: UUID = GUEL, name: str = "Gül Aydın", **fields: Any) -> PersonRegistered:
    """She asks for the first time."""
    return PersonRegistered(
        originator_id=person_id,
        originator_version=1,
        occasion=on(0),
        name=seal(person_id, name),
        **{"language": "tr", "quarter": "stephanplatz", "case_manager": ANNA, **fields},
    )


def then(cls: type[Event], version: int, person_id: UUID = GUEL, **fields: Any) -> Event:
    """One more event of a person."""
    event: Event = cls(originator_id=person_id, originator_version=version, occasion=on(version), **fields)
    return event


@pytest.fixture
def vault() -> ClearVault:
    """A vault in which nothing is locked."""
    return ClearVault()


@pytest.fixture
def index(desk: Desk, vault: ClearVault) -> NameIndex:
    """The directory of this process, still empty."""
    return NameIndex(desk.views, vault)


def found(desk: Desk, index: NameIndex, term: str) -> list[UUID]:
    """Who is found by a name now."""
    desk.runner.catch_up()
    return [one.person_id for one in index.follow().search(term)]


def test_a_person_stands_as_the_domain_folds_her(desk: Desk) -> None:
    """Whatever happened, on any page size."""
    events = [
        registered(phone=seal(GUEL, "0170 1")),
        then(PersonMoved, 2, quarter="alt_inrath"),
        then(LanguageNoted, 3, language="de"),
        then(ContactChanged, 4, phone=None, email=seal(GUEL, "g@example.org")),
        then(HouseholdJoined, 5, household_id=HOME),
    ]
    desk.record(events)
    desk.runner_of([persons.PROJECTION], page=1).catch_up()
    with desk.views.reading() as connection:
        person = persons.get(connection, GUEL)
        assert person == fold(events)  # type: ignore[arg-type]
        assert persons.get(connection, OLENA) is None
        assert persons.of_ids(connection, [GUEL, OLENA]) == {GUEL: person}
        assert persons.of_ids(connection, []) == {}
        assert persons.count(connection) == 1


def test_who_lives_together_is_found_until_she_moves_out(desk: Desk) -> None:
    """The household is an id, nothing else."""
    desk.record([registered(), registered(OLENA, "Olena"), then(HouseholdJoined, 2, household_id=HOME)])
    desk.record([then(HouseholdJoined, 2, OLENA, household_id=HOME)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert {person.id for person in persons.of_household(connection, HOME)} == {GUEL, OLENA}
    desk.record([then(HouseholdLeft, 3, OLENA, household_id=HOME)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert [person.id for person in persons.of_household(connection, HOME)] == [GUEL]


def test_no_table_names_anybody(desk: Desk) -> None:
    """What is stored of a name is whose it is and a fingerprint."""
    name = Sealed(GUEL, Group.CONTACT, "ab" * 32)
    desk.record([PersonRegistered(**{**_fields(registered()), "name": name})])
    desk.runner.catch_up()
    assert "Gül" not in repr(desk.rows([persons.PROJECTION]))
    assert "ab" * 32 in repr(desk.rows([persons.PROJECTION]))


def test_the_index_finds_by_name_and_by_year(desk: Desk, index: NameIndex) -> None:
    """However it is spelled."""
    desk.record([registered(birth_year=seal(GUEL, "1990")), registered(OLENA, "Олена Шевченко")])
    assert found(desk, index, "guel") == [GUEL]
    assert found(desk, index, "Aydin 1990") == [GUEL]
    assert found(desk, index, "Olena") == [OLENA]
    assert found(desk, index, "Aydin 1991") == []


def test_the_index_follows_every_change(desk: Desk, index: NameIndex) -> None:
    """A new name takes the place of the old, a new person is there at once."""
    desk.record([registered()])
    assert found(desk, index, "aydin") == [GUEL]
    desk.record([then(PersonRenamed, 2, name=seal(GUEL, "Gül Yılmaz")), registered(OLENA, "Olena")])
    assert found(desk, index, "aydin") == []
    assert found(desk, index, "yilmaz") == [GUEL]
    assert found(desk, index, "olena") == [OLENA]


def test_nothing_is_opened_when_nothing_changed(desk: Desk, index: NameIndex, vault: ClearVault) -> None:
    """A search costs one short query then."""
    desk.record([registered()])
    assert found(desk, index, "gül") == [GUEL]
    opened = vault.opened
    assert found(desk, index, "gül") == [GUEL]
    assert vault.opened == opened


def test_an_erased_person_falls_out(desk: Desk, index: NameIndex, vault: ClearVault) -> None:
    """At once when asked to check, in any case with her next event."""
    desk.record([registered(), registered(OLENA, "Olena")])
    assert found(desk, index, "gül") == [GUEL]
    vault.erased |= {GUEL, OLENA}
    index.check([GUEL, known("never registered")])
    assert found(desk, index, "gül") == []
    desk.record([then(PersonMoved, 2, OLENA, quarter="elsewhere")])
    assert found(desk, index, "olena") == []
    assert len(index.directory) == 0


def test_a_process_that_starts_later_does_not_know_the_erased(desk: Desk, vault: ClearVault) -> None:
    """Their keys are gone, so their names never come back."""
    desk.record([registered(), registered(OLENA, "Olena")])
    vault.erased.add(GUEL)
    fresh = NameIndex(desk.views, vault)
    assert found(desk, fresh, "gül") == []
    assert found(desk, fresh, "olena") == [OLENA]


def test_it_fills_page_by_page(
    desk: Desk, index: NameIndex, vault: ClearVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More persons than one page holds."""
    monkeypatch.setattr("projections.name_index.PAGE", 3)
    desk.record([registered(known(f"person {number}"), f"Name{number}") for number in range(10)])
    desk.runner.catch_up()
    assert len(index.follow()) == 10
    assert vault.opened == 10


def test_several_threads_may_follow_at_once(desk: Desk, index: NameIndex, vault: ClearVault) -> None:
    """Every name is opened once."""
    desk.record([registered(known(f"person {number}"), f"Name{number}") for number in range(30)])
    desk.runner.catch_up()
    threads = [Thread(target=index.follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(index.directory) == 30
    assert vault.opened == 30


def _fields(event: Event) -> dict[str, Any]:
    return {field: getattr(event, field) for field in event.__struct_fields__}
