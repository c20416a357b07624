"""Emergency (Notfall): what stands on every page while a file is open in this way, and on the page that refuses one."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import Flask, g, request, url_for

from projections import caseload
from web import desk
from web.case_number import case_number
from web.house import RealHouse
from web.parts import CASE_MANAGER, COORDINATOR, the_house


class Running(NamedTuple):
    """An emergency access that is on; `command_id` belongs to the form that ends it."""

    code: str
    until: datetime
    file: str
    end: str
    command_id: UUID


def running() -> list[Running]:
    """The worker's emergency accesses, for the layout; none on a page that says the database is away."""
    worker = g.get("staff")
    if worker is None or g.get("unsteady") or not worker.has(CASE_MANAGER, COORDINATOR):
        return []
    if not isinstance(the_house(), RealHouse):
        return []
    return [
        Running(
            case_number(each.person_id),
            each.until,
            url_for("opened.file", person_id=each.person_id),
            url_for("break_glass.ending", break_glass_id=each.id),
            uuid4(),
        )
        for each in desk.emergencies().values()
    ]


def way_in() -> str:
    """Where the worker may open the file that this request was refused; empty where there is none."""
    worker, asked = g.get("staff"), request.view_args or {}
    if worker is None or not worker.has(CASE_MANAGER, COORDINATOR):
        return ""
    person_id = asked.get("person_id")
    if "referral_id" in asked:
        referral = caseload.get(desk.views(), asked["referral_id"])
        person_id = referral.person_id if referral else None
    if person_id is None or not desk.persons_of([person_id]) or desk.is_closed_to_us(person_id):
        return ""
    return url_for("break_glass.opening", person_id=person_id)


def install(app: Flask) -> None:
    """Let the layout show it."""
    app.jinja_env.globals.update(emergencies_running=running)
