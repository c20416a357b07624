"""Rehearsal (Probelauf): keys that seal and are forgotten, so that a dry run decides everything and keeps nothing."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from referrals.sealing import KEY_ID_BYTES, Group, Key

Pair = tuple[UUID, Group]


class RehearsedKeys:
    """One key for everybody, in memory only."""

    def __init__(self) -> None:
        self._key = Key(secrets.token_bytes(KEY_ID_BYTES), secrets.token_bytes(32))

    def key_for(self, person: UUID, group: Group) -> Key:
        """The key."""
        return self._key

    def ensure(self, pairs: Iterable[Pair]) -> dict[Pair, Key]:
        """The key, for each."""
        return dict.fromkeys(pairs, self._key)

    def keys_for(self, pairs: Iterable[Pair]) -> dict[Pair, Key]:
        """The key, for each."""
        return self.ensure(pairs)

    def refuse_the_erased(self, persons: Iterable[UUID]) -> None:
        """Nobody was ever erased in a rehearsal."""
