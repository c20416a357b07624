"""Retention for coordination (Löschfristen): what falls due within a year and why, by code; suspending the run."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import words
from projections.expiring import Falling, falling
from referrals.casework import Receipt
from referrals.retention import STREAM, Standing, SuspendReason, classes
from web import desk, recording, retaining
from web.audience import audience
from web.case_number import case_number
from web.fields import Choice, Options
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.own_data.letter import spoken_months
from web.parts import COORDINATOR, today

pages = Blueprint("retention", __name__)
MONTHS = 12


class Suspending(StepForm):
    """Why nothing is requested by itself for a time."""

    reason = Choice(N_("Warum setzen Sie den Lauf aus?"), kind="select")


class Resuming(StepForm):
    """Nothing but the wish."""


class Line(NamedTuple):
    """A file that falls due, by code; `held` says what keeps it."""

    falling: Falling
    code: str
    time: str
    held: str
    stage: str


@pages.get("/team/retention")
@audience(COORDINATOR)
def overview() -> str:
    """The next twelve months."""
    return _page()


@pages.post("/team/retention")
@audience(COORDINATOR)
def suspend() -> Response | tuple[str, int]:
    """Suspend the automatic run."""
    form = read(Suspending, request.form, options=_reasons())

    def record() -> Receipt:
        return desk.casework().retention.suspend(
            desk.sent(form, stream=STREAM), reason=SuspendReason(form.values["reason"])
        )

    return _recorded(form, record)


@pages.post("/team/retention/resuming")
@audience(COORDINATOR)
def resume() -> Response | tuple[str, int]:
    """Let it run again."""
    form = read(Resuming, request.form)
    return _recorded(form, lambda: desk.casework().retention.resume(desk.sent(form, stream=STREAM)))


def _recorded(form: Form, record: Callable[[], Receipt]) -> Response | tuple[str, int]:
    there = url_for("team.retention.overview")
    return recording.recorded(form, record, lambda: there, lambda: (_page(form), 422))


def _page(form: Form | None = None) -> str:
    standing = retaining.standing(desk.house())
    lines = [_line(each) for each in falling(desk.views(), today(), MONTHS)]
    return render_template(
        "team/retention.html",
        standing=standing,
        form=form or _blank(standing),
        step=_blank(standing),
        lines=lines,
        classes=[(each, spoken_months(each.months)) for each in classes()],
        today=today(),
        fresh=desk.freshness(),
    )


def _blank(standing: Standing) -> Form:
    if standing.suspended:
        return blank(Resuming, expected_version=standing.version)
    return blank(Suspending, options=_reasons(), expected_version=standing.version)


def _reasons() -> dict[str, Options]:
    return {"reason": dict(words.choices(SuspendReason, language()))}


def _line(each: Falling) -> Line:
    held = ", ".join(words.word(hold.ground, language()) for hold in each.due.holds)
    stage = words.word(each.stage, language()) if each.stage else ""
    return Line(each, case_number(each.due.person_id), spoken_months(each.due.kind.months), held, stage)
