"""The calendar (Kalender): a secret address for one's own appointments, made and ended on the account's page.

The address shows and changes nothing; whoever has it reads times and case codes, and nothing else.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from projections import closed_files, persons
from projections.appointments_of import Meeting, appointments_of
from web import desk
from web.access_log import CASE_MANAGEMENT, Access
from web.audience import PUBLIC, audience
from web.calendar_feeds import TooOften
from web.case_number import case_number
from web.exports.calendar import Entry, calendar
from web.language import _
from web.pages.exports.blueprint import pages
from web.parts import CASE_MANAGER, now, staff, today

PAST = timedelta(days=90)
"""How far back the calendar goes."""
ICALENDAR = "text/calendar; charset=utf-8"


@pages.get("/account/calendar")
@audience(CASE_MANAGER)
def calendar_address() -> str:
    """Whether there is an address, since when, and when a calendar read it last."""
    return _page()


@pages.post("/account/calendar/making")
@audience(CASE_MANAGER)
def make_calendar() -> str:
    """A new address, shown this once; the one before leads nowhere."""
    token = desk.house().accounts.calendars.make(staff().staff_id, now())
    return _page(url_for("exports.calendar_feed", token=token, _external=True))


@pages.post("/account/calendar/ending")
@audience(CASE_MANAGER)
def end_calendar() -> AnyResponse:
    """The address leads nowhere from now on."""
    desk.house().accounts.calendars.end(staff().staff_id)
    return redirect(url_for("exports.calendar_address", note="ended"), 303)


@pages.get("/calendar/<token>.ics")
@audience(PUBLIC)
def calendar_feed(token: str) -> Response:
    """The appointments behind a secret address; no cookie is asked for and none is set."""
    try:
        owner = desk.house().accounts.calendars.owner(token, request.remote_addr or "", now())
    except TooOften as refused:
        return Response(status=429, headers={"Retry-After": str(refused.seconds)})
    worker = desk.house().worker(owner) if owner else None
    if worker is None or not worker.has(CASE_MANAGER):
        abort(404)
    look = Access(
        at=now(),
        staff_id=worker.staff_id,
        role=CASE_MANAGER,
        view="exports.calendar_feed",
        purpose=CASE_MANAGEMENT,
        correlation=uuid4(),
        outside=False,
    )
    desk.house().access_log.record(look)
    return Response(calendar(_entries(worker.staff_id), _("Termine in Lotse"), now()), content_type=ICALENDAR)


def _page(address: str = "") -> str:
    return render_template(
        "exports/calendar.html",
        feed=desk.house().accounts.calendars.of(staff().staff_id),
        address=address,
        note=request.args.get("note", ""),
    )


def _entries(staff_id: UUID) -> Iterator[Entry]:
    meetings = list(appointments_of(desk.views(), staff_id, today() - PAST))
    known = persons.of_ids(desk.views(), {each.referral.person_id for each in meetings})
    groups = closed_files.groups(desk.views())

    def may_be_told(meeting: Meeting) -> bool:
        """Neither of a file that is only kept (Art. 18 GDPR) nor of one that is closed to its own carrier."""
        person_id = meeting.referral.person_id
        person = known.get(person_id)
        return person is not None and not person.restricted and staff_id in groups.get(person_id, {staff_id})

    for each in filter(may_be_told, meetings):
        code = case_number(each.referral.id)
        appointment = each.appointment
        summary, version = _("Termin %(code)s", code=code), each.referral.version
        yield Entry(appointment.id, summary, appointment.starts_at, appointment.state, version, appointment.ends_at)
