"""Tables (Tabellen) of the figures: what questions group and filter by in columns; each index names its questions.

A wrong entry has no day and no rows of its own, so that no question finds it. Every table carries what figures are
narrowed to (quarter, need, language, institution), and every index holds all columns of its questions: none of them
reads a row. Days after opening are counted from it: 0 is the same day.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Uuid

from projections.directory import active_offers, languages_of
from projections.figures import announced, courses
from projections.figures.announced import Announced
from projections.figures.courses import Course
from projections.projection import Keyed, Projection, Spread, keyed_table, spread_table, topics_of
from referrals import institution
from referrals.announcement import AnnouncementEvent
from referrals.calendar import working_days_after
from referrals.institution import Institution, InstitutionEvent
from referrals.referral.codes import Phase
from referrals.referral.events import StepCorrected, StepTakenBack

VERSION = 1
ANSWER_WITHIN = 10
"""Working days in which an institution should answer: the clock of a forwarding."""

_NARROWED = ("quarter", "need", "language", "institution_id")


def _narrowed() -> tuple[Column[Any], ...]:
    return (
        Column("quarter", String, nullable=False),
        Column("need", String, nullable=False),
        Column("language", String, nullable=False),
        # Null until an institution is chosen.
        Column("institution_id", Uuid),
    )


referrals = keyed_table(
    "figures",
    VERSION,
    Column("person_id", Uuid, nullable=False),
    Column("case_manager", Uuid, nullable=False),
    Column("phase", String, nullable=False),
    *_narrowed(),
    Column("is_open", Boolean, nullable=False),
    # The first attempt of its need.
    Column("is_first", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Column("stage", Integer, nullable=False),
    # Null where void.
    Column("opened_on", Date),
    # Days; null until an appointment was kept.
    Column("kept_after", Integer),
    # Null until closed, and where void.
    Column("closed_on", Date),
    Column("closed_after", Integer),
    Column("outcome", String),
    Column("decided_by", String),
    # open_by_…, waiting_…
    Index(f"figures_v{VERSION}_open", "is_open", *_NARROWED, "phase", "since"),
    # funnel, to_first_kept, to_closed, needs of language_gap, persons, opened of flow
    Index(
        f"figures_v{VERSION}_opened",
        "opened_on",
        *_NARROWED,
        "stage",
        "kept_after",
        "closed_after",
        "is_first",
        "person_id",
    ),
    # outcomes, closed of flow
    Index(f"figures_v{VERSION}_closed", "closed_on", *_NARROWED, "outcome", "decided_by"),
)
forwardings = spread_table(
    "figures_forwardings",
    VERSION,
    Column("number", Integer, primary_key=True),
    *_narrowed(),
    Column("forwarded_on", Date, nullable=False),
    # The last day of the time to answer.
    Column("term_on", Date, nullable=False),
    # Null until the institution answers.
    Column("answered_on", Date),
    Column("answered_after", Integer),
    # Null while the answer is waited for, and where it came.
    Column("dropped_on", Date),
    Column("dropped_after", Integer),
    # Null where nobody declined.
    Column("reason", String),
    Column("declined_by", String),
    # answers, answered_in_time, institution_answers, institution_declines
    Index(
        f"figures_forwardings_v{VERSION}_forwarded",
        "forwarded_on",
        *_NARROWED,
        "term_on",
        "answered_on",
        "answered_after",
        "dropped_on",
        "dropped_after",
        "reason",
        "declined_by",
    ),
)
visits = spread_table(
    "figures_visits",
    VERSION,
    Column("appointment_id", Uuid, primary_key=True),
    *_narrowed(),
    Column("starts_on", Date, nullable=False),
    Column("state", String, nullable=False),
    # appointments, institution_kept
    Index(f"figures_visits_v{VERSION}_started", "starts_on", *_NARROWED, "state"),
)
announcements = keyed_table(
    "figures_announcements",
    VERSION,
    # Null where nobody said it.
    Column("quarter", String),
    Column("need", String, nullable=False),
    Column("institution_id", Uuid),
    Column("announced_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    # Null until somebody takes or drops it.
    Column("fate", String),
    # announced
    Index(f"figures_announcements_v{VERSION}_made", "announced_on"),
)
institutions = keyed_table("figures_institutions", VERSION)
offers = spread_table(
    "figures_offers",
    VERSION,
    Column("offer_id", Uuid, primary_key=True),
    Column("language", String, primary_key=True),
    # Empty where the offer names no need.
    Column("need", String, primary_key=True),
    # offers of language_gap
    Index(f"figures_offers_v{VERSION}_speaking", "language", "need"),
)


def _after(first: date, then: date | None) -> int | None:
    return None if then is None else max(0, (then - first).days)


def _narrowing(course: Course) -> dict[str, Any]:
    return {"quarter": course.quarter, "need": course.need.value, "language": course.language}


def _columns(course: Course) -> dict[str, Any]:
    void = course.phase is Phase.VOID
    closed_on = None if void else course.closed_on
    return {
        "person_id": course.person_id,
        "case_manager": course.case_manager,
        "phase": course.phase.value,
        **_narrowing(course),
        "institution_id": course.institution_id,
        "is_open": course.phase.is_active,
        "is_first": course.attempt == 1,
        "since": course.since,
        "stage": course.stage,
        "opened_on": None if void else course.opened_on,
        "kept_after": _after(course.opened_on, course.kept_on),
        "closed_on": closed_on,
        "closed_after": _after(course.opened_on, closed_on),
        "outcome": course.outcome.value if course.outcome else None,
        "decided_by": course.decided_by.value if course.decided_by else None,
    }


def _forwardings(course: Course) -> Iterable[dict[str, Any]]:
    for number, each in enumerate(() if course.phase is Phase.VOID else course.forwardings):
        yield {
            "number": number,
            **_narrowing(course),
            "institution_id": each.institution_id,
            "forwarded_on": each.on,
            "term_on": working_days_after(each.on, ANSWER_WITHIN),
            "answered_on": each.answered_on,
            "answered_after": _after(each.on, each.answered_on),
            "dropped_on": each.dropped_on,
            "dropped_after": _after(each.on, each.dropped_on),
            "reason": each.reason.value if each.reason else None,
            "declined_by": each.declined_by.value if each.declined_by else None,
        }


def _visits(course: Course) -> Iterable[dict[str, Any]]:
    for each in () if course.phase is Phase.VOID else course.visits:
        yield {
            "appointment_id": each.id,
            **_narrowing(course),
            "institution_id": each.institution_id,
            "starts_on": each.on,
            "state": each.state.value,
        }


def _announced(announced: Announced) -> dict[str, Any]:
    return {
        "quarter": announced.quarter,
        "need": announced.need.value,
        "institution_id": announced.institution_id,
        "announced_on": announced.announced_on,
        "expires_on": announced.expires_on,
        "fate": announced.fate.value if announced.fate else None,
    }


def _offers(known: Institution) -> Iterable[dict[str, Any]]:
    for offer_id, offer in active_offers(known).items() if known.listed else ():
        for language in languages_of(known, offer):
            for need in dict.fromkeys(offer.needs) or ("",):
                yield {"offer_id": offer_id, "language": language, "need": need}


_RETOLD_BY = topics_of(StepCorrected, StepTakenBack)
_courses = Keyed(
    table=referrals,
    topics=topics_of(*courses.COUNTED) | _RETOLD_BY,
    state=Course,
    fold=courses.fold,
    columns=_columns,
    retold_by=_RETOLD_BY,
    refold=courses.refold,
    spread=(Spread(forwardings, _forwardings), Spread(visits, _visits)),
)
_announcements = Keyed(
    table=announcements,
    topics=topics_of(AnnouncementEvent),
    state=Announced,
    fold=announced.fold,
    columns=_announced,
)


def loaded_announcement(state: bytes) -> Announced:
    """The announced need that a row of `announcements` carries."""
    return _announcements.load(state)


_institutions = Keyed(
    table=institutions,
    topics=topics_of(InstitutionEvent),
    state=Institution,
    fold=institution.evolve,
    columns=lambda known: {},
    spread=(Spread(offers, _offers),),
)
PROJECTION = Projection("figures", VERSION, (_courses, _announcements, _institutions))
