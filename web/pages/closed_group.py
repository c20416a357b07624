"""Closed files (geschlossene Akten): of colleagues and their families; only a named group sees them."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import carried, closed_files
from projections import staff as members
from referrals.casework import Receipt
from web import desk, recording, rules
from web.audience import audience
from web.case_number import case_number
from web.fields import Several
from web.forms import Form, StepForm, blank, read
from web.language import N_
from web.parts import CASE_MANAGER, COORDINATOR, Worker, staff

pages = Blueprint("closed_group", __name__)


class Group(StepForm):
    """Who sees the file."""

    staff = Several(
        N_("Wer darf diese Akte sehen?"),
        hint=N_("Alle anderen sehen nur „Geschlossene Akte“."),
        says={"not_chosen": N_("Wählen Sie mindestens eine Person aus, die die Akte sehen darf.")},
    )


def may_close(worker: Worker, person_id: UUID, **_: object) -> bool:
    """Coordination, and whoever carries the person and may see her file."""
    desk.person(person_id)
    return worker.has(COORDINATOR) or rules.carries_person(worker, person_id)


@pages.get("/team/closed-files")
@audience(COORDINATOR)
def listed() -> str:
    """Every closed file by its case code, with its group."""
    groups = closed_files.groups(desk.views())
    names = desk.staff_names({one for group in groups.values() for one in group})
    shown = [
        (person_id, case_number(person_id), sorted(names.get(one, "–") for one in group))
        for person_id, group in groups.items()
    ]
    return render_template("closed_group/listed.html", files=shown, fresh=desk.freshness())


@pages.route("/persons/<uuid:person_id>/group", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR, sees=may_close)
def choosing(person_id: UUID) -> Response | str | tuple[str, int]:
    """Name the group, or another one."""
    person = desk.person(person_id)
    options = {"staff": _who_could()}
    if request.method == "GET":
        group = [str(one) for one in person.closed_to]
        return _page(person_id, blank(Group, options=options, expected_version=person.version, staff=group))
    form = read(Group, request.form, options=options)
    chosen = [UUID(one) for one in form.values.get("staff") or ()]
    carriers = carried.carriers_of(desk.views(), [person_id]).get(person_id, frozenset())
    return _recorded(
        person_id,
        form,
        lambda: desk.casework().closed_groups.close(
            desk.sent(form, stream=person_id), person_id, staff=chosen, carriers=carriers
        ),
    )


@pages.post("/persons/<uuid:person_id>/group/opening")
@audience(CASE_MANAGER, COORDINATOR, sees=may_close)
def opening(person_id: UUID) -> Response | str | tuple[str, int]:
    """The file is an ordinary one again."""
    form = read(StepForm, request.form)
    commands = desk.casework().closed_groups
    return _recorded(person_id, form, lambda: commands.open_again(desk.sent(form, stream=person_id), person_id))


def _recorded(person_id: UUID, form: Form, record: Callable[[], Receipt]) -> Response | tuple[str, int]:
    def again() -> tuple[str, int]:
        return _page(person_id, form if isinstance(form.schema, Group) else _again(person_id, form)), 422

    return recording.recorded(form, record, lambda: _there(person_id), again)


def _again(person_id: UUID, refused: Form) -> Form:
    """The form of the group, with the problems of the button below it."""
    group = [str(one) for one in desk.person(person_id).closed_to]
    form = blank(Group, options={"staff": _who_could()}, staff=group)
    form.problems.update(refused.problems)
    return form


def _there(person_id: UUID) -> str:
    if rules.carries_person(staff(), person_id):
        return url_for("person.page", person_id=person_id)
    return url_for("closed_group.listed") if staff().has(COORDINATOR) else url_for("caseload.mine")


def _who_could() -> dict[str, str]:
    able = [each.id for each in members.everybody(desk.views()) if each.carries_cases]
    names = desk.staff_names(able)
    return {str(each): names[each] for each in sorted(able, key=lambda one: names[one].casefold())}


def _page(person_id: UUID, form: Form) -> str:
    return render_template(
        "closed_group/choosing.html",
        form=form,
        person_id=person_id,
        code=case_number(person_id),
        closed=bool(desk.person(person_id).closed_to),
        again=blank(StepForm, expected_version=desk.person(person_id).version),
        back=_there(person_id),
    )
