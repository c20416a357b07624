"""Caseloads to take away (Falllisten): by case number, the same rows as on the page and by the same filter."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from projections import caseload, long_list, persons, words
from projections.caseload import Entry
from projections.long_list import Line
from projections.selection import Filters
from referrals.need import NeedKind
from referrals.referral.clock import Task
from web import desk, rules
from web.case_number import case_number
from web.exports import columns
from web.exports.table import Column
from web.language import _, language
from web.pages.caseload_filters import chosen
from web.pages.caseload_lists import COVERED, MINE, managers_of
from web.pages.exports.blueprint import CHUNK, Taken, to_take_away
from web.pages.team import colleague, team_without_me
from web.parts import CASE_MANAGER, COORDINATOR, now


class Case(NamedTuple):
    """A referral with its names in words; `withheld` says why it tells no more than that there is a case."""

    entry: Entry | Line
    carrier: str
    institution: str
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
    yield [case if case.entry.case_manager in ours else case._replace(withheld="colleague") for case in cases]


def _carried(title: str, managers: Collection[UUID], view: str) -> Taken:
    found = chosen(managers)
    chunks = (_looked_at(view, chunk) for chunk in _pages(managers, found.filters))
    return Taken(title, found.words, found.query, _whole(), chunks)


def _pages(managers: Collection[UUID], filters: Filters) -> Iterator[Sequence[Line]]:
    """The rows in the order of the list on the screen, a chunk at a time."""
    yield from long_list.every(desk.views(), now(), managers, filters, CHUNK)


def _looked_at(view: str, entries: Sequence[Line]) -> list[Case]:
    """The cases of a chunk, once the look at each of the files is recorded."""
    desk.looked_at(view, dict.fromkeys((each.person_id, each.id) for each in entries))
    return _cases(entries)


def _cases(entries: Sequence[Entry | Line]) -> list[Case]:
    """Of whose data may only be kept, and of closed files of others, no more than that there is a case."""
    person_ids = {each.person_id for each in entries}
    kept = persons.restricted_among(desk.views(), person_ids)
    withheld = dict.fromkeys(kept, "restricted") | dict.fromkeys(desk.closed_to_us() & person_ids, "closed")
    carriers = desk.staff_names({each.case_manager for each in entries})
    places = desk.institution_names({each.institution_id for each in entries})
    return [
        Case(
            each,
            carriers.get(each.case_manager, "–"),
            places.get(each.institution_id, "") if each.institution_id else "",
            withheld.get(each.person_id, "") if withheld else "",
        )
        for each in entries
    ]


def _coded() -> list[Column[Case]]:
    """What colleagues see: no institution, no appointment."""
    spoken = language()
    needs, tasks = dict(words.choices(NeedKind, spoken)), dict(words.choices(Task, spoken))
    no_need = {"closed": _("geschlossene Akte"), "restricted": "–", "colleague": ""}
    no_task = {"closed": "–", "restricted": "–", "colleague": ""}

    def task(case: Case) -> Task | None:
        return case.entry.due.task if case.entry.due and not case.withheld else None

    def task_said(case: Case) -> str:
        return no_task[case.withheld] if case.withheld else tasks.get(task(case) or "", "")

    return [
        columns.text("code", _("Fallnummer"), lambda case: case_number(case.entry.id)),
        columns.hidden("referral", lambda case: case.entry.id),
        columns.hidden("withheld", lambda case: case.withheld or None),
        Column(
            "need",
            _("Anliegen"),
            lambda case: case.told(case.entry.need),
            lambda case: no_need[case.withheld] if case.withheld else needs[case.entry.need],
        ),
        columns.word("phase", _("Stand"), lambda case: case.entry.phase),
        columns.day("due_on", _("Fällig"), lambda case: case.entry.due.on if case.entry.due else None),
        columns.yes_no("overdue", _("Überfällig"), lambda case: case.entry.overdue),
        Column("task", _("Als Nächstes"), task, task_said),
        columns.day("ended_on", _("Beendet"), lambda case: case.entry.ended_on),
        columns.named("case_manager", _("Fallmanager:in"), lambda case: case.entry.case_manager, _carrier),
    ]


def _whole() -> list[Column[Case]]:
    """What whoever carries the case sees, but for the name."""
    return [
        *_coded(),
        columns.named(
            "institution",
            _("Institution"),
            lambda case: case.told(case.entry.institution_id),
            lambda case: case.told(case.institution) or "",
        ),
        columns.instant("next_appointment_at", _("Termin"), lambda case: case.told(case.entry.next_appointment_at)),
        columns.word("outcome", _("Ergebnis"), lambda case: case.told(case.entry.outcome)),
    ]


def _carrier(case: Case) -> str:
    return case.carrier
