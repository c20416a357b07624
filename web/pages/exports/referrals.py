"""Caseloads to take away (Falllisten): by case number, the same rows as on the page and by the same filter."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from projections import caseload, words, worklist
from projections.caseload import Entry
from projections.worklist import Filters
from web import desk, rules
from web.case_number import case_number
from web.exports.table import Column
from web.language import _, language, moment, short_day
from web.pages.caseload_filters import chosen
from web.pages.caseload_lists import COVERED, MINE, managers_of
from web.pages.caseload_rows import Row, rows
from web.pages.exports.blueprint import CHUNK, Taken, to_take_away
from web.pages.team import colleague, team_without_me
from web.parts import CASE_MANAGER, COORDINATOR, now


class Case(NamedTuple):
    """A row of the page; `withheld` says why it tells no more than that there is a case."""

    row: Row
    withheld: str = ""

    def told(self, value: Any) -> Any:
        """A value, unless it is withheld."""
        return None if self.withheld else value


@to_take_away("/caseload", "caseload", CASE_MANAGER)
def mine() -> Taken:
    """The worker's own caseload."""
    return _carried(_("Meine Fälle"), managers_of(MINE), "exports.caseload")


@to_take_away("/caseload/covered", "covered", CASE_MANAGER)
def covered() -> Taken:
    """The caseloads of the colleagues for whom the worker stands in today."""
    return _carried(_("Vertretung"), managers_of(COVERED), "exports.covered")


@to_take_away("/team/referrals", "team", COORDINATOR)
def team() -> Taken:
    """The referrals of all teams; case managers see theirs on the page, and take nobody else's files away."""
    wanted = colleague()
    managers = [wanted] if wanted else team_without_me()
    found = chosen(managers)
    of = [_("Fälle von %(name)s", name=desk.staff_names([wanted]).get(wanted, "–"))] if wanted else []
    query = {**({"case_manager": str(wanted)} if wanted else {}), **found.query}
    chunks = (_cases(chunk) for chunk in _pages(managers, found.filters))
    return Taken(_("Fälle des Teams"), [*of, *found.words], query, _coded(), chunks)


@to_take_away("/persons/<uuid:person_id>/referrals", "person_referrals", CASE_MANAGER, sees=rules.carries_person)
def of_person(person_id: UUID) -> Taken:
    """Every referral of one person; what colleagues carry says where it stands, and no more."""
    code = case_number(person_id)
    title = _("Vermittlungen der Person %(code)s", code=code)
    return Taken(title, [], {"person": code}, _whole(), _of_person(person_id))


def coded_by_id(referral_ids: Sequence[UUID]) -> tuple[list[Column[Case]], Iterator[Sequence[Case]]]:
    """The columns and the rows of these referrals, in this order, as colleagues see them."""
    places = range(0, len(referral_ids), CHUNK)
    some = (referral_ids[place : place + CHUNK] for place in places)
    return _coded(), (_cases(caseload.of_ids(desk.views(), each, now())) for each in some)


def _of_person(person_id: UUID) -> Iterator[Sequence[Case]]:
    ours = desk.carried_by_us()
    cases = _cases(caseload.of_person(desk.views(), person_id, now()))
    yield [case if case.row.entry.case_manager in ours else Case(case.row, "colleague") for case in cases]


def _carried(title: str, managers: Collection[UUID], view: str) -> Taken:
    found = chosen(managers)
    chunks = (_looked_at(view, chunk) for chunk in _pages(managers, found.filters))
    return Taken(title, found.words, found.query, _whole(), chunks)


def _pages(managers: Collection[UUID], filters: Filters) -> Iterator[Sequence[Entry]]:
    """The entries in the order of the list on the screen, a chunk at a time."""
    yield from worklist.every(desk.views(), now(), managers, filters, CHUNK)


def _looked_at(view: str, entries: Sequence[Entry]) -> list[Case]:
    """The rows of a chunk, once the look at each of the files is recorded."""
    desk.looked_at(view, dict.fromkeys((each.person_id, each.id) for each in entries))
    return _cases(entries)


def _cases(entries: Sequence[Entry]) -> list[Case]:
    kept = desk.restricted_among(each.person_id for each in entries)
    return [Case(row, _why_withheld(row.entry.person_id, kept)) for row in rows(entries, named=False)]


def _why_withheld(person_id: UUID, kept: Collection[UUID]) -> str:
    if desk.is_closed_to_us(person_id):
        return "closed"
    return "restricted" if person_id in kept else ""


def _coded() -> list[Column[Case]]:
    """What colleagues see: no institution, no appointment."""
    return [
        Column("code", _("Fallnummer"), lambda case: case.row.code, lambda case: case.row.code),
        Column("referral", "", lambda case: str(case.row.entry.id), str),
        Column("withheld", "", lambda case: case.withheld or None, str),
        Column("need", _("Anliegen"), lambda case: case.told(case.row.entry.need), lambda case: _blank(case, "need")),
        Column("phase", _("Stand"), lambda case: case.row.entry.phase, lambda case: case.row.phase),
        Column("due_on", _("Fällig"), lambda case: _due(case), lambda case: _day(_due(case))),
        Column("overdue", _("Überfällig"), lambda case: case.row.entry.overdue, _overdue),
        Column("task", _("Als Nächstes"), _task, lambda case: _blank(case, "task")),
        Column(
            "ended_on", _("Beendet"), lambda case: case.row.entry.ended_on, lambda case: _day(case.row.entry.ended_on)
        ),
        Column("case_manager", _("Fallmanager:in"), lambda case: str(case.row.entry.case_manager), _carrier),
    ]


def _whole() -> list[Column[Case]]:
    """What whoever carries the case sees, but for the name."""
    return [
        *_coded(),
        Column("institution", _("Institution"), _institution, lambda case: _blank(case, "institution")),
        Column("next_appointment_at", _("Termin"), _appointment, lambda case: _moment(_appointment(case))),
        Column("outcome", _("Ergebnis"), _outcome, _outcome_said),
    ]


def _blank(case: Case, field: str) -> str:
    return "" if case.withheld == "colleague" else str(getattr(case.row, field))


def _due(case: Case) -> date | None:
    return case.row.entry.due.on if case.row.entry.due else None


def _overdue(case: Case) -> str:
    return _("ja") if case.row.entry.overdue else _("nein")


def _task(case: Case) -> Any:
    return case.told(case.row.entry.due.task) if case.row.entry.due else None


def _carrier(case: Case) -> str:
    return case.row.carrier


def _institution(case: Case) -> Any:
    return case.told(str(case.row.entry.institution_id)) if case.row.entry.institution_id else None


def _appointment(case: Case) -> datetime | None:
    found: datetime | None = case.told(case.row.entry.next_appointment_at)
    return found


def _outcome(case: Case) -> Any:
    return case.told(case.row.entry.outcome)


def _outcome_said(case: Case) -> str:
    found = _outcome(case)
    return words.word(found, language()) if found else ""


def _day(value: date | None) -> str:
    return short_day(value) if value else ""


def _moment(value: datetime | None) -> str:
    return moment(value) if value else ""
