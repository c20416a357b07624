"""The opened file (geöffnete Akte): one person and her referrals to read, in an emergency or for an audit.

Nothing can be changed here, nobody else is named from here, and confided notes stay with their authors.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template

from projections import caseload, timeline
from projections.timeline import Entry
from referrals.referral.state import Referral
from web import desk, rules
from web.audience import audience
from web.case_number import case_number
from web.identity import identity_of
from web.pages.person.releases import of_person as releases_of
from web.pages.referral.frame import facts
from web.parts import AUDITOR, CASE_MANAGER, COORDINATOR, now
from web.telling import Told, sentences, whole

pages = Blueprint("opened", __name__)


class Opened(NamedTuple):
    """A referral of the person, whole."""

    referral: Referral
    code: str
    facts: list[tuple[str, str]]
    told: list[Told]


def is_opened(worker: object, person_id: UUID, **_: object) -> bool:
    """To whom the file was opened; whoever carries it has better pages."""
    desk.person(person_id)
    return rules.is_opened_to_us(person_id)


@pages.get("/persons/<uuid:person_id>/opened")
@audience(CASE_MANAGER, COORDINATOR, AUDITOR, sees=is_opened)
def file(person_id: UUID) -> str:
    """Everything that may be read, on one page."""
    referrals = [
        found
        for entry in caseload.of_person(desk.views(), person_id, now())
        if (found := caseload.get(desk.views(), entry.id)) is not None
    ]
    desk.looked("opened.file", person_id=person_id)
    desk.looked_at("opened.file", [(person_id, each.id) for each in referrals])
    person = desk.person(person_id)
    return render_template(
        "opened/file.html",
        person=person,
        identity=identity_of(person),
        code=case_number(person_id),
        until=_until(person_id),
        releases=releases_of(person_id),
        referrals=[_opened(each) for each in referrals],
        told=sentences(_around(timeline.of_person(desk.views(), desk.house().log, person_id))[::-1]),
    )


def _opened(referral: Referral) -> Opened:
    told = whole(timeline.of_referral(desk.views(), desk.house().log, referral.id), on_paper=True)
    return Opened(referral, case_number(referral.id), facts(referral), told[::-1])


def _around(entries: Iterable[Entry]) -> list[Entry]:
    """What happened beside the referrals, which tell their own."""
    return [entry for entry in entries if entry.referral_id is None]


def _until(person_id: UUID) -> datetime:
    held = desk.keys()
    file = held.emergencies.get(person_id) or held.audit_files[person_id]
    assert file.until is not None
    return file.until
