"""Waiting (Warten): figures of a long log take a while; the page says so at once, and loads itself anew until they are
there. Nobody waits for an answer that a browser gives up on."""

from typing import Any
from uuid import UUID

import msgspec
from flask import abort, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from referrals.casework import Sent
from referrals.report import Subject
from web import desk, reporting
from web.audience import audience
from web.house import RealHouse
from web.ordered import Order, Standing
from web.pages.figures.blueprint import pages
from web.parts import COORDINATOR

SECONDS = 3


@pages.get("/reports/waiting/<uuid:command_id>")
@audience(COORDINATOR)
def made_yet(command_id: UUID) -> AnyResponse | str:
    """The report that a command asked for, as soon as it is made; what was left behind is carried on."""
    house = desk.house()
    found = house.orders.find(command_id)
    recorded = house.log.result_of(command_id)
    if recorded:
        return redirect(url_for("figures.report", report_id=recorded[0].originator_id), 303)
    if found is None:
        abort(404)
    order, standing = found
    if standing is Standing.LEFT:
        _carry_on(house, order)
    if standing is Standing.FAILED:
        return render_template("figures/not_made.html", again=url_for("figures.reports", **_chosen(order.subject)))
    return _page(made=False)


def making(sent: Sent, subject: Subject) -> AnyResponse | None:
    """The page to wait on while a report is made behind the answer; None where it can be made at once.

    Raises CannotMakeReport where there can be none.
    """
    house = desk.house()
    if house.day_ends.is_at_hand(reporting.check(house, subject).position):
        return None
    order = Order(sent=sent, subject=subject)
    if not house.log.result_of(sent.command_id) and house.orders.place(order):
        house.behind_the_answer(lambda: _make(house, order))
    return redirect(url_for("figures.made_yet", command_id=sent.command_id), 303)


def ordered() -> list[Order]:
    """The reports that are being made, for the list; those that were left behind are carried on."""
    house = desk.house()
    found = house.orders.waiting()
    for order in found:
        _carry_on(house, order)
    return found


def counting(position: int, *, recounted: bool = False) -> AnyResponse | None:
    """The page to wait on while the figures up to an event are counted; None where they are at hand."""
    house = desk.house()
    if position > house.log.head() or house.has_counted(position, recounted=recounted):
        return None
    return _page(made=True)


def _carry_on(house: RealHouse, order: Order) -> None:
    """Make what a process that ended had begun; nothing where somebody is at it."""
    if house.orders.take_up(order.sent.command_id):
        house.behind_the_answer(lambda: _make(house, order))


def _make(house: RealHouse, order: Order) -> None:
    with house.orders.at_work(order.sent.command_id):
        reporting.make(house, order.sent, order.subject)


def _chosen(subject: Subject) -> dict[str, Any]:
    """What the form for a new report begins with."""
    told = msgspec.to_builtins(subject)
    named = {"institution" if name == "institution_id" else name: code for name, code in told.items()}
    return {name: str(code) for name, code in named.items() if code is not None}


def _page(*, made: bool) -> AnyResponse:
    page = make_response(render_template("figures/waiting.html", made=made, here=request.full_path))
    page.headers["Refresh"] = str(SECONDS)
    return page
