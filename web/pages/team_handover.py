"""Handover (Fallübergabe): one referral or a whole caseload moves to a colleague, after a look at what goes over."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import caseload, words, worklist
from projections.caseload import Entry
from referrals.casework import Receipt
from referrals.referral.codes import HandoverReason
from referrals.referral.refusals import CannotHandOver
from referrals.referral.state import Referral
from referrals.refusal import Refusal
from web import banner, desk
from web.audience import audience, not_yours
from web.case_number import case_number
from web.fields import Choice, Field, Id, Options, Several, problem
from web.forms import Form, FormSchema, StepForm, blank, read
from web.language import N_, _, language
from web.pages.team_members import may_move_cases_of, receivers
from web.parts import CASE_MANAGER, COORDINATOR, now, staff

pages = Blueprint("handover", __name__)
MOST = 10_000
AT_ONCE = 400
"""Referrals in one transaction."""


class Pinned(Field):
    """Ids in one line."""

    kind = "hidden"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[UUID]:
        try:
            return [UUID(text) for text in str(value).split()]
        except ValueError as error:
            raise problem("not_an_id") from error


class Handover(FormSchema):
    """Which cases, to whom, why."""

    giver = Id(N_("Bisher zuständig"), hidden=True)
    extent = Choice(
        N_("Was wird übergeben?"),
        {"all": N_("Der ganze laufende Fallbestand"), "some": N_("Nur die angekreuzten Fälle")},
    )
    referrals = Several(N_("Diese Fälle"), optional=True)
    receiver = Choice(N_("Wer übernimmt?"), kind="select")
    reason = Choice(N_("Grund der Übergabe"), kind="select")


class Confirmed(StepForm):
    """What the check page showed: these referrals and no others."""

    giver = Id(N_("Bisher zuständig"), hidden=True)
    referrals = Pinned(N_("Diese Fälle"), hidden=True)
    receiver = Choice(N_("Wer übernimmt?"), kind="select", hidden=True)
    reason = Choice(N_("Grund der Übergabe"), kind="select", hidden=True)


class Going(NamedTuple):
    """A referral that goes over, and the confided notes that do not: (author, how many)."""

    label: str
    staying: list[tuple[str, int]]


@pages.get("/team/handover")
@audience(CASE_MANAGER, COORDINATOR)
def begin() -> str:
    """Choose what goes to whom."""
    giver = _giver(request.args.get("giver", ""))
    entries = _entries(giver)
    marked = [text for text in request.args.getlist("referral") if text in {str(each.id) for each in entries}]
    entries.sort(key=lambda each: str(each.id) not in marked)
    extent = "some" if marked else None
    form = blank(Handover, giver=giver, referrals=marked, extent=extent)
    return _begin_page(form, giver, entries)


@pages.post("/team/handover/check")
@audience(CASE_MANAGER, COORDINATOR)
def check() -> str | tuple[str, int]:
    """Show how much goes over and what stays behind, before anything moves."""
    giver = _giver(request.form.get("giver", ""))
    entries = _entries(giver)
    form = read(Handover, request.form, options=_options(giver, {str(each.id): "" for each in entries}))
    some = form.ok and form.values["extent"] == "some"
    going = [each for each in entries if not some or str(each.id) in form.values["referrals"]]
    if not entries:
        form.problems.clear()
        form.refuse("", "CannotHandOver.nothing_there")
    elif form.ok and not going:
        form.refuse("referrals", "CannotHandOver.nothing_chosen")
    if not form.ok:
        return _begin_page(form, giver, entries), 422
    receiver = UUID(form.values["receiver"])
    confirmed = blank(
        Confirmed,
        options=_options(giver, {}),
        giver=giver,
        referrals=" ".join(each.id.hex for each in going),
        receiver=receiver,
        reason=form.values["reason"],
    )
    return render_template(
        "team/handover_check.html",
        confirmed=confirmed,
        giver=giver,
        giver_name=desk.staff_names([giver])[giver],
        receiver_name=receivers(giver)[str(receiver)],
        reason=words.word(HandoverReason(form.values["reason"]), language()),
        going=_going(giver, going, receiver),
        marked=[str(each.id) for each in going] if some else [],
        fresh=desk.freshness(),
    )


@pages.post("/team/handover")
@audience(CASE_MANAGER, COORDINATOR)
def hand_over() -> Response | tuple[str, int]:
    """Move the cases that the check page showed."""
    giver = _giver(request.form.get("giver", ""))
    form = read(Confirmed, request.form, options=_options(giver, {}))
    if form.ok:
        try:
            receipt = _move(form, giver)
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
            desk.look_again()
        else:
            return banner.after(redirect(url_for("team.overview"), 303), receipt)
    entries = _entries(giver)
    again = blank(Handover, giver=giver)
    again.problems.update({name: found for name, found in form.problems.items() if name == ""})
    if not again.problems:
        again.refuse("", "CannotHandOver.incomplete")
    return _begin_page(again, giver, entries), 422


def _going(giver: UUID, entries: Sequence[Entry], receiver: UUID) -> list[Going]:
    """What goes over, each with the confided notes that stay with their authors (§ 65 SGB VIII)."""
    labels = _labels(giver, entries)
    found = {each.id: caseload.get(desk.views(), each.id) for each in entries}
    staying = {
        referral_id: Counter(author for author in referral.confided if author != receiver) if referral else Counter()
        for referral_id, referral in found.items()
    }
    authors = desk.staff_names({author for each in staying.values() for author in each})
    return [
        Going(labels[str(each.id)], [(authors.get(author, "–"), n) for author, n in staying[each.id].items()])
        for each in entries
    ]


def _move(form: Form, giver: UUID) -> Receipt:
    """All of them, some hundred in one transaction; sent twice, each part is recorded once."""
    receiver = UUID(form.values["receiver"])
    ids = form.values["referrals"]
    _check_carried([caseload.get(desk.views(), each) for each in ids], giver, receiver)
    sent = desk.sent(form)
    parts = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    receipts = [
        desk.casework().referrals.hand_over(
            desk.part_of(sent, number),
            part,
            receiver=receiver,
            reason=HandoverReason(form.values["reason"]),
        )
        for number, part in enumerate(parts)
    ]
    return Receipt(recorded=tuple(ref for each in receipts for ref in each.recorded))


def _check_carried(found: Sequence[Referral | None], giver: UUID, receiver: UUID) -> None:
    """What somebody else took over meanwhile is not taken from them."""
    moved = [each for each in found if each is None or each.case_manager not in (giver, receiver)]
    if moved:
        raise CannotHandOver.because("no_longer_carried", count=len(moved))


def _giver(text: str) -> UUID:
    """Whose cases move: the worker's own unless somebody is named."""
    try:
        giver = UUID(text) if text else staff().staff_id
    except ValueError:
        abort(404)
    desk.member(giver)
    if not may_move_cases_of(giver):
        not_yours()
    return giver


def _entries(giver: UUID) -> list[Entry]:
    return worklist.page(desk.views(), now(), [giver], limit=MOST).entries


def _options(giver: UUID, referrals: Options) -> dict[str, Options]:
    return {
        "referrals": referrals,
        "receiver": receivers(giver),
        "reason": dict(words.choices(HandoverReason, language())),
    }


def _labels(giver: UUID, entries: Sequence[Entry]) -> dict[str, str]:
    """The cases as choices: by name for whoever carries them, by number for coordination."""
    spoken, named = language(), giver in desk.carried_by_us()
    names = desk.person_names({each.person_id for each in entries}) if named and entries else {}
    kept_only = desk.restricted_among(each.person_id for each in entries)
    if names:
        desk.looked_at("team.handover", dict.fromkeys((each.person_id, each.id) for each in entries))
    return {
        str(each.id): " · ".join(
            (
                names.get(each.person_id) or case_number(each.id),
                *(
                    [_("geschlossene Akte")]
                    if desk.is_closed_to_us(each.person_id)
                    else [_("Verarbeitung eingeschränkt")]
                    if each.person_id in kept_only
                    else [words.word(each.need, spoken), words.word(each.phase, spoken)]
                ),
            )
        )
        for each in entries
    }


def _begin_page(form: Form, giver: UUID, entries: Sequence[Entry]) -> str:
    form.schema.options = _options(giver, _labels(giver, entries))
    return render_template(
        "team/handover.html",
        form=form,
        giver=giver,
        name=desk.staff_names([giver])[giver],
        count=len(entries),
        fresh=desk.freshness(),
    )
