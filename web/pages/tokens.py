"""Tokens (Zugangsschlüssel): one's own, for programs that act in one's name through the API: made, listed, revoked."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.refusal import Refusal
from web import desk
from web.accounts import CannotSignIn
from web.audience import SIGNED_IN, audience
from web.fields import Choice, Line, Several
from web.forms import Form, StepForm, blank, read
from web.language import N_, _
from web.parts import now, staff, the_house
from web.passwords import CannotSetPassword
from web.scopes import LABELS, Scope, open_to
from web.tokens import Token, Tokens

pages = Blueprint("tokens", __name__)
LASTS: dict[str, str] = {"30": N_("30 Tage"), "90": N_("90 Tage"), "180": N_("180 Tage"), "366": N_("ein Jahr")}


class NewToken(StepForm):
    """What it is for, what it may do, for how long; the password shows that nobody else sits there."""

    name = Line(N_("Wofür ist er?"), max=60, hint=N_("Zum Beispiel das Programm, das ihn benutzt."))
    scopes = Several(N_("Was darf er?"), says={"not_chosen": N_("Kreuzen Sie an, was der Zugangsschlüssel darf.")})
    lasts = Choice(N_("Wie lange gilt er?"), LASTS)
    password = Line(N_("Ihr Passwort"), max=1000, kind="password", autocomplete="current-password")


@pages.get("/account/tokens")
@audience(SIGNED_IN)
def mine() -> str:
    """The tokens of the worker, and the form for another."""
    return _page(blank(NewToken, options=_options(), lasts="90"))


@pages.post("/account/tokens")
@audience(SIGNED_IN)
def make() -> str | tuple[str, int] | Response:
    """Make one; it is shown this once. Whose role holds no scope sees no form, and a sentence instead."""
    if not _options()["scopes"]:
        return redirect(url_for("session.tokens.mine"), 303)
    form = read(NewToken, request.form, options=_options())
    if form.ok:
        try:
            the_house().accounts.confirm(staff().staff_id, form.values["password"], now())
            return _page(blank(NewToken, options=_options(), lasts="90"), made=_made(form))
        except (CannotSetPassword, CannotSignIn) as refused:
            form.refuse("password", refused.code, **refused.params)
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
    return _page(form), 422


@pages.post("/account/tokens/<uuid:token_id>/revocation")
@audience(SIGNED_IN)
def revoke(token_id: UUID) -> Response:
    """End one of the worker's own at once."""
    worker = staff().staff_id
    _tokens().revoke(token_id, now(), by=worker, staff_id=worker)
    return redirect(url_for("session.tokens.mine", note="revoked"), 303)


def own() -> list[Token]:
    """The worker's own, whether they open anything or not."""
    return _tokens().of(staff().staff_id)


def _tokens() -> Tokens:
    tokens: Tokens = the_house().accounts.tokens
    return tokens


def _options() -> dict[str, dict[str, str]]:
    return {"scopes": {scope.value: _(LABELS[scope]) for scope in open_to(staff().roles)}}


def _made(form: Form) -> Token:
    given = form.values
    return _tokens().make(
        staff().staff_id,
        given["name"],
        [Scope(each) for each in given["scopes"]],
        now(),
        roles=staff().roles,
        lasts=timedelta(days=int(given["lasts"])),
        made_by=staff().staff_id,
        token_id=given["command_id"],
    )


def _page(form: Form, made: Token | None = None) -> str:
    listed = own()
    others = {each.made_by for each in listed} - {staff().staff_id}
    return render_template(
        "session/tokens.html",
        form=form,
        made=made,
        tokens=[(each, [_(LABELS[scope]) for scope in Scope if scope in each.scopes]) for each in listed],
        moment=now(),
        any_scope=bool(_options()["scopes"]),
        makers=desk.staff_names(others) if others else {},
        note=request.args.get("note", ""),
    )
