"""Waiting (Warten): figures of a long log take a while; the page says so at once, and loads itself anew until they are
there. Nobody waits for an answer that a browser gives up on."""

from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from referrals.casework import Sent
from referrals.report import Subject
from web import desk, reporting
from web.audience import audience
from web.pages.figures.blueprint import pages
from web.parts import COORDINATOR

SECONDS = 3


@pages.get("/reports/waiting/<uuid:command_id>")
@audience(COORDINATOR)
def made_yet(command_id: UUID) -> AnyResponse:
    """The report that a command asked for, as soon as it is made."""
    recorded = desk.house().log.result_of(command_id)
    if recorded:
        return redirect(url_for("figures.report", report_id=recorded[0].originator_id), 303)
    return _page(made=False)


def making(sent: Sent, subject: Subject) -> AnyResponse | None:
    """The page to wait on while a report is made behind the answer; None where it can be made at once.

    Raises CannotMakeReport where there can be none.
    """
    house = desk.house()
    if house.day_ends.is_at_hand(reporting.check(house, subject).position):
        return None
    house.behind_the_answer(lambda: _make(house, sent, subject))
    return redirect(url_for("figures.made_yet", command_id=sent.command_id), 303)


def counting(position: int, *, recounted: bool = False) -> AnyResponse | None:
    """The page to wait on while the figures up to an event are counted; None where they are at hand."""
    house, ends = desk.house(), desk.house().day_ends
    if position > house.log.head() or ends.is_at_hand(position, recounted=recounted):
        return None
    house.behind_the_answer(lambda: ends.prepare(position, recounted=recounted))
    return None if ends.is_at_hand(position, recounted=recounted) else _page(made=True)


def _make(house: reporting.Reporting, sent: Sent, subject: Subject) -> None:
    reporting.make(house, sent, subject)


def _page(*, made: bool) -> AnyResponse:
    page = make_response(render_template("figures/waiting.html", made=made, here=request.full_path))
    page.headers["Refresh"] = str(SECONDS)
    return page
