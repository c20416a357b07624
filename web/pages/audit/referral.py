"""One referral (Vermittlung) under a pseudonym: as it stands, or on a day, as it was beside what was known."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from werkzeug.wrappers import Response

from projections import journal
from projections.journal import Wanted
from projections.past import Moment, Seen, referral_at, told_by
from referrals.event import Event
from referrals.referral.state import Referral
from web import desk, pseudonym
from web.audience import audience
from web.pages.audit import moments, states
from web.pages.audit.blueprint import pages
from web.pages.audit.lines import Line, lines
from web.parts import AUDITOR

MOST = 1_000
"""More events than a referral has."""


@pages.get("/audit/referrals/<uuid:referral_id>")
@audience(AUDITOR)
def referral(referral_id: UUID) -> str | Response:
    """What was known of it on a day, beside what is known of that day now."""
    pseudonym.running()
    if (elsewhere := moments.chosen_anew("audit.referral", referral_id=referral_id)) is not None:
        return elsewhere
    view, known = moments.view(), desk.referral(referral_id)
    desk.looked("audit.referral", person_id=known.person_id, referral_id=referral_id, purpose="audit")
    told: Any = desk.house().log.events_of(referral_id)
    moment = view.moment
    then: Referral | None = known
    seen_now: Referral | None = known
    if moment is not None:
        then, seen_now = (referral_at(told, Moment(moment.day, seen)) for seen in (Seen.RECORDED_ON, Seen.AS_OF))
    wrong = {"form": view.form} if view.form.problems else {}
    return render_template(
        "audit/referral.html",
        view=view,
        referral_id=referral_id,
        known=known,
        code=pseudonym.referral(referral_id),
        person=pseudonym.person(known.person_id),
        accesses=url_for("audit.accesses", person=known.person_id),
        rows=states.compared(then, seen_now),
        late=came_later(referral_id, told, moment) if moment else [],
        other=url_for("audit.referral", referral_id=referral_id, **view.other),
        fresh=desk.freshness(),
        **wrong,
    )


def came_later(referral_id: UUID, told: Sequence[Any], moment: Moment) -> list[Line]:
    """What makes the difference between the two: entries on that day's past that were made afterwards."""
    known = {event.originator_version for event in told_by(told, Moment(moment.day, Seen.RECORDED_ON))}
    counts = {event.originator_version for event in told_by(told, Moment(moment.day, Seen.AS_OF))}
    places = journal.page(desk.views(), Wanted(file=referral_id), after=0, limit=MOST)
    return [line for line in lines(places) if _makes_a_difference(line.event, known, counts)]


def _makes_a_difference(event: Event, known: set[int], counts: set[int]) -> bool:
    """Whether it was recorded afterwards, and speaks of the time before: itself, or the step that it puts right."""
    if event.originator_version in known:
        return False
    return event.originator_version in counts or getattr(event, "step", None) in known
