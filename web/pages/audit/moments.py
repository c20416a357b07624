"""Moments (Zeitpunkte): the day from which an auditor looks, in the address as `as_of=` or `recorded_on=`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, NamedTuple

from flask import redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from projections.past import Moment, Seen
from referrals.occasion import LOCAL
from web import desk
from web.fields import Choice, Day
from web.forms import Form, FormSchema, blank, read
from web.language import N_
from web.parts import now, today

SEEN = {
    Seen.AS_OF.value: N_("Was bis dahin geschehen war, nach heutigem Wissen"),
    Seen.RECORDED_ON.value: N_("Was an diesem Tag schon eingetragen war"),
}


class Looking(FormSchema):
    """Which day is looked at, and from where."""

    on = Day(N_("Tag"), optional=True, hint=N_("Zum Beispiel 3.11.2026. Leer lassen für heute."))
    seen = Choice(N_("Was soll zählen?"), SEEN, optional=True)


class Address(FormSchema):
    """The day as it stands in the address."""

    as_of = Day(N_("Stand am"), optional=True)
    recorded_on = Day(N_("Bekannt am"), optional=True)


class View(NamedTuple):
    """From where a page looks: now, or a moment of the past; `form` chooses another one."""

    moment: Moment | None
    form: Form

    @property
    def query(self) -> dict[str, Any]:
        """How it stands in the address."""
        return {self.moment.seen.value: self.moment.day.isoformat()} if self.moment else {}

    @property
    def other(self) -> dict[str, Any]:
        """The same day from the other side, for the address."""
        if self.moment is None:
            return {}
        other = Seen.RECORDED_ON if self.moment.seen is Seen.AS_OF else Seen.AS_OF
        return {other.value: self.moment.day.isoformat()}

    @property
    def now(self) -> datetime:
        """The end of the day that is looked at, or this moment."""
        return datetime.combine(self.moment.day, time(23, 59), LOCAL) if self.moment else now()


def view() -> View:
    """From where this request looks; a day that does not hold is a problem of the form."""
    address = read(Address, request.args)
    chosen = [(seen, address.values[seen.value]) for seen in Seen if address.values.get(seen.value)]
    moment = Moment(chosen[0][1], chosen[0][0]) if chosen else None
    form = blank(Looking, on=moment.day if moment else None, seen=moment.seen if moment else Seen.AS_OF)
    for found in address.problems.values():
        form.problems["on"] = found
    return View(moment, form)


def chosen_anew(endpoint: str, **values: Any) -> Response | None:
    """Where the form for the day leads: the same page with the day in its address; None where nothing was chosen."""
    if "on" not in request.args:
        return None
    form = read(Looking, request.args)
    dropped = {"on", "seen", "after", *(seen.value for seen in Seen)}
    kept: dict[str, Any] = {name: text for name, text in request.args.items() if text and name not in dropped}
    seen = form.values.get("seen") or Seen.AS_OF.value
    day = form.values.get("on")
    moment = {seen: day.isoformat()} if day else {seen: request.args["on"]} if form.problems else {}
    return redirect(url_for(endpoint, **values, **kept, **moment), 303)


@contextmanager
def looking_back(seen: View) -> Iterator[Connection]:
    """The caseload as it is looked at."""
    if seen.moment is None:
        yield desk.views()
        return
    with desk.house().past.at(seen.moment) as connection:
        yield connection


def day_shown(seen: View) -> date:
    """The day that is looked at."""
    return seen.moment.day if seen.moment else today()
