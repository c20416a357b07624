"""Reviews (Einsichten prüfen): what waits, one after the other; overdue ones on top; every decision is an event."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import oversight, words
from referrals.access_review import Verdict
from referrals.casework import Receipt, Sent
from web import desk, pseudonym, recording, reviewing
from web.access_log import REVIEW
from web.audience import audience
from web.forms import Form, blank, read
from web.language import N_, _, language
from web.pages.audit.accesses import lines
from web.pages.audit.blueprint import pages
from web.parts import AUDITOR
from web.reviewing import MOST_SHOWN, Item, Review

Answer = Response | str | tuple[str, int]
ROWS = 50
SHOWN = {"pending": N_("zu prüfen"), "approved": N_("in Ordnung"), "flagged": N_("beanstandet")}


@pages.get("/audit/reviews")
@audience(AUDITOR)
def reviews() -> str:
    """The inbox."""
    pseudonym.running()
    desk.looked("audit.reviews", purpose=REVIEW)
    show = shown()
    items, more = _pending() if show == "pending" else _decided(show)
    first = url_for("audit.reviews", show=show) if {"after", "before"} & set(request.args) else ""
    return render_template(
        "audit/reviews.html",
        show=show,
        tabs=[(url_for("audit.reviews", show=each), _(label), each == show) for each, label in SHOWN.items()],
        items=items,
        more=more,
        first=first,
        names=desk.staff_names({one for item in items for one in (item.staff_id, item.reviewed_by) if one}),
        persons={item.person_id: pseudonym.person(item.person_id) for item in items},
        fresh=desk.freshness(),
    )


def shown() -> str:
    """Which of the lists: what waits, or what was decided and how."""
    show = request.args.get("show", "pending")
    if show not in SHOWN:
        abort(404)
    return show


def _pending() -> tuple[list[Item], str]:
    """A page of what waits, and where the next one begins; empty on the last one."""
    waiting, after = reviewing.pending(), request.args.get("after")
    if after is not None:
        waiting = [item for item in waiting if _place(item) > after]
    more = url_for("audit.reviews", after=_place(waiting[ROWS - 1])) if len(waiting) > ROWS else ""
    return waiting[:ROWS], more


def _decided(show: str) -> tuple[list[Item], str]:
    """A page of what was decided."""
    before = request.args.get("before", type=int)
    found = reviewing.decided(Verdict(show), before, ROWS + 1)
    more = url_for("audit.reviews", show=show, before=found[ROWS - 1][0]) if len(found) > ROWS else ""
    return [item for _position, item in found[:ROWS]], more


def _place(item: Item) -> str:
    return ".".join(item.place)


@pages.route("/audit/reviews/emergency/<uuid:break_glass_id>", methods=["GET", "POST"])
@audience(AUDITOR)
def review_emergency(break_glass_id: UUID) -> Answer:
    """An emergency access."""
    found = oversight.emergency(desk.views(), break_glass_id)
    if found is None:
        abort(404)
    decide = desk.casework().break_glass.review
    return decided(reviewing.of_emergency(found), lambda sent, **said: decide(sent, break_glass_id, **said))


@pages.route("/audit/reviews/file/<uuid:audit_file_id>", methods=["GET", "POST"])
@audience(AUDITOR)
def review_file(audit_file_id: UUID) -> Answer:
    """A file that was opened for an audit."""
    found = oversight.audit_file_of(desk.views(), audit_file_id)
    if found is None or found.decided_on is None:
        abort(404)
    decide = desk.casework().audit_files.review
    return decided(reviewing.of_file(found), lambda sent, **said: decide(sent, audit_file_id, **said))


@pages.route("/audit/reviews/look/<uuid:staff_id>/<uuid:person_id>/<day>", methods=["GET", "POST"])
@audience(AUDITOR)
def review_look(staff_id: UUID, person_id: UUID, day: str) -> Answer:
    """Looks outside somebody's caseload."""
    asked = _day(day)
    found = [each for each in reviewing.pending_looks() if (each.staff_id, each.person_id) == (staff_id, person_id)]
    item = next((each for each in found if each.day == asked), None)
    if item is None:
        abort(404)
    decide = desk.casework().access_reviews.decide
    return decided(item, lambda sent, **said: decide(sent, staff_id=staff_id, person_id=person_id, day=asked, **said))


def decided(item: Item, record: Callable[..., Receipt]) -> Answer:
    """Show it; once it is decided, go on with the next one."""
    pseudonym.running()
    options = {"verdict": dict(words.choices(Verdict, language()))}
    if request.method == "GET":
        return detail(item, blank(Review, options=options), "audit/review.html", pseudonym.person(item.person_id))
    item.check()
    form = read(Review, request.form, options=options)

    def again() -> tuple[str, int]:
        return detail(item, form, "audit/review.html", pseudonym.person(item.person_id)), 422

    return recording.recorded(form, lambda: told(form, record), lambda: _next(item), again)


def told(form: Form, record: Callable[..., Receipt]) -> Receipt:
    """Record what the form says."""
    sent: Sent = desk.sent(form)
    return record(sent, verdict=Verdict(form.values["verdict"]), remark=form.values.get("remark"))


def detail(item: Item, form: Form, template: str, whose: str, **more: Any) -> str:
    """Everything there is to see about it; who reads why, is recorded."""
    desk.looked("audit.review", person_id=item.person_id, purpose=REVIEW)
    sealed, stream = item.text or (None, item.id)
    text, remark = desk.open_values([(sealed, stream, "text"), (item.remark, item.id, "remark")])
    entries = desk.house().access_log.page(item.looks, limit=MOST_SHOWN)
    return render_template(
        template,
        item=item,
        form=form,
        whose=whose,
        text=text,
        remark=remark,
        names=desk.staff_names({one for one in (item.staff_id, item.reviewed_by, item.granted_by) if one}),
        looks=lines(entries) if template.startswith("audit/") else entries,
        **more,
    )


def _next(done: Item) -> str:
    waiting = [each for each in reviewing.pending() if each.can_be_decided and each.id != done.id]
    return waiting[0].address if waiting else url_for("audit.reviews")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
