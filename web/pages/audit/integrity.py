"""Integrity (Unversehrtheit): is the log complete and unchanged, and who outside could tell? Nothing of a person."""

from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from projections import journal, parking, words
from projections.parked import Parked
from referrals.checkpoint import Checkpoints, Signed
from referrals.custody import CheckpointHandedOver, Holder
from referrals.refusal import Refusal
from referrals.signing import NoteBroken
from web import desk
from web.audience import audience
from web.fields import Choice
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.audit import selfchecks
from web.pages.audit.blueprint import pages
from web.parts import ADMINISTRATOR, AUDITOR, now

REFRESH_SECONDS = 3
SHOWN = 5


class HandingOver(StepForm):
    """Who keeps the newest checkpoint from now on."""

    holder = Choice(N_("Wer bewahrt ihn auf?"), kind="select")


class Newest(NamedTuple):
    """The newest checkpoint: since when, and how many events came after it."""

    signed: Signed
    at: datetime
    beyond: int


@pages.get("/audit/integrity", endpoint="integrity")
@audience(AUDITOR, ADMINISTRATOR)
def page() -> AnyResponse:
    """Size, checkpoints and who holds one, checks, and a button that verifies now."""
    return _page(blank(HandingOver, options=_options()))


@pages.post("/audit/integrity/verification", endpoint="integrity_verify")
@audience(AUDITOR, ADMINISTRATOR)
def verify() -> AnyResponse:
    """Begin to verify; the page tells how far it is. A second click finds the first one at work."""
    desk.house().verifications.begin()
    return redirect(url_for("audit.integrity"), 303)


@pages.post("/audit/integrity/custody", endpoint="integrity_custody")
@audience(AUDITOR, ADMINISTRATOR)
def hand_over() -> AnyResponse | tuple[AnyResponse, int]:
    """Note who outside keeps the newest checkpoint."""
    form = read(HandingOver, request.form, options=_options())
    newest, _wrong = _checkpoints(desk.freshness().head)
    if form.ok:
        size, root = (newest.signed.checkpoint.size, newest.signed.checkpoint.root.hex()) if newest else (0, "")
        try:
            desk.casework().checkpoints.hand_over(
                desk.sent(form), size=size, root=root, holder=Holder(form.values["holder"])
            )
        except Refusal as refused:
            form.refuse("holder", refused.code, **refused.params)
        else:
            return redirect(url_for("audit.integrity", _anchor="custody"), 303)
    return _page(form), 422


@pages.get("/audit/integrity/checkpoint", endpoint="integrity_checkpoint")
@audience(AUDITOR, ADMINISTRATOR)
def checkpoint() -> Response:
    """The newest checkpoint as it was signed, to keep outside the house."""
    newest, _wrong = _checkpoints(0)
    if newest is None:
        abort(404)
    told = Response(newest.signed.note, mimetype="text/plain")
    told.headers["Content-Disposition"] = f'attachment; filename="lotse-{newest.signed.checkpoint.size}.note"'
    return told


def _page(form: Form) -> AnyResponse:
    runs = desk.house().verifications.latest()
    running = next((run for run in runs if run.is_running(now())), None)
    head = desk.freshness().head
    newest, broken = _checkpoints(head)
    response = make_response(
        render_template(
            "audit/integrity.html",
            form=form,
            head=head,
            newest=newest,
            broken=broken,
            held=_held(),
            checks=selfchecks.told(),
            running=running,
            ended=[run for run in runs if run is not running],
            behind=[each for each in desk.house().runner.status(now()) if each.lag_events],
            parked=_parked(),
            fresh=desk.freshness(),
        )
    )
    if running is not None:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


class NotTaken(NamedTuple):
    """What a projection could not take in: events with the reason, and how many wait behind them."""

    name: str
    refused: list[Parked]
    more: int


def _parked() -> list[NotTaken]:
    found = []
    for name, waiting in groupby(parking.waiting(desk.house().runner), key=lambda each: each.name):
        listed = list(waiting)
        refused = [each for each in listed if each.reason][:SHOWN]
        found.append(NotTaken(name, refused, len(listed) - len(refused)))
    return found


def _checkpoints(head: int) -> tuple[Newest | None, str]:
    """The newest checkpoint, if anything was signed; or what is wrong with a file of the folder."""
    folder = desk.house().settings.checkpoints
    try:
        found = Checkpoints(folder).newest()
    except NoteBroken as error:
        return None, str(error)
    if found is None:
        return None, ""
    at = max(path.stat().st_mtime for path in folder.glob("*.note"))
    return Newest(found, datetime.fromtimestamp(at, UTC), max(0, head - found.checkpoint.size)), ""


def _held() -> list[CheckpointHandedOver]:
    """To whom a checkpoint was handed over, the latest first."""
    places = journal.page(desk.views(), journal.Wanted(kind=CheckpointHandedOver.TOPIC), limit=SHOWN)
    found = {each.position: each.event for each in desk.house().log.at([place.position for place in places])}
    told = [found[place.position] for place in places]
    return [event for event in told if isinstance(event, CheckpointHandedOver)]


def _options() -> dict[str, dict[str, str]]:
    return {"holder": dict(words.choices(Holder, language()))}
