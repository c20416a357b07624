"""What is missing (Vollständigkeit): whose participation lacks which answers, by name only for whoever carries them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import render_template

from projections import participations, persons, words
from referrals.participation import Missing, Participation
from web import desk, finding
from web.access_log import FUNDING
from web.audience import audience
from web.case_number import case_number
from web.language import language
from web.pages import paging
from web.pages.participations.blueprint import pages
from web.parts import CASE_MANAGER, COORDINATOR, staff, today


class Row(NamedTuple):
    """A participation that lacks something; without a name it is shown by its case code, and leads nowhere."""

    person_id: UUID
    code: str
    name: str
    missing: str
    until: date | None


@pages.get("/incomplete")
@audience(CASE_MANAGER, COORDINATOR)
def incomplete() -> str:
    """Those whose follow-up ends first, then the oldest."""
    named = staff().has(CASE_MANAGER)
    found = lacking(finding.carried_persons() if named else None)
    part = paging.part(found, ".incomplete", {})
    names = desk.person_names(each.person_id for each in part.rows) if named else {}
    if named and part.rows:
        desk.looked_at("funder.incomplete", [(each.person_id, None) for each in part.rows], purpose=FUNDING)
    return render_template(
        "participations/incomplete.html",
        rows=[_row(each, names) for each in part.rows],
        number=len(found),
        named=named,
        fresh=desk.freshness(),
        **part.places,
    )


def lacking(of: Collection[UUID] | None) -> list[Participation]:
    """The participations of these persons (None: of all) that lack something and may still be asked about."""
    listed = participations.everybody(desk.views()) if of is None else participations.of_persons(desk.views(), of)
    missing = [each for each in listed if each.missing(today())]
    known = persons.of_ids(desk.views(), {each.person_id for each in missing})
    usable = {each.id for each in known.values() if each.restricted is None and each.erased_on is None}
    return sorted((each for each in missing if each.person_id in usable), key=_urgency)


def _urgency(participation: Participation) -> tuple[date, date, UUID]:
    return until(participation) or date.max, participation.entered_on, participation.id


def until(participation: Participation) -> date | None:
    """Until when the follow-up counts; None where nobody has to be asked again."""
    return participation.last_day_of_results if Missing.FOLLOW_UP in participation.missing(today()) else None


def _row(participation: Participation, names: dict[UUID, str]) -> Row:
    missing: Sequence[Missing] = participation.missing(today())
    return Row(
        participation.person_id,
        case_number(participation.person_id),
        names.get(participation.person_id, ""),
        ", ".join(words.word(each, language()) for each in missing),
        until(participation),
    )
