"""Replay (Nachvollzug): a file step by step, as it stood before and after each event. Previous, next, play: links."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from flask import Response, abort, make_response, render_template, request, url_for

from projections import timeline
from projections.sentences import OpenField, Sentence
from projections.sentences.corrections import field_label
from projections.timeline import Entry
from referrals.event import Event
from referrals.gathering import GatheringEvent
from referrals.referral.events import ReferralEvent, StepCorrected, StepTakenBack
from referrals.referral.state import corrected, effective
from web import desk, pseudonym, telling
from web.audience import audience
from web.language import _, language
from web.pages.audit import circumstances, states
from web.pages.audit.blueprint import pages
from web.pages.audit.lines import actor_name
from web.parts import AUDITOR

SECONDS = 5
"""How long a step stays on the screen while the replay plays by itself."""


class Step(NamedTuple):
    """One step of a file: its number, its entry, and where it is replayed."""

    number: int
    entry: Entry
    sentence: Sentence
    address: str


class Replayed(NamedTuple):
    """One step of a file with all that changed with it."""

    number: int
    event: Event
    actor: str
    sentence: Sentence
    rows: list[states.Said]
    taken_back: bool
    corrected: bool


@pages.get("/audit/referrals/<uuid:referral_id>/replay")
@audience(AUDITOR)
def replay_referral(referral_id: UUID) -> Response:
    """The life of a referral with its need and its releases."""
    pseudonym.running()
    found = timeline.of_referral(desk.views(), desk.house().log, referral_id)
    known = desk.referral(referral_id)
    desk.looked("audit.replay", person_id=known.person_id, referral_id=referral_id, purpose="audit")
    return _replayed(
        found, "audit.replay_referral", known.person_id, {"referral_id": referral_id}, pseudonym.referral(referral_id)
    )


@pages.get("/audit/persons/<uuid:person_id>/replay")
@audience(AUDITOR)
def replay_person(person_id: UUID) -> Response:
    """Everything around a person."""
    pseudonym.running()
    desk.person(person_id)
    found = timeline.of_person(desk.views(), desk.house().log, person_id)
    desk.looked("audit.replay", person_id=person_id, purpose="audit")
    return _replayed(found, "audit.replay_person", person_id, {"person_id": person_id}, pseudonym.person(person_id))


@pages.get("/audit/gatherings/<uuid:gathering_id>/replay")
@audience(AUDITOR)
def replay_gathering(gathering_id: UUID) -> Response:
    """What was told of a gathering; it is about nobody."""
    pseudonym.running()
    found = _of_gathering(gathering_id)
    desk.looked("audit.replay", purpose="audit")
    heading = _("Gruppentermin")
    return _replayed(found, "audit.replay_gathering", None, {"gathering_id": gathering_id}, heading)


def told_of_referral(referral_id: UUID) -> list[Replayed]:
    """Every step of a referral with its need and its releases."""
    return _all(timeline.of_referral(desk.views(), desk.house().log, referral_id))


def told_of_person(person_id: UUID) -> list[Replayed]:
    """Every step around a person."""
    desk.person(person_id)
    return _all(timeline.of_person(desk.views(), desk.house().log, person_id))


def told_of_gathering(gathering_id: UUID) -> list[Replayed]:
    """Every step of a gathering."""
    return _all(_of_gathering(gathering_id))


def _of_gathering(gathering_id: UUID) -> Sequence[Entry]:
    found = timeline.of_stream(desk.views(), desk.house().log, gathering_id)
    if not found or not isinstance(found[0].event, GatheringEvent):
        abort(404)
    return found


def _all(entries: Sequence[Entry]) -> list[Replayed]:
    if not entries:
        abort(404)
    names = telling.names_in([each.event for each in entries])
    return [
        Replayed(
            number,
            each.entry.event,
            actor_name(each.entry.event.occasion.actor, names),
            each.sentence,
            rows_of(each.entry, *around(each.entry.event, each.entry.told)),
            each.entry.taken_back_by is not None,
            bool(each.entry.corrected_by),
        )
        for number, each in enumerate(telling.sentences(entries), 1)
    ]


def _replayed(
    entries: Sequence[Entry], endpoint: str, person_id: UUID | None, values: dict[str, Any], heading: str
) -> Response:
    if not entries:
        abort(404)
    told = telling.sentences(entries)
    steps = [
        Step(number, each.entry, each.sentence, url_for(endpoint, **values, step=number))
        for number, each in enumerate(told, 1)
    ]
    here = steps[_chosen(entries) - 1]
    playing = "play" in request.args and here.number < len(steps)
    event = here.entry.event
    before, after = around(event, here.entry.told)
    page = make_response(
        render_template(
            "audit/replay.html",
            heading=heading,
            person_id=person_id,
            accesses=url_for("audit.accesses", person=person_id) if person_id else "",
            referral_id=values.get("referral_id"),
            steps=steps,
            taken_away=endpoint.replace(".", "_"),
            values=values,
            here=here,
            actor=actor_name(event.occasion.actor, telling.names_in([event])),
            facts=circumstances.of(event),
            rows=rows_of(here.entry, before, after),
            begins=before is None,
            texts=texts(here.sentence.sealed, person_id) if person_id else [],
            links=linked(here, steps),
            playing=playing,
            play=url_for(endpoint, **values, step=min(here.number + 1, len(steps)), play=1),
            fresh=desk.freshness(),
        )
    )
    if playing:
        page.headers["Refresh"] = f"{SECONDS}; url={url_for(endpoint, **values, step=here.number + 1, play=1)}"
    return page


def around(event: Event, told: Sequence[Event]) -> tuple[Any, Any]:
    """(the state before, the state after) an event of its stream, in the knowledge of that moment."""
    number = event.originator_version
    return states.stand(told[: number - 1]), states.stand(told[:number])


def rows_of(entry: Entry, before: Any, after: Any) -> list[states.Said]:
    """What a step corrects, and every field of its stream before and after it."""
    return [*put_right(entry.event, entry.told), *states.compared(before, after)]


def put_right(event: Event, told: Sequence[Event]) -> list[states.Said]:
    """What a correction changes of the step that it names; it need not show in the state of the file."""
    if not isinstance(event, StepCorrected):
        return []
    earlier = cast(list[ReferralEvent], list(told[: event.originator_version - 1]))
    wrong = next((each for each in effective(earlier) if each.originator_version == event.step), None)
    if wrong is None:
        return []
    before, after = (_field(each, event.field) for each in (wrong, corrected(wrong, event)))
    label = _("Berichtigt: %(field)s", field=field_label(event.field, language()))
    return [states.Said(label, *(states.value_in_words(event.field, value) for value in (before, after)))]


def _field(event: Event, field: str) -> Any:
    return event.occasion.occurred_on if field == "occurred_on" else getattr(event, field)


def texts(sealed: Sequence[OpenField], person_id: UUID) -> list[tuple[str, str]]:
    """(label, text) of what was written to a step; closed, unless the file is open; a confided one always."""
    open_ = desk.opened_for_audit(person_id)
    shown = [field for field in sealed if open_ and not field.confided]
    words = desk.open_values([(field.sealed, field.originator_id, field.field) for field in shown])
    opened = {id(field): text for field, text in zip(shown, words, strict=True)}
    return [(field.label, opened.get(id(field), "")) for field in sealed]


def linked(here: Step, steps: Sequence[Step]) -> list[tuple[str, Step]]:
    """(how, step) of the steps that this one corrects, and of those that correct it."""
    event = here.entry.event
    same = {each.entry.event.originator_version: each for each in steps if _stream(each) == _stream(here)}
    found = []
    if isinstance(event, StepCorrected | StepTakenBack) and event.step in same:
        found.append(("corrects" if isinstance(event, StepCorrected) else "takes_back", same[event.step]))
    found += [("corrected_by", same[each.originator_version]) for each in here.entry.corrected_by]
    if here.entry.taken_back_by is not None:
        found.append(("taken_back_by", same[here.entry.taken_back_by.originator_version]))
    return found


def _stream(step: Step) -> UUID:
    return step.entry.event.originator_id


def _chosen(entries: Sequence[Entry]) -> int:
    """The number of the step in the address: by `step`, or by the `position` of its event; else the first."""
    position, step = request.args.get("position", ""), request.args.get("step", "")
    if position.isascii() and position.isdigit():
        return next((n for n, entry in enumerate(entries, 1) if entry.position == int(position)), 1)
    return min(max(int(step), 1), len(entries)) if step.isascii() and step.isdigit() and len(step) < 9 else 1
