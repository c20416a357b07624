"""What was held: the list of the gatherings, and the forms that record one, put it right, and strike it out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import gatherings, words
from projections import staff as members
from referrals.casework import Receipt
from referrals.gathering import MOST_HEADS, About, Gathering, GatheringVoidReason, GroupOffer, Place, Spoken
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.referral.codes import CorrectionReason
from referrals.roles import Role
from web import desk, recording
from web.audience import audience
from web.fields import Choice, Day, Number, Options, Several
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.gatherings.blueprint import pages
from web.parts import CASE_MANAGER, COORDINATOR, staff, today

Answer = str | Response | tuple[str, int]
AT_ONCE = 50
REASONS = (CorrectionReason.TYPING_MISTAKE, CorrectionReason.WRONG_DAY, CorrectionReason.MISUNDERSTANDING)


class Holding(StepForm):
    """Counted, not named: there is no field for a name, and none for a note."""

    held_on = Day(N_("Wann war das?"), choice=True)
    group_offer = Choice(N_("Welches Gruppenangebot?"))
    quarter = Choice(N_("In welchem Quartier?"), kind="select")
    place = Choice(N_("Wo?"), kind="select")
    headcount = Number(
        N_("Wie viele Menschen waren da?"), max=MOST_HEADS, hint=N_("Ohne Mitarbeitende. Es wird nur gezählt.")
    )
    languages = Several(N_("Welche Sprachen wurden gesprochen?"), optional=True)
    needs = Several(N_("Um welche Themen ging es?"), optional=True)
    held_by = Several(
        N_("Wer hat den Termin gehalten?"), says={"not_chosen": N_("Kreuzen Sie an, wer den Termin gehalten hat.")}
    )


class Correcting(Holding):
    """How it was; and why it stood there otherwise."""

    reason = Choice(N_("Warum wird berichtigt?"))


class StrikingOut(StepForm):
    """Why it should not stand there."""

    reason = Choice(N_("Warum wird der Termin gestrichen?"))


class Row(NamedTuple):
    """A gathering in words."""

    gathering: Gathering
    group_offer: str
    quarter: str
    place: str
    languages: str
    needs: str
    held_by: str


@pages.get("")
@audience(CASE_MANAGER, COORDINATOR)
def listed() -> str:
    """The gatherings of a quarter or of all, the latest first."""
    known = quarter_asked()
    before = _place(request.args.get("before", ""))
    found = gatherings.listed(desk.views(), quarter=known, before=before, limit=AT_ONCE + 1)
    last = found[AT_ONCE - 1] if len(found) > AT_ONCE else None
    more = url_for(".listed", quarter=known, before=f"{last.held_on.isoformat()}.{last.id}") if last else ""
    return render_template(
        "gatherings/listed.html",
        rows=rows_of(found[:AT_ONCE]),
        quarters=words.choices(Quarter, language()),
        quarter=known,
        more=more,
        first=url_for(".listed", quarter=known) if before else "",
        fresh=desk.freshness(),
    )


def quarter_asked() -> str | None:
    """The quarter in the address; None where all are meant."""
    quarter = request.args.get("quarter", "")
    return quarter if quarter in set(Quarter) else None


@pages.route("/new", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def hold() -> Answer:
    """Count who came."""
    if request.method == "GET":
        form = blank(Holding, options=_options(), held_on="today", held_by=(staff().staff_id,))
        return _page("hold", form)
    form = read(Holding, request.form, options=_options())

    def record() -> Receipt:
        sent = desk.sent(form, occurred_on=form.values["held_on"])
        return desk.casework().gatherings.hold(sent, _about(form.values))

    return _recorded(form, record, lambda: _page("hold", form))


@pages.route("/<uuid:gathering_id>/correction", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def correct(gathering_id: UUID) -> Answer:
    """Say how it was; or strike it out."""
    known = _known(gathering_id)
    if request.method == "GET":
        return _correction(known, _beginning(known), _striking_out(known))
    form = read(Correcting, request.form, options=_options())

    def record() -> Receipt:
        return desk.casework().gatherings.correct(
            desk.sent(form, stream=known.id, occurred_on=today()),
            known.id,
            _about(form.values),
            held_on=form.values["held_on"],
            reason=CorrectionReason(form.values["reason"]),
        )

    return _recorded(form, record, lambda: _correction(known, form, _striking_out(known)))


@pages.post("/<uuid:gathering_id>/voiding")
@audience(CASE_MANAGER, COORDINATOR)
def void(gathering_id: UUID) -> Answer:
    """It should never have been recorded."""
    known = _known(gathering_id)
    form = read(StrikingOut, request.form, options=_voiding_options())

    def record() -> Receipt:
        reason = GatheringVoidReason(form.values["reason"])
        return desk.casework().gatherings.void(desk.sent(form, stream=known.id), known.id, reason=reason)

    return _recorded(form, record, lambda: _correction(known, _beginning(known), form))


def _recorded(form: Form, record: Callable[[], Receipt], again: Callable[[], Answer]) -> Answer:
    return recording.recorded(form, record, lambda: url_for("gatherings.listed"), again)


def _page(template: str, form: Form, **shown: Any) -> Answer:
    page = render_template(f"gatherings/{template}.html", form=form, fresh=desk.freshness(), **shown)
    return page, 422 if any(each.problems for each in (form, shown.get("voiding")) if each) else 200


def _correction(known: Gathering, form: Form, voiding: Form) -> Answer:
    return _page("correction", form, voiding=voiding, gathering=known)


def _beginning(known: Gathering) -> Form:
    """The correction as it begins: everything as it stands."""
    about = {name: getattr(known.about, name) for name in known.about.__struct_fields__}
    start = {"held_on": known.held_on, "expected_version": known.version, **about}
    return blank(Correcting, options=_options(), **start)


def _striking_out(known: Gathering) -> Form:
    return blank(StrikingOut, options=_voiding_options(), expected_version=known.version)


def _known(gathering_id: UUID) -> Gathering:
    found = gatherings.get(desk.views(), gathering_id)
    if found is None or (found.void and request.method == "GET"):
        abort(404)
    return found


def _about(values: Mapping[str, Any]) -> About:
    return About(
        group_offer=GroupOffer(values["group_offer"]),
        quarter=Quarter(values["quarter"]),
        place=Place(values["place"]),
        headcount=values["headcount"],
        languages=tuple(map(Spoken, values["languages"])),
        needs=tuple(map(NeedKind, values["needs"])),
        held_by=tuple(map(UUID, values["held_by"])),
    )


def _options() -> dict[str, Options]:
    spoken = language()
    codes = {
        "group_offer": GroupOffer,
        "quarter": Quarter,
        "place": Place,
        "languages": Spoken,
        "needs": NeedKind,
    }
    chosen = {name: dict(words.choices(cls, spoken)) for name, cls in codes.items()}
    reasons = {each.value: words.word(each, spoken) for each in REASONS}
    return {**chosen, "held_by": _colleagues(), "reason": reasons}


def _voiding_options() -> dict[str, Options]:
    return {"reason": dict(words.choices(GatheringVoidReason, language()))}


def _colleagues() -> dict[str, str]:
    """Who can hold a gathering: id → name, by name."""
    holding = [
        each
        for each in members.everybody(desk.views())
        if not each.disabled and {Role.CASE_MANAGER, Role.COORDINATOR} & set(each.roles)
    ]
    names = desk.staff_names([each.id for each in holding])
    return {str(id_): name for id_, name in sorted(names.items(), key=lambda each: each[1].casefold())}


def rows_of(found: Sequence[Gathering]) -> list[Row]:
    """Gatherings in words."""
    spoken = language()
    names = desk.staff_names({one for each in found for one in each.about.held_by})
    return [
        Row(
            each,
            words.word(each.about.group_offer, spoken),
            words.word(each.about.quarter, spoken),
            words.word(each.about.place, spoken),
            ", ".join(words.word(code, spoken) for code in each.about.languages),
            ", ".join(words.word(code, spoken) for code in each.about.needs),
            ", ".join(names.get(one, "–") for one in each.about.held_by),
        )
        for each in found
    ]


def _place(text: str) -> tuple[date, UUID] | None:
    """Where the page before ended; from the beginning where there is no such place."""
    day, _dot, id_ = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(id_)
    except ValueError:
        return None
