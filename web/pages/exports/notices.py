"""Notices to take away (Mitteilungen, Art. 19 GDPR): who is still to be told and who was told, by case number."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from projections import notices
from projections.notices import Open, Sent
from referrals.notices import due_on
from web import desk
from web.case_number import case_number
from web.exports import columns
from web.exports.table import Column
from web.finding import carried_persons
from web.language import _
from web.pages.exports.blueprint import CHUNK, Taken, by_page, to_take_away
from web.pages.team_notices import carriers_named, of_whom
from web.parts import CASE_MANAGER, COORDINATOR, staff, today


class Waiting(NamedTuple):
    """An institution that is still to be told, and who tells it."""

    notice: Open
    institution: str
    carriers: str


class Told(NamedTuple):
    """An institution that was told, and by whom."""

    notice: Sent
    institution: str
    by: str


@to_take_away("/team/notices", "notices", CASE_MANAGER, COORDINATOR)
def waiting() -> Taken:
    """Who still has to be told, the oldest first."""
    columns_: list[Column[Waiting]] = [
        *_of_what(),
        columns.day("since", _("Seit"), lambda row: row.notice.since),
        columns.day("due_on", _("Bis wann"), lambda row: due_on(row.notice.since)),
        columns.yes_no("overdue", _("Überfällig"), lambda row: due_on(row.notice.since) < today()),
        columns.text("carriers", _("Wer es mitteilt"), lambda row: row.carriers),
    ]
    return Taken(_("Offene Mitteilungen an Institutionen"), _whose(), {}, columns_, _waiting())


@to_take_away("/team/notices/sent", "notices_sent", CASE_MANAGER, COORDINATOR)
def sent() -> Taken:
    """Who was told of what, the latest first."""
    columns_: list[Column[Told]] = [
        *_of_what(),
        columns.day("told_on", _("Mitgeteilt am"), lambda row: row.notice.on),
        columns.word("way", _("Auf welchem Weg"), lambda row: row.notice.way),
        columns.named("told_by", _("Mitgeteilt von"), lambda row: row.notice.by, lambda row: row.by),
    ]
    return Taken(_("Mitgeteilt an Institutionen"), _whose(), {}, columns_, _told())


def _of_what() -> list[Column[Any]]:
    """Whose file, which institution, and what it is told: the same whether it was told or not."""
    return [
        columns.text("code", _("Fall"), lambda row: case_number(row.notice.person_id)),
        columns.named(
            "institution", _("Institution"), lambda row: row.notice.institution_id, lambda row: row.institution
        ),
        columns.word("about", _("Worüber"), lambda row: row.notice.about),
    ]


def _whose() -> list[str]:
    return [] if of_whom() is None else [_("eigene Fälle und Vertretungen")]


def _waiting() -> Iterator[Sequence[Waiting]]:
    ask = partial(notices.open_notices, desk.views(), case_managers=of_whom(), limit=CHUNK)
    for found in by_page(lambda after: ask(after=after), lambda last: (last.position, last.institution_id)):
        _looked_at("exports.notices", {each.person_id for each in found})
        places = desk.institution_names(each.institution_id for each in found)
        carriers = carriers_named(found)
        yield [
            Waiting(
                each,
                places.get(each.institution_id, "–"),
                carriers.get((each.person_id, each.institution_id), ""),
            )
            for each in found
        ]


def _told() -> Iterator[Sequence[Told]]:
    ask = partial(notices.sent, desk.views(), case_managers=of_whom(), limit=CHUNK)
    for found in by_page(lambda before: ask(before=before), lambda last: last.position):
        _looked_at("exports.notices_sent", {each.person_id for each in found})
        places = desk.institution_names(each.institution_id for each in found)
        by = desk.staff_names({each.by for each in found})
        yield [Told(each, places.get(each.institution_id, "–"), by.get(each.by, "–")) for each in found]


def _looked_at(view: str, persons: set[UUID]) -> None:
    """Note the look at each file that the worker carries; of the others a row holds a code."""
    ours = persons & carried_persons() if staff().has(CASE_MANAGER) else set()
    desk.looked_at(view, ((each, None) for each in sorted(ours)))
