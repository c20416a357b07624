"""The filters of a list (Filter): read from the address, and what they do not know is said and passed over."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from flask import request

from projections import carried, words
from projections.selection import Filters, Only
from projections.worklist import Counts
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.clock import Task
from referrals.referral.codes import Phase
from web import desk
from web.fields import Choice, Options
from web.forms import Form, FormSchema, read
from web.language import N_, language

ONLY: dict[str, str] = {
    Only.OVERDUE: N_("Überfällig"),
    Only.DUE_TODAY: N_("Heute fällig"),
    Only.APPOINTMENTS_TODAY: N_("Termin heute"),
    Only.OPEN_OUTCOMES: N_("Ergebnis fehlt"),
    Only.CALLS: N_("Anrufen"),
    Only.CLOSED: N_("Abgeschlossen"),
}


class FilterForm(FormSchema):
    """What a list can be narrowed to."""

    show = Choice(N_("Nur"), ONLY, kind="select", optional=True)
    phase = Choice(N_("Stand"), kind="select", optional=True)
    task = Choice(N_("Nächster Schritt"), kind="select", optional=True)
    need = Choice(N_("Anliegen"), kind="select", optional=True)
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    language = Choice(N_("Sprache"), kind="select", optional=True)
    institution = Choice(N_("Institution"), kind="select", optional=True)


class Chosen(NamedTuple):
    """Which rows are meant; `unknown` are the labels of filters that were passed over."""

    filters: Filters
    form: Form
    query: dict[str, Any]
    unknown: list[str]

    @property
    def words(self) -> list[str]:
        """What is chosen, as it stood in the form."""
        return [dict(self.form[name].options)[code] for name, code in self.query.items()]

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.query)


def chosen(managers: Collection[UUID] | None, typed: Any = None) -> Chosen:
    """The filters in the address of this request (or in `typed`), for the caseload of these."""
    form = read(FilterForm, request.args if typed is None else typed, options=options(managers))
    unknown = [form[name].label for name in form.problems]
    form.problems.clear()
    given = {name: str(value) for name, value in form.values.items() if value is not None}
    return Chosen(filters_of(given), form, given, unknown)


def filters_of(given: dict[str, str]) -> Filters:
    """The filters behind values that were offered."""
    return Filters(
        only=Only(given["show"]) if "show" in given else None,
        phase=Phase(given["phase"]) if "phase" in given else None,
        task=Task(given["task"]) if "task" in given else None,
        need=NeedKind(given["need"]) if "need" in given else None,
        quarter=given.get("quarter"),
        language=given.get("language"),
        institution=UUID(given["institution"]) if "institution" in given else None,
    )


def counted(filters: Filters, counts: Counts) -> int:
    """How many rows the list with these filters has, on all its pages."""
    if filters.only is not None:
        return int(getattr(counts, filters.only.value))
    return counts.closed if filters.phase is Phase.CLOSED else counts.active


def options(managers: Collection[UUID] | None) -> dict[str, Options]:
    """What a caseload can be narrowed to."""
    spoken = language()
    places = desk.institution_names(carried.institutions_of(desk.views(), managers))
    by_name = sorted(places.items(), key=lambda place: place[1].casefold())
    return {
        "phase": {code: word for code, word in words.choices(Phase, spoken) if code != Phase.VOID},
        "task": dict(words.choices(Task, spoken)),
        "need": dict(words.choices(NeedKind, spoken)),
        "quarter": dict(words.choices(Quarter, spoken)),
        "language": dict(words.language_choices(spoken)),
        "institution": {str(institution_id): name for institution_id, name in by_name},
    }
