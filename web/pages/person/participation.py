"""Participation in the ESF Plus (Teilnahme): what the person answered, what is missing, and every step of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort, render_template, request, url_for

from projections import participations, words
from referrals.casework import Receipt
from referrals.participation import QUESTIONS, Missing, Participation
from referrals.participation_events import LeavingResult
from web import desk, funder, recording, rules
from web.access_log import FUNDING
from web.audience import audience
from web.forms import Form, blank, read
from web.language import N_, _, language
from web.pages.person.blueprint import Answer, pages
from web.pages.person.participation_steps import STEPS, Asking, Step, answered, options, stands
from web.parts import CASE_MANAGER, today

NOT_ASKED = N_("noch nicht erfragt")


class Line(NamedTuple):
    """A question and what was answered; `asked` is False while nobody did."""

    label: str
    said: str
    asked: bool


@pages.get("/persons/<uuid:person_id>/participation")
@audience(CASE_MANAGER, sees=rules.carries_person)
def participation(person_id: UUID) -> Answer:
    """What is recorded for the funder, what is missing, and what can be done next."""
    desk.looked("person.participation", person_id=person_id, purpose=FUNDING)
    known = participations.of_person(desk.views(), person_id)
    standing = known if stands(known) else None
    return render_template(
        "person/participation.html",
        person_id=person_id,
        person_name=desk.person_names([person_id])[person_id],
        person=desk.person(person_id),
        known=standing,
        lines=_lines(standing) if standing else [],
        results=_told_results(standing) if standing else [],
        missing=[words.word(each, language()) for each in standing.missing(today())] if standing else [],
        follow_up=standing is not None and Missing.FOLLOW_UP in standing.missing(today()),
        steps=[(name, _(step.heading)) for name, step in STEPS.items() if step.fits(known)],
        handed_over=participations.handed_over_on(desk.views(), standing.id) if standing else [],
    )


@pages.route("/persons/<uuid:person_id>/participation/<stage>", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def participating(person_id: UUID, stage: str) -> Answer:
    """One step of it: what it needs, and recording it."""
    if stage not in STEPS:
        abort(404)
    asked, known = STEPS[stage], participations.of_person(desk.views(), person_id)
    if request.method == "GET":
        if not asked.fits(known):
            abort(404)
        return _page(person_id, asked, blank(asked.schema, options=options(asked), **_start(asked, known)))
    form = read(asked.schema, request.form, options=options(asked))

    def record() -> Receipt:
        day: date | None = form.values.get(asked.day) if asked.day else None
        stream = known.id if known is not None else None
        return asked.record(desk.sent(form, stream=stream, occurred_on=day), person_id, known, form.values)

    there = url_for("person.participation", person_id=person_id)
    return recording.recorded(form, record, lambda: there, lambda: _page(person_id, asked, form))


def _page(person_id: UUID, asked: Step, form: Form) -> Answer:
    desk.looked("person.participation", person_id=person_id, purpose=FUNDING)
    page = render_template(
        "person/participating.html",
        form=form,
        person_id=person_id,
        person_name=desk.person_names([person_id])[person_id],
        heading=asked.heading,
    )
    return page, 422 if form.problems else 200


def _start(asked: Step, known: Participation | None) -> dict[str, Any]:
    """What the form shows beforehand: today, and what was answered."""
    start: dict[str, Any] = {asked.day: "today"} if asked.day else {}
    if known is not None:
        start["expected_version"] = known.version
    if asked.schema is Asking and known is not None:
        start |= answered(known)
    return start


def _lines(known: Participation) -> list[Line]:
    texts = answered(known)
    return [
        Line(words.word(Missing(name), language()), _said(known, name, cls, texts), name in known.answers)
        for name, cls in QUESTIONS.items()
    ]


def _said(known: Participation, name: str, cls: type[StrEnum], texts: Mapping[str, str]) -> str:
    if name not in known.answers:
        return _(NOT_ASKED)
    return words.word(cls(texts[name]), language()) if name in texts else _("gelöscht")


def _told_results(known: Participation) -> list[tuple[date, str]]:
    """(day, what was different) on leaving, and when somebody asked again."""
    texts = funder.opened(desk.house().vault, [known])
    found = []
    for day, sealed in ((known.left_on, known.results), (known.followed_up_on, known.later_results)):
        if day is not None:
            codes = funder.results_in(texts.get(sealed.blob)) if sealed is not None else None
            told = ", ".join(words.word(LeavingResult(code), language()) for code in codes or ())
            found.append((day, told or _(NOT_ASKED)))
    return found
