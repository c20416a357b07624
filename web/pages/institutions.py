"""Institutions: the directory, one institution with its offers, and what is known about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import caseload, directory, words
from projections.directory import Listing
from referrals.casework import Receipt, Sent
from referrals.need import NeedKind
from referrals.refusal import Refusal
from web import banner, desk
from web.audience import audience
from web.forms import Form, StepForm, blank, read
from web.language import language
from web.pages.describing import About, Offering, about, as_described, as_offered, offering
from web.parts import CASE_MANAGER, COORDINATOR, now, today

pages = Blueprint("institutions", __name__)
PAGE = 25
STALE_AFTER = timedelta(days=365)


class Wanted(NamedTuple):
    """What the directory is searched for; None does not filter."""

    text: str
    need: str | None
    language: str | None

    @property
    def query(self) -> dict[str, str]:
        """How it stands in the address."""
        return {name: value for name, value in self._asdict().items() if value}


def wanted() -> Wanted:
    """What the address asks for; what it does not know filters nothing."""
    return Wanted(
        request.args.get("text", "")[:200].strip(),
        _known(request.args.get("need"), words.choices(NeedKind)),
        _known(request.args.get("language"), words.language_choices()),
    )


def said(asked: Wanted) -> list[str]:
    """What is asked for, in words."""
    known = {**dict(words.choices(NeedKind, language())), **dict(words.language_choices(language()))}
    return [known.get(value, value) for value in asked.query.values()]


@pages.get("/institutions", endpoint="directory")
@audience(CASE_MANAGER, COORDINATOR)
def found_in_directory() -> str:
    """The institutions that fit, by name, a page at a time."""
    asked = wanted()
    fits: dict[str, Any] = {"need": asked.need, "language": asked.language}
    found = directory.search(desk.views(), asked.text, **fits, after=_place(), limit=PAGE + 1)
    return render_template(
        "institutions/directory.html",
        found=found[:PAGE],
        total=directory.count(desk.views(), asked.text, **fits),
        more=_next(found, asked),
        wanted=asked,
        needs=words.choices(NeedKind, language()),
        languages_spoken=words.language_choices(language()),
    )


@pages.get("/institutions/<uuid:institution_id>")
@audience(CASE_MANAGER, COORDINATOR)
def page(institution_id: UUID) -> str:
    """One institution: how to reach it, what it offers, how it answers, and one's own cases there."""
    listing = _listing(institution_id)
    ours = desk.carried_by_us()
    mine = [each for each in caseload.of_institution(desk.views(), institution_id, now()) if each.case_manager in ours]
    kept_only = desk.restricted_among(each.person_id for each in mine)
    mine = [each for each in mine if each.person_id not in kept_only and not desk.is_closed_to_us(each.person_id)]
    desk.looked_at("institution", [(each.person_id, each.id) for each in mine])
    return render_template(
        "institutions/page.html",
        listing=listing,
        mine=mine,
        names=desk.person_names(each.person_id for each in mine),
        delisting=blank(StepForm, expected_version=listing.institution.version),
        stale_before=today() - STALE_AFTER,
    )


@pages.route("/institutions/new", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def new() -> Response | str | tuple[str, int]:
    """Enter an institution into the directory."""
    form = read(About, request.form) if request.method == "POST" else blank(About)
    return _describe(
        form,
        None,
        lambda sent: desk.casework().institutions.describe(sent, None, description=as_described(form.values, None)),
    )


@pages.route("/institutions/<uuid:institution_id>/description", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def description(institution_id: UUID) -> Response | str | tuple[str, int]:
    """Say what is known about an institution now."""
    listing = _listing(institution_id)
    known = listing.institution
    if request.method == "GET":
        form = blank(About, expected_version=known.version, **about(listing))
    else:
        form = read(About, request.form)
    return _describe(
        form,
        listing,
        lambda sent: desk.casework().institutions.describe(
            sent, institution_id, description=as_described(form.values, known.description)
        ),
    )


@pages.route("/institutions/<uuid:institution_id>/offers/new", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def new_offer(institution_id: UUID) -> Response | str | tuple[str, int]:
    """Say that an institution offers something more."""
    listing = _listing(institution_id)
    options = _offered()
    if request.method == "GET":
        form = blank(Offering, options=options, expected_version=listing.institution.version, status="active")
    else:
        form = read(Offering, request.form, options=options)
    return _describe(
        form,
        listing,
        lambda sent: desk.casework().institutions.describe(
            sent, institution_id, offers={None: as_offered(form.values, None)}
        ),
        offer="new",
    )


@pages.route("/institutions/<uuid:institution_id>/offers/<uuid:offer_id>", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR)
def offer(institution_id: UUID, offer_id: UUID) -> Response | str | tuple[str, int]:
    """Say what is known about an offer now."""
    listing = _listing(institution_id)
    known = listing.institution.offers.get(offer_id)
    if known is None:
        abort(404)
    options = _offered()
    if request.method == "GET":
        form = blank(Offering, options=options, expected_version=listing.institution.version, **offering(known))
    else:
        form = read(Offering, request.form, options=options)
    return _describe(
        form,
        listing,
        lambda sent: desk.casework().institutions.describe(
            sent, institution_id, offers={offer_id: as_offered(form.values, known)}
        ),
        offer="known",
    )


@pages.post("/institutions/<uuid:institution_id>/delisting")
@audience(COORDINATOR)
def delist(institution_id: UUID) -> Response:
    """Take an institution out of the directory."""
    form = read(StepForm, request.form)
    if not form.ok:
        abort(400)
    done = desk.casework().institutions.delist(desk.sent(form, stream=institution_id), institution_id)
    return banner.after(redirect(url_for("institutions.page", institution_id=institution_id), 303), done)


def _describe(
    form: Form,
    listing: Listing | None,
    record: Callable[[Sent], Receipt],
    offer: str = "",
) -> Response | str | tuple[str, int]:
    status = 200
    if request.method == "POST":
        if form.ok:
            g.form = form
            try:
                done = record(desk.sent(form, stream=listing.id if listing else None))
            except Refusal as refused:
                form.refuse("", refused.code, **refused.params)
            else:
                stream = listing.id if listing else done.stream("institution.")
                return banner.after(redirect(url_for("institutions.page", institution_id=stream), 303), done)
        status = 422
    return render_template("institutions/describe.html", form=form, listing=listing, offer=offer), status


def _listing(institution_id: UUID) -> Listing:
    found = directory.get(desk.views(), institution_id)
    if found is None:
        abort(404)
    return found


def _offered() -> dict[str, dict[str, str]]:
    return {
        "needs": dict(words.choices(NeedKind, language())),
        "languages": {code: name for code, name in words.language_choices(language()) if code != "other"},
    }


def _known(code: str | None, choices: list[tuple[str, str]]) -> str | None:
    return code if code in dict(choices) else None


def _place() -> tuple[str, UUID] | None:
    key, _sep, written = request.args.get("after", "").rpartition("~")
    try:
        return (key, UUID(written)) if written else None
    except ValueError:
        return None


def _next(found: list[Listing], asked: Wanted) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    kept: dict[str, Any] = {**asked.query}
    return url_for("institutions.directory", **kept, after=f"{last.sort_key}~{last.id}")
