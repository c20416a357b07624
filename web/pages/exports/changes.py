"""What changed in one's own cases, to take away (Was sich geändert hat): since the last visit, by case code."""

from collections.abc import Iterator, Sequence

from web.case_number import case_number
from web.exports import columns
from web.exports.table import Column
from web.language import _, moment
from web.pages.caseload_changes import Change, Changes, since_last_visit
from web.pages.exports.blueprint import Taken, to_take_away
from web.parts import CASE_MANAGER


@to_take_away("/caseload/changes", "changes", CASE_MANAGER)
def changes() -> Taken:
    """All that others recorded since the worker was last here, the latest first."""
    columns_: list[Column[Change]] = [
        columns.instant("recorded_at", _("Eingetragen am"), lambda row: row.entry.event.occasion.recorded_at),
        columns.day("occurred_on", _("Geschehen am"), lambda row: row.entry.event.occasion.occurred_on),
        columns.text("code", _("Fall"), _code),
        columns.hidden("referral", lambda row: str(row.referral_id) if row.referral_id else None),
        Column("type", _("Was"), lambda row: row.entry.event.TOPIC, lambda row: row.said.title),
        columns.hidden("actor", lambda row: str(row.entry.event.occasion.actor)),
        columns.text("sentence", _("Satz"), lambda row: str(row.said)),
    ]
    found = since_last_visit()
    since = _("seit %(when)s", when=moment(found.since.at)) if found else _("erster Besuch")
    return Taken(_("Was sich geändert hat"), [since, _("eigene Fälle und Vertretungen")], {}, columns_, _pages(found))


def _pages(found: Changes | None) -> Iterator[Sequence[Change]]:
    while found is not None:
        yield found.shown
        found = since_last_visit(found.before) if found.before else None


def _code(row: Change) -> str:
    about = row.referral_id or row.entry.person_id
    return case_number(about) if about else ""
