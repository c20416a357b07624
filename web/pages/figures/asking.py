"""Asking (Fragen): what is meant by the address of a page of figures; what it does not know is said and passed over."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import request

from projections import carried, words
from projections.figures import periods
from projections.figures.panel import Asked, Compare, Span
from referrals.need import NeedKind
from referrals.person import Quarter
from web import desk
from web.fields import Choice, Options
from web.forms import Form, FormSchema, read
from web.language import N_, language
from web.pages.figures.periods import name, offered
from web.parts import today

COMPARED: dict[str, str] = {
    Compare.PREVIOUS: N_("mit dem Zeitraum davor"),
    Compare.QUARTERS: N_("Quartiere nebeneinander"),
}


class FigureFilter(FormSchema):
    """What figures can be narrowed to, and what they are held against."""

    period = Choice(N_("Zeitraum"), kind="select", optional=True)
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    need = Choice(N_("Anliegen"), kind="select", optional=True)
    language = Choice(N_("Sprache"), kind="select", optional=True)
    institution = Choice(N_("Institution"), kind="select", optional=True)
    compare = Choice(N_("Vergleichen"), COMPARED, kind="select", optional=True)


class Question(NamedTuple):
    """What is asked, the form that asked it, and its address; `unknown` are the labels that were passed over."""

    asked: Asked
    form: Form
    query: dict[str, str]
    unknown: list[str]

    @property
    def period(self) -> str:
        """The code of the period, the default one too."""
        return periods.code_of(self.asked.period)

    @property
    def address(self) -> dict[str, str]:
        """What an address says so that it means the same tomorrow."""
        return {"period": self.period, **self.query}

    @property
    def words(self) -> list[str]:
        """What is chosen beside the period, as it stands in the form."""
        chosen = [(name, code) for name, code in self.query.items() if name != "period"]
        return [dict(self.form[name].options)[code] for name, code in chosen]

    @property
    def said(self) -> list[str]:
        """All of it, the period too."""
        return [name(self.asked.period), *self.words]


def question(typed: Any = None) -> Question:
    """What the address of this request (or `typed`) asks; without a period the running quarter."""
    form = read(FigureFilter, request.args if typed is None else typed, options=options())
    unknown = [form[name].label for name in form.problems]
    form.problems.clear()
    given = {name: str(value) for name, value in form.values.items() if value is not None}
    return Question(asked_by(given), form, given, unknown)


def asked_by(given: dict[str, str]) -> Asked:
    """The question behind values that were offered."""
    return Asked(
        period=periods.parse(given["period"]) if "period" in given else periods.around(Span.QUARTER, today()),
        quarter=given.get("quarter"),
        need=given.get("need"),
        language=given.get("language"),
        institution=UUID(given["institution"]) if "institution" in given else None,
        compare=Compare(given.get("compare", Compare.NONE)),
    )


def options() -> dict[str, Options]:
    spoken = language()
    places = desk.institution_names(carried.institutions_of(desk.views(), None))
    by_name = sorted(places.items(), key=lambda place: place[1].casefold())
    return {
        "period": offered(today()),
        "need": dict(words.choices(NeedKind, spoken)),
        "quarter": dict(words.choices(Quarter, spoken)),
        "language": dict(words.language_choices(spoken)),
        "institution": {str(institution_id): name for institution_id, name in by_name},
    }
