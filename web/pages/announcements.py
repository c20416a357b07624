"""Announced needs (angekündigte Anliegen): told by a third party, nameless, waiting for the person for 14 days."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import announcements, directory, words
from referrals.announcement import Announcement, DropReason
from referrals.need import NeedKind
from referrals.person import Quarter
from referrals.refusal import Refusal
from web import banner, desk
from web.audience import audience
from web.fields import Choice, Options, Text
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.parts import CASE_MANAGER, today

pages = Blueprint("announcements", __name__)


class Announce(StepForm):
    """Somebody needs help with something; who it is stays out."""

    kind = Choice(N_("Worum geht es?"), kind="select")
    quarter = Choice(N_("Quartier"), kind="select", optional=True)
    institution = Choice(
        N_("Wer hat es angekündigt?"), kind="select", optional=True, hint=N_("Die Institution, zum Beispiel die Kita.")
    )
    note = Text(
        N_("Hinweis"),
        max=500,
        rows=3,
        optional=True,
        hint=N_("Ohne Namen und ohne Telefonnummer: Die Person entscheidet selbst, ob sie kommt."),
    )


class Drop(StepForm):
    """It came to nothing."""

    reason = Choice(N_("Grund"), {reason.value: reason.value for reason in DropReason}, hidden=True)


class Waiting(NamedTuple):
    """An announced need that waits, in words; the form lets it go."""

    announcement: Announcement
    kind: str
    quarter: str
    institution: str
    note: str
    drop: Form


@pages.get("/announcements")
@audience(CASE_MANAGER)
def waiting() -> str:
    """What still waits, the next to expire first."""
    return _list()


@pages.route("/announcements/new", methods=["GET", "POST"])
@audience(CASE_MANAGER)
def announce() -> Response | str | tuple[str, int]:
    """Note what was announced."""
    if request.method == "GET":
        return _form_page(blank(Announce, options=_options()))
    form = read(Announce, request.form, options=_options())
    if form.ok:
        institution = form.values["institution"]
        receipt = desk.casework().announcements.announce(
            desk.sent(form),
            kind=NeedKind(form.values["kind"]),
            quarter=form.values["quarter"],
            institution_id=UUID(institution) if institution else None,
            note=form.values["note"],
        )
        return banner.after(redirect(url_for("announcements.waiting"), 303), receipt)
    return _form_page(form), 422


@pages.post("/announcements/<uuid:announcement_id>/dropping")
@audience(CASE_MANAGER)
def drop(announcement_id: UUID) -> Response | tuple[str, int]:
    """Let it go, with the reason."""
    form = read(Drop, request.form)
    if form.ok:
        try:
            receipt = desk.casework().announcements.drop(
                desk.sent(form, stream=announcement_id), announcement_id, reason=DropReason(form.values["reason"])
            )
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
        else:
            return banner.after(redirect(url_for("announcements.waiting"), 303), receipt)
    return _list(form), 422


def _list(form: Form | None = None) -> str:
    found = announcements.waiting(desk.views(), today())
    if found:
        desk.looked("announcements.waiting")
    more = {"form": form} if form is not None else {}
    return render_template(
        "announcements/waiting.html",
        waiting=_in_words(found),
        reasons=words.choices(DropReason, language()),
        fresh=desk.freshness(),
        **more,
    )


def _in_words(found: Sequence[Announcement]) -> list[Waiting]:
    spoken = language()
    places = desk.institution_names(each.institution_id for each in found)
    notes = desk.open_values([(each.note, each.id, "note") for each in found])
    return [
        Waiting(
            each,
            words.word(each.kind, spoken),
            words.quarter(each.quarter, spoken) if each.quarter else "",
            places.get(each.institution_id, "") if each.institution_id else "",
            note,
            blank(Drop, expected_version=each.version),
        )
        for each, note in zip(found, notes, strict=True)
    ]


def _options() -> dict[str, Options]:
    spoken = language()
    return {
        "kind": dict(words.choices(NeedKind, spoken)),
        "quarter": dict(words.choices(Quarter, spoken)),
        "institution": {str(each.id): each.name for each in directory.search(desk.views(), limit=1_000)},
    }


def _form_page(form: Form) -> str:
    return render_template("announcements/announce.html", form=form, fresh=desk.freshness())
