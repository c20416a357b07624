"""Erased (gelöscht): what stands where a value cannot be opened any more."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from projections import erasures, words
from referrals.erasure_events import Stage
from web.language import _, language


def said_of(connection: Connection, owners: Collection[UUID]) -> dict[UUID, str]:
    """„gelöscht“ of each; while an erasure is not certified yet, how far it is: „Schlüssel vernichtet“."""
    begun = erasures.in_stages(connection, [Stage.BEGUN, Stage.KEYS_DESTROYED]) if owners else []
    under_way = {erasure.person_id for erasure in begun}
    destroyed = words.word(Stage.KEYS_DESTROYED, language())
    return {owner: destroyed if owner in under_way else _("gelöscht") for owner in owners}
