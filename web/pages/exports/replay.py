"""One file step by step, to take away (Nachvollzug): who did what, and what the file said before and after.

Under the pseudonyms of this audit, without an id, and without what was written: that stays closed.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from web import desk, pseudonym
from web.access_log import AUDIT
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.audit import replay
from web.pages.audit.replay import Replayed
from web.pages.exports.blueprint import Taken, to_take_away
from web.parts import AUDITOR
from web.shell import role_name


@to_take_away("/audit/referrals/<uuid:referral_id>/replay", "audit_replay_referral", AUDITOR, purpose=AUDIT)
def of_referral(referral_id: UUID) -> Taken:
    """The life of a referral with its need and its releases."""
    pseudonym.running()
    whose = {"person_id": desk.referral(referral_id).person_id}
    return _taken(replay.told_of_referral(referral_id), pseudonym.referral(referral_id), whose)


@to_take_away("/audit/persons/<uuid:person_id>/replay", "audit_replay_person", AUDITOR, purpose=AUDIT)
def of_person(person_id: UUID) -> Taken:
    """Everything around a person."""
    pseudonym.running()
    return _taken(replay.told_of_person(person_id), pseudonym.person(person_id))


@to_take_away("/audit/gatherings/<uuid:gathering_id>/replay", "audit_replay_gathering", AUDITOR, purpose=AUDIT)
def of_gathering(gathering_id: UUID) -> Taken:
    """What was told of a gathering; it is about nobody."""
    pseudonym.running()
    return _taken(replay.told_of_gathering(gathering_id), _("Gruppentermin"))


def _taken(told: Sequence[Replayed], file: str, whose: dict[str, UUID] | None = None) -> Taken:
    columns_: list[Column[Replayed]] = [
        columns.count("step", _("Schritt"), lambda row: row.number),
        columns.instant("recorded_at", _("Eingetragen am"), lambda row: row.event.occasion.recorded_at),
        columns.day("occurred_on", _("Geschehen am"), lambda row: row.event.occasion.occurred_on),
        columns.text("who", _("Wer"), lambda row: row.actor),
        Column("role", _("Rolle"), lambda row: row.event.occasion.role, lambda row: role_name(row.event.occasion.role)),
        Column("type", _("Was"), lambda row: row.event.TOPIC, lambda row: row.sentence.title),
        columns.text("sentence", _("Satz"), lambda row: str(row.sentence)),
        Column("changes", _("Vorher und nachher"), _changes, _changes_said),
        columns.yes_no("taken_back", _("Zurückgenommen"), lambda row: row.taken_back),
        columns.yes_no("corrected", _("Berichtigt"), lambda row: row.corrected),
    ]
    title = _("Schritt für Schritt: %(file)s", file=file)
    return Taken(title, [], {}, columns_, iter([told]), whose or {})


def _changes(row: Replayed) -> list[dict[str, Any]]:
    return [{"field": each.label, "before": each.before, "after": each.after} for each in row.rows if each.changed]


def _changes_said(row: Replayed) -> str:
    changed = [each for each in row.rows if each.changed]
    return "; ".join(f"{each.label}: {each.before or '–'} → {each.after or '–'}" for each in changed)
