"""Administration (Verwaltung): accounts, roles, teams. No persons, no files, no content."""

import secrets
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import staff as members
from projections import words, worklist
from projections.words import choices
from referrals.refusal import Refusal
from referrals.roles import GUARDED, HELD_BY_STAFF
from referrals.staff import Member, Role
from web import banner, desk
from web.accounts import Account, CannotAddAccount, check_login
from web.audience import audience
from web.fields import Line, Several
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.roles import waiting as waiting_roles
from web.parts import ADMINISTRATOR, now

pages = Blueprint("administration", __name__)


class NewMember(StepForm):
    """Somebody joins."""

    name = Line(N_("Name"), max=100)
    login = Line(N_("Benutzername"), max=100, hint=N_("Ein Wort, zum Beispiel der Vorname."))
    team = Line(N_("Team"), max=60, optional=True, hint=N_("Nur für Fallmanager:innen."))
    roles = Several(N_("Rollen"))


class Membership(StepForm):
    """Name, team and roles from now on."""

    name = Line(N_("Name"), max=100)
    team = Line(N_("Team"), max=60, optional=True)
    roles = Several(N_("Rollen"))


@pages.get("/administration")
@audience(ADMINISTRATOR)
def overview() -> str:
    """Everybody with an account, what waits for a second person, and how fresh the views are."""
    return overview_page()


def overview_page(form: Form | None = None) -> str:
    """The overview; `form` is what was not taken, and why."""
    more = {"form": form} if form is not None else {}
    return render_template(
        "administration/overview.html",
        members=everybody(),
        names=desk.staff_names(),
        accounts={each.staff_id: each for each in desk.house().accounts.all()},
        statuses=desk.house().runner.status(now()),
        proposals=waiting_roles(),
        **more,
    )


def everybody() -> list[Member]:
    """All members of staff, those whose account is closed last."""
    return sorted(members.everybody(desk.views()), key=lambda each: (each.disabled, each.team))


@pages.route("/administration/staff/new", methods=["GET", "POST"])
@audience(ADMINISTRATOR)
def new() -> str | tuple[str, int]:
    """Add somebody; the start password is shown once and must be changed at the first sign-in."""
    if request.method == "GET":
        return render_template("administration/new.html", form=blank(NewMember, options=_options()))
    form = read(NewMember, request.form, options=_options())
    if form.ok:
        try:
            password = _add(form)
        except Refusal as refused:
            form.refuse("login" if "login" in refused.code else "", refused.code, **refused.params)
        else:
            login, asked = form.values["login"], {Role(code) for code in form.values["roles"]}
            return render_template(
                "administration/added.html", login=login, password=password, waits=not asked.isdisjoint(GUARDED)
            )
    return render_template("administration/new.html", form=form), 422


@pages.route("/administration/staff/<uuid:staff_id>", methods=["GET", "POST"])
@audience(ADMINISTRATOR)
def member(staff_id: UUID) -> Response | str | tuple[str, int]:
    """Name, team and roles of somebody."""
    known, name = desk.member(staff_id), desk.staff_names([staff_id])[staff_id]
    if request.method == "GET":
        form = blank(
            Membership,
            options=_options(),
            expected_version=known.version,
            name=name,
            team=known.team,
            roles=known.roles,
        )
        return _member_page(known, name, form)
    form = read(Membership, request.form, options=_options())
    if form.ok:
        g.form = form
        try:
            return _change(known, name, form)
        except Refusal as refused:
            form.refuse("roles", refused.code, **refused.params)
    return _member_page(known, name, form), 422


@pages.post("/administration/staff/<uuid:staff_id>/disabling")
@audience(ADMINISTRATOR)
def disable(staff_id: UUID) -> Response | tuple[str, int]:
    """Close the account; sessions end at once, what the member did stays."""
    known, form = desk.member(staff_id), _step()
    load = worklist.loads(desk.views(), now(), [staff_id]).get(staff_id)
    sent = desk.sent(form, stream=staff_id)
    try:
        done = desk.casework().team.disable(sent, staff_id, open_cases=load.active if load else 0)
    except Refusal as refused:
        return _refused(known, refused)
    desk.house().accounts.disable(staff_id, now())
    return banner.after(redirect(url_for("administration.overview"), 303), done)


@pages.post("/administration/staff/<uuid:staff_id>/enabling")
@audience(ADMINISTRATOR)
def enable(staff_id: UUID) -> Response | tuple[str, int]:
    """Open the account again."""
    known, form = desk.member(staff_id), _step()
    try:
        done = desk.casework().team.enable(desk.sent(form, stream=staff_id), staff_id)
    except Refusal as refused:
        return _refused(known, refused)
    desk.house().accounts.enable(staff_id)
    return banner.after(redirect(url_for("administration.overview"), 303), done)


@pages.post("/administration/staff/<uuid:staff_id>/password")
@audience(ADMINISTRATOR)
def password(staff_id: UUID) -> str:
    """Give a new start password; all sessions end, and the log says who did it."""
    form = _step()
    known = desk.member(staff_id)
    account: Account | None = desk.house().accounts.account(staff_id)
    if account is None:
        abort(404)
    given = start_password()
    desk.casework().team.give_start_password(desk.sent(form), known.id)
    desk.house().accounts.set_password(staff_id, given, now(), must_change=True)
    return render_template("administration/added.html", login=account.login, password=given, waits=False)


def start_password() -> str:
    """Four groups that can be read out on the telephone."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _add(form: Form) -> str:
    """The start password. A double click adds nobody twice; what broke off in between is finished by sending again."""
    accounts, sent, given = desk.house().accounts, desk.sent(form), start_password()
    staff_id = uuid5(sent.command_id, "staff")
    login, roles = form.values["login"], tuple(Role(code) for code in form.values["roles"])
    if accounts.staff_of(login) not in (None, staff_id):
        raise CannotAddAccount.because_the_login_is_taken()
    check_login(login)
    desk.casework().team.add(
        sent, name=form.values["name"], team=form.values["team"] or "", roles=roles, staff_id=staff_id
    )
    if accounts.account(staff_id):
        accounts.set_password(staff_id, given, now(), must_change=True)
    else:
        accounts.add(staff_id, login, given, now())
    return given


def _change(known: Member, name: str, form: Form) -> Response | str:
    """One event for each thing that changed; each has a command id of its own, derived from that of the form."""
    values, done = form.values, None
    team = desk.casework().team
    sent = desk.sent(form, stream=known.id)
    roles = tuple(Role(code) for code in values["roles"])
    changes: list[Any] = []
    if frozenset(roles) != frozenset(known.roles):
        changes.append(lambda s: team.change_roles(s, known.id, roles=roles))
    if (values["team"] or "") != known.team:
        changes.append(lambda s: team.change_team(s, known.id, team=values["team"] or ""))
    if values["name"] != name:
        changes.append(lambda s: team.rename(s, known.id, name=values["name"]))
    for number, change in enumerate(changes):
        done = change(desk.part_of(sent, number))
    response = redirect(url_for("administration.overview"), 303)
    return banner.after(response, done) if done else response


def _step() -> Form:
    form = read(StepForm, request.form)
    if not form.ok:
        abort(400)
    g.form = form
    return form


def _refused(known: Member, refused: Refusal) -> tuple[str, int]:
    name = desk.staff_names([known.id])[known.id]
    form = blank(
        Membership, options=_options(), expected_version=known.version, name=name, team=known.team, roles=known.roles
    )
    form.refuse("", refused.code, **refused.params)
    return _member_page(known, name, form), 422


def _member_page(known: Member, name: str, form: Form) -> str:
    step = blank(StepForm, expected_version=known.version)
    account = desk.house().accounts.account(known.id)
    return render_template("administration/member.html", member=known, name=name, form=form, step=step, account=account)


def _options() -> dict[str, dict[str, str]]:
    known = dict(choices(Role, language()))
    return {"roles": {role.value: known.get(role.value, words.word(role, language())) for role in HELD_BY_STAFF}}
