"""The page of a referral (Vermittlung): where it stands, what can be done now, and everything that happened."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app, url_for

from projections import timeline
from referrals.referral.events import ReferralEvent
from referrals.referral.state import Referral
from web import banner, desk, rules
from web.audience import audience
from web.pages.forgotten import is_erased
from web.pages.referral import frame, link
from web.pages.referral.corrections import fields_of
from web.pages.referral.offered import may_agree, steps_now, waits_for_a_second_person
from web.pages.referral.steps import pages, way_back
from web.pages.referral.still_open import open_appointments
from web.parts import CASE_MANAGER, now
from web.telling import Told, whole


class Line(NamedTuple):
    """A line of the timeline; the addresses are empty where nothing can be put right."""

    told: Told
    correct: str = ""
    take_back: str = ""


@pages.get("/referrals/<uuid:referral_id>")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def page(referral_id: UUID) -> str:
    """Everything about one referral."""
    referral = desk.referral(referral_id)
    back, erased = way_back(), is_erased(referral.person_id)
    return frame.on(
        referral,
        "referral/page.html",
        back=back,
        erased=erased,
        offers=[] if erased else steps_now(referral, back),
        appointments=_with_places(referral, back),
        lines=[Line(told) if erased else _line(referral, told) for told in reversed(_timeline(referral))],
        waits=waits_for_a_second_person(referral),
        may_agree=may_agree(referral),
        handover=_handover(referral),
        link=None if erased else link.shown(referral),
        restricted=bool(desk.restricted_among([referral.person_id])),
    )


@pages.get("/referrals/<uuid:referral_id>/print")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def printed(referral_id: UUID) -> str:
    """For the paper file."""
    referral = desk.referral(referral_id)
    return frame.on(
        referral,
        "referral/print.html",
        appointments=_with_places(referral),
        lines=[Line(told) for told in _timeline(referral, on_paper=True)],
        printed_at=now(),
    )


def _handover(referral: Referral) -> str:
    """Where responsibility moves; empty where there is none left."""
    if not referral.phase.is_active or "team.handover.begin" not in current_app.view_functions:
        return ""
    return url_for("team.handover.begin", giver=referral.case_manager, referral=referral.id)


def _timeline(referral: Referral, *, on_paper: bool = False) -> list[Told]:
    return whole(timeline.of_referral(desk.views(), desk.house().log, referral.id), on_paper=on_paper)


def _with_places(referral: Referral, back: str = "") -> list[tuple[Any, str]]:
    opened = open_appointments(referral, back)
    places = desk.open_values([(each.appointment.place, referral.id, "place") for each in opened])
    return list(zip(opened, places, strict=True))


def _line(referral: Referral, told: Told) -> Line:
    event = told.entry.event
    if not isinstance(event, ReferralEvent) or told.entry.taken_back_by is not None:
        return Line(told)
    steps: Sequence[Any] = told.entry.told
    address: dict[str, Any] = {"referral_id": referral.id, "step": event.originator_version}
    may = banner.may_be_taken_back(steps, event.originator_version)
    return Line(
        told,
        correct=url_for("referral.correction", **address) if fields_of(event) else "",
        take_back=url_for("referral.taking_back", **address) if may else "",
    )
