"""Name index (Namensverzeichnis): fills the in-memory directory from the sealed names, and follows every change."""

from collections.abc import Iterable
from threading import Lock
from typing import Protocol
from uuid import UUID

from projections import parked, persons
from projections.names import NameDirectory
from referrals.person import Person
from referrals.sealing import Sealed
from referrals.store import Store

PAGE = 2_000
"""Persons opened with one query."""


class Opens(Protocol):
    """Who opens sealed values; `referrals.sealing.Vault` is the one outside of tests."""

    def reveal_many(self, references: Iterable[tuple[Sealed, UUID, str]]) -> list[str | None]: ...


class NameIndex:
    """Keeps `directory` in step with the persons projection; one per process, safe to use from several threads.

    An erased person falls out with the next event of her stream, or at once by `check`; one whose data may only be
    kept is left out until that ends (Art. 18 GDPR).
    """

    def __init__(self, views: Store, vault: Opens) -> None:
        self.directory = NameDirectory()
        self._views = views
        self._vault = vault
        self._position = 0
        self._parked: int | None = None  # the first event that the projection could not take in, if there is one
        self._lock = Lock()

    def follow(self) -> NameDirectory:
        """The directory with everything in it that the projection knows; one short query when nothing changed."""
        with self._lock:
            if self._parked is not None:  # taken in by now, it stands where we have been
                self._position = min(self._position, self._parked - 1)
            while True:
                with self._views.reading() as connection:
                    self._parked = parked.first(connection, persons.PROJECTION.name, persons.VERSION)
                    news = persons.changed_since(connection, self._position, PAGE)
                if not news:
                    return self.directory
                self._enter([person for _, person in news])
                self._position = news[-1][0]

    def forget(self) -> None:
        """Drop the names of those who were erased meanwhile, where this process knows names at all."""
        if self._position:
            self.follow()

    def check(self, person_ids: Iterable[UUID]) -> None:
        """Look again whether these persons can still be named; the erased ones fall out."""
        with self._lock, self._views.reading() as connection:
            wanted = set(person_ids)
            known = persons.of_ids(connection, wanted)
            self._enter(list(known.values()))
            for person_id in wanted - set(known):
                self.directory.remove(person_id)

    def _enter(self, people: list[Person]) -> None:
        names = self._vault.reveal_many((person.name, person.id, "name") for person in people)
        born = [(person.id, person.birth_year) for person in people if person.birth_year is not None]
        opened = self._vault.reveal_many((sealed, person_id, "birth_year") for person_id, sealed in born)
        years = dict(zip((person_id for person_id, _ in born), opened, strict=True))
        for person, name in zip(people, names, strict=True):
            if name is None or person.restricted is not None:
                self.directory.remove(person.id)
            else:
                self.directory.add(person.id, name, years.get(person.id) or "")
