"""All referrals (Vermittlungen) under pseudonyms, as they are or were, and the figures over them."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from projections import survey, words
from projections.caseload import Entry
from projections.survey import Narrowed
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.codes import Party, Phase
from web import desk, pseudonym
from web.audience import audience
from web.fields import Choice, Options
from web.forms import Form, FormSchema, read
from web.language import N_, _, language
from web.pages.audit import moments
from web.pages.audit.blueprint import pages
from web.parts import AUDITOR

ROWS = 50
COUNTED = {"phase": N_("Stand"), "need": N_("Anliegen"), "quarter": N_("Quartier"), "institution": N_("Institution")}


class ReferralFilter(FormSchema):
    """What the list is narrowed to."""

    phase = Choice(N_("Stand"), kind="select", optional=True)
    need = Choice(N_("Anliegen"), kind="select", optional=True)
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    institution = Choice(N_("Institution"), kind="select", optional=True)
    owner = Choice(N_("Am Zug"), kind="select", optional=True)
    overdue = Choice(N_("Frist"), {"yes": N_("überschritten")}, kind="select", optional=True)


class Row(NamedTuple):
    """One referral of the list."""

    entry: Entry
    code: str
    person: str
    institution: str
    carrier: str


class Counted(NamedTuple):
    """How many referrals are alike in one thing; an empty code is no answer."""

    by: str
    label: str
    code: str
    word: str
    number: int


class Asked(NamedTuple):
    """From where the list is looked at, and what it is narrowed to: as a form, and as it stands in the address."""

    view: moments.View
    form: Form
    query: dict[str, Any]

    @property
    def narrowed(self) -> Narrowed:
        """Which referrals are meant."""
        return _narrowed(self.query, self.view)

    @property
    def words(self) -> list[str]:
        """What was chosen, in words."""
        return [dict(self.form[name].options)[code] for name, code in self.query.items()]


@pages.get("/audit/referrals")
@audience(AUDITOR)
def referrals() -> str | Response:
    """The referrals as they stand, or as they stood."""
    pseudonym.running()
    if (elsewhere := moments.chosen_anew("audit.referrals")) is not None:
        return elsewhere
    asked = chosen()
    view, form, query = asked
    with moments.looking_back(view) as connection:
        found = survey.page(connection, asked.narrowed, view.now, after=request.args.get("after"), limit=ROWS)
        total = survey.count(connection, asked.narrowed)
    if found.entries:
        desk.looked_at(
            "audit.referrals", dict.fromkeys((each.person_id, each.id) for each in found.entries), purpose="audit"
        )
    return render_template(
        "audit/referrals.html",
        view=view,
        filter=form,
        query=query,
        words=asked.words,
        rows=rows(found.entries),
        total=total,
        more=url_for("audit.referrals", **query, **view.query, after=found.after) if found.after else "",
        first=url_for("audit.referrals", **query, **view.query) if "after" in request.args else "",
        other=url_for("audit.referrals", **query, **view.other),
        fresh=desk.freshness(),
        **_wrong(view),
    )


def chosen() -> Asked:
    """What the address of this request asks for."""
    view = moments.view()
    with moments.looking_back(view) as connection:
        form = read(ReferralFilter, request.args, options=_options(survey.institutions(connection)))
    return Asked(view, form, {name: str(value) for name, value in form.values.items() if value is not None})


@pages.get("/audit/figures")
@audience(AUDITOR)
def figures() -> str | Response:
    """How many referrals there are, or were, of what; each number leads to its rows."""
    pseudonym.running()
    if (elsewhere := moments.chosen_anew("audit.figures")) is not None:
        return elsewhere
    view = moments.view()
    found, total = counted(view)
    tables = [
        (_(label), name, [(each.word, each.number, _rows_behind(each, view)) for each in found if each.by == name])
        for name, label in COUNTED.items()
    ]
    return render_template(
        "audit/figures.html",
        view=view,
        tables=tables,
        total=total,
        other=url_for("audit.figures", **view.other),
        fresh=desk.freshness(),
        **_wrong(view),
    )


def counted(view: moments.View) -> tuple[list[Counted], int]:
    """Every number of the page, and how many referrals there are in all."""
    with moments.looking_back(view) as connection:
        found, total = survey.figures(connection), survey.count(connection)
    names = _options([UUID(each.code) for each in found["institution"] if each.code])
    numbers = [
        Counted(by, _(label), each.code, names[by].get(each.code, each.code) or _("keine Angabe"), each.number)
        for by, label in COUNTED.items()
        for each in found[by]
    ]
    return numbers, total


def _rows_behind(each: Counted, view: moments.View) -> str:
    """Where they stand; what has no code has no such rows to ask for."""
    code: dict[str, Any] = {each.by: each.code}
    return url_for("audit.referrals", **code, **view.query) if each.code else ""


def _wrong(view: moments.View) -> dict[str, Form]:
    return {"form": view.form} if view.form.problems else {}


def _narrowed(query: dict[str, Any], view: moments.View) -> Narrowed:
    return Narrowed(
        phase=Phase(query["phase"]) if "phase" in query else None,
        need=NeedKind(query["need"]) if "need" in query else None,
        quarter=query.get("quarter"),
        institution=UUID(query["institution"]) if "institution" in query else None,
        owner=Party(query["owner"]) if "owner" in query else None,
        overdue_on=moments.day_shown(view) if "overdue" in query else None,
    )


def rows(entries: Sequence[Entry]) -> list[Row]:
    """These referrals in words."""
    places = desk.institution_names(each.institution_id for each in entries)
    carriers = desk.staff_names({each.case_manager for each in entries})
    return [
        Row(
            each,
            pseudonym.referral(each.id),
            pseudonym.person(each.person_id),
            places.get(each.institution_id, "") if each.institution_id else "",
            carriers.get(each.case_manager) or _("frühere Kolleg:in"),
        )
        for each in entries
    ]


def _options(institutions: Sequence[UUID]) -> dict[str, Options]:
    spoken, places = language(), desk.institution_names(institutions)
    by_name = sorted(places.items(), key=lambda place: place[1].casefold())
    return {
        "phase": dict(words.choices(Phase, spoken)),
        "need": dict(words.choices(NeedKind, spoken)),
        "quarter": dict(words.choices(Quarter, spoken)),
        "institution": {str(id_): name for id_, name in by_name},
        "owner": dict(words.choices(Party, spoken)),
    }
