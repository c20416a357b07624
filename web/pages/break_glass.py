"""Break-glass (Notfallzugriff): open a file that is not one's own, say why, and read it for three hours."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import carried, words
from referrals.break_glass import LASTS, Emergency
from referrals.casework import Receipt
from web import banner, desk, recording, rules
from web.audience import audience
from web.case_number import case_number, ids_behind
from web.fields import Choice, Line, Text
from web.forms import Form, FormSchema, StepForm, blank, read
from web.language import N_, language
from web.parts import CASE_MANAGER, COORDINATOR, Worker, staff

pages = Blueprint("break_glass", __name__)


class Opening(StepForm):
    """Why it cannot wait."""

    reason = Choice(N_("Warum kann es nicht warten?"))
    text = Text(
        N_("Was ist geschehen?"),
        max=1000,
        rows=3,
        hint=N_("Ein, zwei Sätze genügen. Die Prüfer:in liest sie."),
    )


class Finding(FormSchema):
    """Whose file it is, by the code that a colleague's list or a similar name shows."""

    code = Line(
        N_("Fallcode oder Fallnummer"), max=20, hint=N_("Zum Beispiel 7KD-3QFX. Er steht in den Listen des Teams.")
    )


class Ending(StepForm):
    """The worker is done."""


def is_somebodys_file(worker: Worker, person_id: UUID, **_: object) -> bool:
    """There is such a file; who carries it needs no emergency."""
    return desk.person(person_id).id == person_id


@pages.route("/break-glass", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def finding() -> Response | str | tuple[str, int]:
    """Name the file by its code, for a name opens nothing."""
    if request.method == "GET":
        return render_template("break_glass/finding.html", form=blank(Finding))
    form = read(Finding, request.form)
    if form.ok:
        ids = ids_behind(form.values["code"])
        person_id = carried.person_behind(desk.views(), *ids) if ids else None
        if person_id is not None:
            return redirect(url_for("break_glass.opening", person_id=person_id), 303)
        form.refuse("code", "CannotBreakGlass.no_such_code")
    return render_template("break_glass/finding.html", form=form), 422


@pages.route("/persons/<uuid:person_id>/break-glass", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR, sees=is_somebodys_file)
def opening(person_id: UUID) -> Response | str | tuple[str, int]:
    """Say why, and open the file."""
    if rules.carries_person(staff(), person_id):
        return redirect(url_for("person.page", person_id=person_id), 303)
    options = {"reason": dict(words.choices(Emergency, language()))}
    if request.method == "GET":
        return _asked(person_id, blank(Opening, options=options))
    form = read(Opening, request.form, options=options)

    def record() -> Receipt:
        reason, text = Emergency(form.values["reason"]), form.values["text"]
        return desk.casework().break_glass.open(desk.sent(form), person_id, reason=reason, text=text)

    there = url_for("opened.file", person_id=person_id)
    return recording.recorded(form, record, lambda: there, lambda: _asked(person_id, form))


@pages.post("/break-glass/<uuid:break_glass_id>/end")
@audience(CASE_MANAGER, COORDINATOR)
def ending(break_glass_id: UUID) -> Response:
    """Done before the time is over."""
    form = read(Ending, request.form)
    if not form.ok:
        abort(400)
    receipt = desk.casework().break_glass.end(desk.sent(form), break_glass_id)
    return banner.after(redirect(url_for("session.start"), 303), receipt)


def _asked(person_id: UUID, form: Form) -> tuple[str, int]:
    page = render_template(
        "break_glass/opening.html",
        form=form,
        code=case_number(person_id),
        closed=desk.is_closed_to_us(person_id),
        hours=LASTS.seconds // 3600,
    )
    return page, 422 if form.problems else 200
