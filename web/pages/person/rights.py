"""Rights of the person (Rechte der Person): restrict, dispute, hold, tell those who got data; a small form each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort, request

from projections import words
from projections.timeline import Entry
from referrals import retention
from referrals.casework import Receipt, Sent
from referrals.notices import Notice, open_notices
from referrals.person import Person
from referrals.person_events import DisputeResult, Fact, HoldGround, LiftReason, NoticeAbout, RestrictionGround
from referrals.referral.codes import Way
from web import desk, rules
from web.audience import audience
from web.fields import Choice, Day, Flag, Id, Line, Options, Text
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.parts import CASE_MANAGER, today

TELLING = (Way.PHONE, Way.LETTER, Way.EMAIL)


class Restricting(StepForm):
    """Why the data may only be kept."""

    ground = Choice(N_("Warum wird die Verarbeitung eingeschränkt?"))


class Lifting(StepForm):
    """Why it may be used again; she is told before."""

    reason = Choice(N_("Warum wird die Einschränkung aufgehoben?"))
    told = Flag(
        N_("Die Person weiß schon, dass die Einschränkung aufgehoben wird (Art. 18 Abs. 3 DSGVO)"),
        must=True,
        says={"not_confirmed": N_("Sagen Sie es zuerst der Person, und bestätigen Sie das hier.")},
    )


class Disputing(StepForm):
    """What she calls wrong, and what she says instead."""

    field = Choice(N_("Welche Angabe bestreitet die Person?"), kind="select")
    note = Text(
        N_("Was sagt die Person dazu?"),
        max=1000,
        rows=4,
        hint=N_("Dieser Hinweis steht ab jetzt auf jeder Seite und jedem Ausdruck dieser Akte."),
    )


class Settling(StepForm):
    """How it ended."""

    field = Choice(N_("Welche Angabe ist geklärt?"), kind="select")
    result = Choice(N_("Wie ist es ausgegangen?"))


class Holding(StepForm):
    """Why the file must stay, and until when."""

    ground = Choice(N_("Warum darf nicht gelöscht werden?"))
    until = Day(
        N_("Bis wann?"),
        optional=True,
        future=True,
        past=False,
        hint=N_(
            "Leer heißt: bis jemand die Sperre aufhebt. Bei der Jugendhilfe rechnet Lotse den Tag aus dem Geburtsjahr."
        ),
    )


class Releasing(StepForm):
    """What keeps the file no more."""

    ground = Choice(N_("Welche Löschsperre entfällt?"))


class Telling(StepForm):
    """Which institution was told of what, and how."""

    institution = Id(N_("Institution"), hidden=True)
    about = Choice(N_("Worüber?"), hidden=True)
    way = Choice(N_("Wie haben Sie es mitgeteilt?"))
    back = Line(N_("Danach weiter zu"), max=2000, optional=True, hidden=True)


@dataclass(frozen=True)
class Right:
    """One small form: its heading, its fields, the options that fit this person now, and the command."""

    heading: str
    schema: type[StepForm]
    offered: Callable[[Person], Mapping[str, Sequence[StrEnum]]]
    record: Callable[[Sent, Person, Mapping[str, Any]], Receipt]


RIGHTS: dict[str, Right] = {
    "restriction": Right(
        N_("Verarbeitung einschränken"),
        Restricting,
        lambda _person: {"ground": list(RestrictionGround)},
        lambda sent, person, new: desk.casework().rights.restrict(
            sent, person.id, ground=RestrictionGround(new["ground"])
        ),
    ),
    "restriction-end": Right(
        N_("Einschränkung aufheben"),
        Lifting,
        lambda _person: {"reason": list(LiftReason)},
        lambda sent, person, new: desk.casework().rights.lift_restriction(
            sent, person.id, reason=LiftReason(new["reason"])
        ),
    ),
    "dispute": Right(
        N_("Angabe bestreiten"),
        Disputing,
        lambda _person: {"field": list(Fact)},
        lambda sent, person, new: desk.casework().rights.dispute(
            sent, person.id, field=Fact(new["field"]), note=new["note"]
        ),
    ),
    "dispute-end": Right(
        N_("Bestrittene Angabe klären"),
        Settling,
        lambda person: {"field": [each.field for each in person.disputes], "result": list(DisputeResult)},
        lambda sent, person, new: desk.casework().rights.settle_dispute(
            sent, person.id, field=Fact(new["field"]), result=DisputeResult(new["result"])
        ),
    ),
    "hold": Right(
        N_("Löschsperre setzen"),
        Holding,
        lambda _person: {"ground": list(HoldGround)},
        lambda sent, person, new: desk.casework().rights.place_hold(
            sent, person.id, ground=HoldGround(new["ground"]), until=new.get("until") or _until(person, new["ground"])
        ),
    ),
    "hold-end": Right(
        N_("Löschsperre aufheben"),
        Releasing,
        lambda person: {"ground": [each.ground for each in person.holds]},
        lambda sent, person, new: desk.casework().rights.lift_hold(sent, person.id, ground=HoldGround(new["ground"])),
    ),
}
EVERY: dict[type[StepForm], dict[str, Sequence[StrEnum]]] = {
    Settling: {"field": list(Fact), "result": list(DisputeResult)},
    Releasing: {"ground": list(HoldGround)},
}
"""What is taken from a form sent again, when what it settled is settled already: then the command says so."""


@pages.route("/persons/<uuid:person_id>/rights/<right>", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def right(person_id: UUID, right: str) -> Answer:
    """One right of hers: what it needs, and recording it."""
    if right not in RIGHTS:
        abort(404)
    asked, person = RIGHTS[right], desk.person(person_id)
    offered = asked.offered(person)
    if request.method == "GET":
        return _page(person_id, asked, blank(asked.schema, options=_options(offered), **_start(person, offered)))
    form = read(asked.schema, request.form, options=_options(EVERY.get(asked.schema, offered)))

    def record() -> Receipt:
        return asked.record(desk.sent(form, stream=person_id), person, form.values)

    return recorded(person_id, form, record, lambda: _page(person_id, asked, form))


@pages.post("/persons/<uuid:person_id>/rights/notices")
@audience(CASE_MANAGER, sees=rules.carries_person)
def telling(person_id: UUID) -> Answer:
    """An institution was told what changed."""
    form = read(Telling, request.form, options=_options({"about": list(NoticeAbout), "way": TELLING}))

    def record() -> Receipt:
        return desk.casework().rights.notify_recipient(
            desk.sent(form),
            person_id,
            institution_id=form.values["institution"],
            about=NoticeAbout(form.values["about"]),
            way=Way(form.values["way"]),
        )

    asked = N_("Institution benachrichtigen")
    return recorded(person_id, form, record, lambda: form_page("change", "rights", person_id, form, heading=asked))


class Told(NamedTuple):
    """A notice that waits, its institution by name, and the form behind its buttons."""

    notice: Notice
    institution: str
    form: Form


def notices(entries: Sequence[Entry]) -> list[Told]:
    """Whom somebody still has to tell, from what the worker may see of the person, in the order it was recorded."""
    waiting = open_notices(entry.event for entry in entries)
    names = desk.institution_names(each.institution_id for each in waiting)
    return [
        Told(
            each,
            names.get(each.institution_id, "–"),
            telling_form(each.institution_id, each.about),
        )
        for each in waiting
    ]


def telling_form(institution_id: UUID, about: NoticeAbout, **start: Any) -> Form:
    """The form behind the buttons that say how an institution was told."""
    options = _options({"about": list(NoticeAbout)})
    return blank(Telling, options=options, institution=institution_id, about=about, **start)


def _page(person_id: UUID, asked: Right, form: Form) -> Answer:
    return form_page("change", "rights", person_id, form, heading=asked.heading)


def _options(offered: Mapping[str, Sequence[StrEnum]]) -> dict[str, Options]:
    return {name: {code.value: words.word(code, language()) for code in codes} for name, codes in offered.items()}


def _start(person: Person, offered: Mapping[str, Sequence[StrEnum]]) -> dict[str, Any]:
    """What is chosen already: the one that `?field=` or `?ground=` names."""
    chosen = {name: request.args[name] for name in ("field", "ground") if name in request.args and name in offered}
    return {"expected_version": person.version, **chosen}


def _until(person: Person, ground: str) -> date | None:
    """The last day of a youth welfare file, where the year of birth is known and it still lies ahead."""
    if ground != HoldGround.YOUTH_WELFARE or person.birth_year is None:
        return None
    year = desk.open_values([(person.birth_year, person.id, "birth_year")])[0]
    last = retention.kept_until(int(year)) if year.isdigit() else None
    return last if last is not None and last >= today() else None
