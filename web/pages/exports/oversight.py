"""Oversight to take away (Aufsicht): who looked at what, what was reviewed, and whose files a breach concerns.

Persons stand there under the pseudonyms of this audit; why somebody asked for a file, in their words, stays here.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort

from referrals.access_review import Verdict
from referrals.audit_file import AuditFile
from web import desk, pseudonym, reviewing
from web.access_log import AUDIT, REVIEW, Filters
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.audit import accesses, breach, files, reviews
from web.pages.exports.blueprint import CHUNK, Taken, by_page, to_take_away
from web.parts import AUDITOR
from web.reviewing import Item


class Judged(NamedTuple):
    """One thing that was reviewed or waits for it, and the names of the staff in it."""

    item: Item
    person: str
    names: Mapping[UUID, str]


@to_take_away("/audit/accesses", "audit_accesses", AUDITOR, purpose=AUDIT)
def looks() -> Taken:
    """Who looked at whose file, when, in which view and for which purpose, the latest first."""
    pseudonym.running()
    found = accesses.chosen()
    columns_: list[Column[accesses.Line]] = [
        Column("number", _("Nummer"), lambda row: row.entry.id, lambda row: str(row.entry.id)),
        columns.instant("at", _("Wann"), lambda row: row.entry.access.at),
        columns.named("staff", _("Wer"), lambda row: row.entry.access.staff_id, lambda row: row.who),
        Column("role", _("Rolle"), lambda row: row.entry.access.role, lambda row: row.role),
        columns.text("person", _("Wessen Akte"), lambda row: row.person),
        Column("view", _("Was"), lambda row: row.entry.access.view, lambda row: row.view),
        Column("purpose", _("Wozu"), lambda row: row.entry.access.purpose, lambda row: row.purpose),
        columns.yes_no("outside", _("Außerhalb"), lambda row: row.entry.access.outside),
    ]
    return Taken(_("Einsichtnahmen"), found.words, _without_ids(found.query), columns_, _looks(found.filters))


@to_take_away("/audit/reviews", "audit_reviews", AUDITOR, purpose=REVIEW)
def judged() -> Taken:
    """What waits for a review, or was reviewed."""
    pseudonym.running()
    show = reviews.shown()
    columns_: list[Column[Judged]] = [
        Column("kind", _("Was"), lambda row: row.item.code, lambda row: row.item.kind),
        columns.text("reason", _("Grund"), lambda row: row.item.reason),
        columns.named("staff", _("Wer"), lambda row: row.item.staff_id, lambda row: _name(row, row.item.staff_id)),
        columns.text("person", _("Wessen Akte"), lambda row: row.person),
        columns.day("day", _("Wann"), lambda row: row.item.day),
        columns.day("review_by", _("Prüfen bis"), lambda row: row.item.due),
        columns.yes_no("overdue", _("Überfällig"), lambda row: row.item.overdue),
        columns.word("verdict", _("Urteil"), lambda row: row.item.verdict),
        columns.named(
            "reviewed_by",
            _("Geprüft von"),
            lambda row: row.item.reviewed_by,
            lambda row: _name(row, row.item.reviewed_by),
        ),
    ]
    return Taken(_("Einsichten prüfen"), [_(reviews.SHOWN[show])], {"show": show}, columns_, _judged(show))


@to_take_away("/audit/files", "audit_files", AUDITOR, purpose=AUDIT)
def asked_for() -> Taken:
    """One's own requests for files, the latest first."""
    pseudonym.running()
    columns_: list[Column[AuditFile]] = [
        columns.text("person", _("Wessen Akte"), lambda row: pseudonym.person(row.person_id)),
        columns.word("reason", _("Grund"), lambda row: row.reason),
        columns.instant("requested_at", _("Angefragt am"), lambda row: row.requested_at),
        columns.word("state", _("Stand"), lambda row: row.state),
        columns.instant("until", _("Offen bis"), lambda row: row.until),
        columns.word("verdict", _("Urteil"), lambda row: row.verdict),
    ]
    return Taken(_("Akte öffnen"), [_("eigene Anfragen")], {}, columns_, iter([files.own()]))


@to_take_away("/audit/breach", "audit_breach", AUDITOR, purpose=AUDIT)
def affected() -> Taken:
    """Whose files an account saw, or who saw a file, and which fields they held then."""
    pseudonym.running()
    form = breach.question()
    if not (form.ok and breach.asks_for_looks(form)):
        abort(404)
    columns_: list[Column[breach.Line]] = [
        columns.text("person", _("Wessen Akte"), lambda row: row.code),
        columns.instant("first", _("Zuerst"), lambda row: row.affected.first),
        columns.instant("last", _("Zuletzt"), lambda row: row.affected.last),
        columns.count("times", _("Wie oft"), lambda row: row.affected.times),
        Column("views", _("Was"), lambda row: row.affected.views, lambda row: row.views),
        Column("fields", _("Angaben in der Akte"), _fields, _fields_said),
    ]
    found, _lists = breach.affected(form)
    said, query = breach.said(form)
    return Taken(_("Datenpanne"), said, _without_ids(query), columns_, iter([found]))


def _looks(filters: Filters) -> Iterator[Sequence[accesses.Line]]:
    page = partial(desk.house().access_log.page, filters, limit=CHUNK)
    for found in by_page(lambda before: page(before=before), lambda last: last.id):
        yield accesses.lines(found)


def _judged(show: str) -> Iterator[Sequence[Judged]]:
    if show == "pending":
        yield _told(reviewing.pending())
        return
    verdict = Verdict(show)
    for found in by_page(lambda before: reviewing.decided(verdict, before, CHUNK), lambda last: last[0]):
        yield _told([item for _position, item in found])


def _told(items: Sequence[Item]) -> list[Judged]:
    names = desk.staff_names({one for item in items for one in (item.staff_id, item.reviewed_by) if one})
    return [Judged(item, pseudonym.person(item.person_id), names) for item in items]


def _name(row: Judged, who: UUID | None) -> str:
    return row.names.get(who, "–") if who else ""


def _fields(row: breach.Line) -> dict[str, list[str]]:
    return {group.value: list(names) for group, names in row.affected.fields.items()}


def _fields_said(row: breach.Line) -> str:
    return "; ".join(f"{group}: {names}" for group, names in row.fields)


def _without_ids(query: Mapping[str, Any]) -> dict[str, Any]:
    """The filter as it may leave: a person by the pseudonym of this audit."""
    person = {"person": pseudonym.person(UUID(query["person"]))} if "person" in query else {}
    return {**query, **person}
