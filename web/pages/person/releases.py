"""Releases of a person (Schweigepflichtentbindungen): giving one, and taking it back."""

from typing import NamedTuple
from uuid import UUID

from flask import abort, request

from projections import caseload, directory, releases, words
from projections.caseload import Entry
from referrals.casework import Receipt
from referrals.release import Given, Release
from web import desk, release_terms, rules
from web.audience import audience
from web.case_number import case_number
from web.fields import Choice, Line
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.parts import CASE_MANAGER, now, today
from web.release_terms import ReleaseTerms

MOST = 500


class Towards(StepForm):
    """To whom."""

    institution = Choice(
        N_("Für welche Institution?"),
        kind="select",
        says={"not_chosen": N_("Wählen Sie aus, für welche Institution die Entbindung gilt.")},
    )


class NewRelease(ReleaseTerms, Towards):
    """A release without a forwarding; `back` is the page that misses it."""

    back = Line(N_("Zurück zu"), max=2000, optional=True, hidden=True)


class Withdrawal(StepForm):
    """How the person said so."""

    given = Choice(N_("Wie hat die Person widerrufen?"))


class Standing(NamedTuple):
    """A release as the page lists it; `state` is holding, later, withdrawn or expired."""

    release: Release
    institutions: str
    state: str


class Stopped(NamedTuple):
    """A referral that a withdrawal stops; `institution` is empty where a colleague carries it."""

    entry: Entry
    code: str
    institution: str


def of_person(person_id: UUID) -> list[Standing]:
    """All of them, those that hold first."""
    found = releases.of_person(desk.views(), person_id)
    names = desk.institution_names(each for release in found for each in release.institution_ids)
    listed = [
        Standing(release, ", ".join(names.get(each, "–") for each in release.institution_ids), _state(release))
        for release in found
    ]
    return sorted(listed, key=lambda each: each.state != "holding")


def _state(release: Release) -> str:
    if release.withdrawn_on is not None:
        return "withdrawn"
    return "expired" if release.valid_until < today() else "holding"


@pages.route("/persons/<uuid:person_id>/releases", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def giving(person_id: UUID) -> Answer:
    """The person releases us towards one more institution."""
    person = desk.person(person_id)
    institutions = {str(each.id): each.name for each in directory.search(desk.views(), limit=MOST)}
    options = {**release_terms.options(), "institution": institutions}
    if request.method == "GET":
        institution, back = request.args.get("institution"), request.args.get("back")
        form = blank(NewRelease, options=options, **release_terms.START, institution=institution, back=back)
        return form_page("release", "release", person_id, form)
    form = read(NewRelease, request.form, options=options)

    def record() -> Receipt:
        chosen = UUID(form.values["institution"])
        new = release_terms.new_release(form.values, chosen, person.language, today())
        return desk.casework().persons.give_release(desk.sent(form), person_id, new)

    return recorded(person_id, form, record, lambda: form_page("release", "release", person_id, form))


@pages.route("/persons/<uuid:person_id>/releases/<uuid:release_id>/withdrawal", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def withdrawing(person_id: UUID, release_id: UUID) -> Answer:
    """The person takes it back: what that stops is said before."""
    release = desk.release(release_id)
    if release.person_id != person_id:
        abort(404)
    options = {"given": dict(words.choices(Given, language()))}
    if request.method == "GET":
        form = blank(Withdrawal, options=options, expected_version=release.version, given=Given.ORAL.value)
        return _withdrawal(release, form)
    form = read(Withdrawal, request.form, options=options)

    def record() -> Receipt:
        return desk.casework().persons.withdraw_release(
            desk.sent(form, stream=release_id),
            release_id,
            given=Given(form.values["given"]),
        )

    return recorded(person_id, form, record, lambda: _withdrawal(release, form))


def _withdrawal(release: Release, form: Form) -> Answer:
    ids = caseload.forwarded_on_release(desk.views(), release.id)
    found = [caseload.entry(desk.views(), each, now()) for each in ids]
    entries = [entry for entry in found if entry is not None]
    names = desk.institution_names([*release.institution_ids, *(entry.institution_id for entry in entries)])
    carried = desk.carried_by_us()
    stopped = [
        Stopped(
            entry,
            case_number(entry.id),
            names.get(entry.institution_id, "–") if entry.case_manager in carried and entry.institution_id else "",
        )
        for entry in entries
    ]
    towards = ", ".join(names.get(each, "–") for each in release.institution_ids)
    return form_page(
        "withdrawal", "withdrawal", release.person_id, form, release=release, stopped=stopped, towards=towards
    )
