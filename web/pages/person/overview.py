"""The person at a glance: identity, consent, releases, referrals, household, and what happened."""

from typing import NamedTuple
from uuid import UUID

from flask import render_template

from projections import caseload, participations, timeline
from projections.caseload import Entry
from referrals.need import NeedRecorded
from web import desk, rules, telling
from web.audience import audience
from web.case_number import case_number
from web.identity import identity_of
from web.pages.person import erasure, household, releases, rights
from web.pages.person.blueprint import pages
from web.parts import CASE_MANAGER, now


class Listed(NamedTuple):
    """A referral of the person; what it is about stays with whoever carries it."""

    entry: Entry
    code: str
    carried: bool
    institution: str


@pages.get("/persons/<uuid:person_id>")
@audience(CASE_MANAGER, sees=rules.carries_person)
def page(person_id: UUID) -> str:
    """Everything about the person that is the worker's to see."""
    desk.looked("person", person_id=person_id)
    person = desk.person(person_id)
    referrals = _referrals(person_id)
    entries = _entries(person_id, [each.entry for each in referrals if each.carried])
    return render_template(
        "person/erased.html" if person.erased_on else "person/page.html",
        person=person,
        identity=identity_of(person),
        code=case_number(person_id),
        referrals=referrals,
        releases=releases.of_person(person_id),
        housemates=household.of_person(person),
        notices=rights.notices(entries),
        erasing=erasure.of_person(person_id, entries),
        participation=participations.of_person(desk.views(), person_id),
        told=telling.sentences(entries[::-1]),
    )


def _referrals(person_id: UUID) -> list[Listed]:
    entries = caseload.of_person(desk.views(), person_id, now())
    ours = desk.carried_by_us()
    names = desk.institution_names(entry.institution_id for entry in entries if entry.case_manager in ours)
    return [
        Listed(
            entry,
            case_number(entry.id),
            entry.case_manager in ours,
            names.get(entry.institution_id, "") if entry.institution_id else "",
        )
        for entry in entries
    ]


def _entries(person_id: UUID, carried: list[Entry]) -> list[timeline.Entry]:
    """What happened, the oldest first; the steps and needs of colleagues' referrals stay with them."""
    referral_ids, need_ids = {entry.id for entry in carried}, {entry.need_id for entry in carried}

    def ours(entry: timeline.Entry) -> bool:
        if isinstance(entry.event, NeedRecorded):
            return entry.event.originator_id in need_ids
        return entry.referral_id is None or entry.referral_id in referral_ids

    return [entry for entry in timeline.of_person(desk.views(), desk.house().log, person_id) if ours(entry)]
