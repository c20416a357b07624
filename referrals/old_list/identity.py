"""Identity (Wiedererkennung): the same row, and the same person, get the same id in every import.

Ids derived from a name could be guessed by whoever holds the log, also after an erasure. So they are derived with a
secret that lies, wrapped, in the key store (the `contact` key of the installation itself) and never in the log.
"""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from referrals.keys import KeyStore
from referrals.old_list.reading import OldReferral
from referrals.old_list.words import plain
from referrals.sealing import Group
from referrals.staff import SYSTEM


class Identities:
    """Derives ids; keyed, so that nobody without the key store can derive them."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def of(cls, keys: KeyStore, *, make: bool) -> "Identities":
        """With the secret of this installation; without `make` and where there is none yet, with one for one use."""
        pair = (SYSTEM, Group.CONTACT)
        key = keys.ensure([pair])[pair] if make else keys.keys_for([pair]).get(pair)
        return cls(key.secret if key else secrets.token_bytes(32))

    def person(self, old: OldReferral) -> UUID:
        """A pseudonym is one person; a name is one person only with the same quarter and language."""
        if old.by == "pseudonym":
            return self.derived("pseudonym", plain(old.person) or old.person)
        return self.derived("name", plain(old.person) or old.person, old.quarter, old.language)

    def row(self, old: OldReferral) -> UUID:
        """The referral of a row: by its number in the list, else by person, need, institution and first day."""
        if old.number is not None:
            return self.derived("number", old.number)
        institution = plain(old.institution or "")
        return self.derived("row", str(self.person(old)), old.need, institution, old.opened.isoformat())

    def derived(self, kind: str, *parts: str) -> UUID:
        """An id that nobody can derive without the secret."""
        framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (kind, *parts))
        return UUID(bytes=hmac.digest(self._secret, b"lotse old list 1" + framed, sha256)[:16], version=4)
