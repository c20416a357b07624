"""Erased (gelöscht): what stands where a value cannot be opened any more."""

from uuid import UUID

from sqlalchemy import Connection

from projections import erasures, words
from referrals.erasure_events import Stage
from web.language import _, language


def said_of(connection: Connection, owner: UUID) -> str:
    """„gelöscht“; while the erasure is not certified yet, how far it is: „Schlüssel vernichtet“."""
    newest = next(iter(erasures.of_person(connection, owner)), None)
    if newest is not None and newest.stage in (Stage.BEGUN, Stage.KEYS_DESTROYED):
        return words.word(Stage.KEYS_DESTROYED, language())
    return _("gelöscht")
