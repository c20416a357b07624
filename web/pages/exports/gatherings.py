"""Group offers to take away (Gruppentermine): how many came, and the referrals that began there by case number."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from projections import gatherings, words
from referrals.gathering import Gathering
from referrals.person import Quarter
from web import desk
from web.exports import columns
from web.exports.table import Column
from web.language import _, language
from web.pages.exports.blueprint import CHUNK, Taken, by_page, in_address, to_take_away
from web.pages.exports.referrals import coded_by_id
from web.pages.gatherings import counted, figures
from web.pages.gatherings.held import quarter_asked
from web.parts import CASE_MANAGER, COORDINATOR


class Held(NamedTuple):
    """A gathering, and by name who held it."""

    gathering: Gathering
    names: Mapping[UUID, str]


@to_take_away("/gatherings", "gatherings", CASE_MANAGER, COORDINATOR)
def held() -> Taken:
    """The gatherings of a quarter or of all, the latest first."""
    quarter = quarter_asked()
    said = [] if quarter is None else [words.word(Quarter(quarter), language())]
    return Taken(_("Gruppentermine"), said, {"quarter": quarter} if quarter else {}, _columns(), _held(quarter))


@to_take_away("/gatherings/figures/referrals", "gatherings_begun", COORDINATOR)
def begun() -> Taken:
    """The referrals that began at a group offer, as the figure counts them."""
    behind = figures.behind()
    title = _("Vermittlungen, die hier begannen: %(offer)s", offer=behind.offer)
    columns_, chunks = coded_by_id(behind.referrals)
    return Taken(title, behind.question.said, behind.address, columns_, chunks)


@to_take_away("/gatherings/figures/dates", "gatherings_counted", COORDINATOR)
def summed() -> Taken:
    """The gatherings whose head-counts add up to one number of the figures, the latest first."""
    number = counted.number_counted()
    title = f"{number.title}: {number.label}"
    return Taken(title, number.question.said, in_address(number.query), _columns(), iter([_named(number.found)]))


def _held(quarter: str | None) -> Iterator[Sequence[Held]]:
    listed = partial(gatherings.listed, desk.views(), quarter=quarter, limit=CHUNK)
    for found in by_page(lambda before: listed(before=before), lambda last: (last.held_on, last.id)):
        yield _named(found)


def _named(found: Sequence[Gathering]) -> list[Held]:
    names = desk.staff_names({one for each in found for one in each.about.held_by})
    return [Held(each, names) for each in found]


def _columns() -> list[Column[Held]]:
    return [
        columns.hidden("gathering", lambda row: str(row.gathering.id)),
        columns.word("group_offer", _("Gruppenangebot"), lambda row: row.gathering.about.group_offer),
        columns.day("held_on", _("Tag"), lambda row: row.gathering.held_on),
        columns.word("quarter", _("Quartier"), lambda row: row.gathering.about.quarter),
        columns.word("place", _("Wo"), lambda row: row.gathering.about.place),
        columns.count("visits", _("Besuche"), lambda row: row.gathering.about.headcount),
        columns.several("languages", _("Sprachen"), lambda row: row.gathering.about.languages),
        columns.several("needs", _("Themen"), lambda row: row.gathering.about.needs),
        Column("held_by", _("Gehalten von"), lambda row: list(map(str, row.gathering.about.held_by)), _by),
    ]


def _by(row: Held) -> str:
    return ", ".join(row.names.get(one, "–") for one in row.gathering.about.held_by)
