"""Sign-in (Anmeldung) and what belongs to one's own account: sessions, password, language and appearance."""

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import banner, desk, kept
from web.accounts import CannotSignIn
from web.audience import PUBLIC, SIGNED_IN, audience, mark, session_cookie
from web.fields import Line
from web.forms import FormSchema, StepForm, blank, read
from web.language import COOKIE, LANGUAGES, N_
from web.pages import tokens
from web.parts import CASE_MANAGER, now, staff, the_house
from web.passwords import CannotSetPassword
from web.security import cookie_name, set_cookie
from web.sessions import Session
from web.shell import THEME_COOKIE, THEMES, YEAR, first_page
from web.sign_in import SignIn

pages = Blueprint("session", __name__)
pages.register_blueprint(tokens.pages)


class NewPassword(FormSchema):
    """The old password once, the new one twice."""

    old_password = Line(N_("Bisheriges Passwort"), max=1000, kind="password", autocomplete="current-password")
    new_password = Line(
        N_("Neues Passwort"),
        max=1000,
        kind="password",
        autocomplete="new-password",
        hint=N_("Mindestens 12 Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu raten."),
    )
    again_password = Line(N_("Neues Passwort noch einmal"), max=1000, kind="password", autocomplete="new-password")


class OfficeContact(StepForm):
    """How institutions reach the worker; never a private number."""

    phone = Line(
        N_("Telefon im Dienst"),
        max=40,
        kind="tel",
        autocomplete="off",
        optional=True,
        hint=N_("Zum Beispiel die Nummer des Quartiersbüros oder Ihr Diensthandy."),
    )
    email = Line(N_("E-Mail im Dienst"), max=100, kind="email", optional=True)


@pages.get("/")
@audience(SIGNED_IN)
def start() -> Response:
    """The first page of the worker's role."""
    return redirect(first_page(staff()), 303)


@pages.get("/sign-in")
@audience(PUBLIC)
def sign_in() -> Response | str:
    """The sign-in form."""
    target = request.args.get("target", "")
    if g.staff is not None:
        return redirect(target if kept.is_ours(target) else url_for("session.start"), 303)
    return render_template("session/sign_in.html", form=blank(SignIn, target=target), kept=None, ended=False)


@pages.post("/sign-in")
@audience(PUBLIC)
def signing_in() -> Response | tuple[str, int]:
    """Open a session, and go on to where the worker wanted to go, with what was typed there."""
    form = read(SignIn, request.form)
    target = form.values.get("target") or ""
    waiting = kept.carried(target) if any(name.startswith(kept.PREFIX) for name in request.form) else None
    if form.ok:
        try:
            session: Session = the_house().accounts.sign_in(
                form.values["login"],
                form.values["password"],
                now(),
                address=request.remote_addr or "",
                user_agent=request.user_agent.string,
            )
        except CannotSignIn as refused:
            form.refuse("", refused.code, **refused.params)
        else:
            return _opened(session, target, waiting)
    return render_template("session/sign_in.html", form=form, kept=waiting, ended=False), 422


def _opened(session: Session, target: str, waiting: kept.Kept | None) -> Response:
    _old, owner = session_cookie()
    staff_id = session.staff_id
    g.session, g.staff = session, the_house().worker(staff_id)
    if waiting is not None and kept.is_ours(target, "POST"):
        same_person = not owner or owner == mark(staff_id)
        page = render_template("session/go_on.html", kept=waiting if same_person else None)
        response: Response = make_response(page)
    else:
        response = redirect(target if kept.is_ours(target) else url_for("session.start"), 303)
    set_cookie(current_app, response, cookie_name(current_app), f"{session.token}.{mark(staff_id)}")
    return response


@pages.post("/sign-out")
@audience(PUBLIC)
def sign_out() -> Response:
    """End this session and let the browser forget what it has seen."""
    token, _owner = session_cookie()
    if token and (session := the_house().accounts.sessions.find(token, now())):
        the_house().accounts.sessions.end(session.staff_id, session.id, now())
    response = redirect(url_for("session.sign_in"), 303)
    response.delete_cookie(cookie_name(current_app), path="/", secure=bool(current_app.config["LOTSE_TLS"]))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.get("/account")
@audience(SIGNED_IN)
def account() -> str:
    """Name and roles, and where the worker is signed in."""
    sessions = the_house().accounts.sessions.of(staff().staff_id, now())
    return render_template(
        "session/account.html",
        sessions=sessions,
        here=g.session,
        calendar=_calendar(),
        note=request.args.get("note", ""),
    )


def _calendar() -> str:
    """Where a case manager lets a calendar read their appointments."""
    if not staff().has(CASE_MANAGER) or "exports.calendar_address" not in current_app.view_functions:
        return ""
    return url_for("exports.calendar_address")


@pages.route("/account/contact", methods=["GET", "POST"])
@audience(SIGNED_IN)
def contact() -> Response | str | tuple[str, int]:
    """Say how institutions reach one at work."""
    worker = staff()
    if request.method == "GET":
        form = blank(OfficeContact, phone=worker.phone or None, email=worker.email or None)
        return render_template("session/contact.html", form=form)
    form = read(OfficeContact, request.form)
    if not form.ok:
        return render_template("session/contact.html", form=form), 422
    team = desk.casework().team
    receipt = team.change_contact(
        desk.sent(form), worker.staff_id, phone=form.values["phone"], email=form.values["email"]
    )
    return banner.after(redirect(url_for("session.account"), 303), receipt)


@pages.post("/account/sessions/<session_id>/end")
@audience(SIGNED_IN)
def end_session(session_id: str) -> Response:
    """End one of the worker's own sessions."""
    the_house().accounts.sessions.end(staff().staff_id, session_id, now())
    return redirect(url_for("session.account", note="ended"), 303)


@pages.post("/account/sessions/end-others")
@audience(SIGNED_IN)
def end_other_sessions() -> Response:
    """End every session of the worker but this one."""
    the_house().accounts.sessions.end_all(staff().staff_id, now(), but=g.session.id)
    return redirect(url_for("session.account", note="others_ended"), 303)


@pages.route("/account/password", methods=["GET", "POST"])
@audience(SIGNED_IN)
def password() -> Response | str | tuple[str, int]:
    """Change the password; asked for at the first sign-in."""
    forced = bool(g.session.must_change)
    if request.method == "GET":
        return render_template("session/password.html", form=blank(NewPassword), forced=forced)
    form = read(NewPassword, request.form)
    if form.ok and form.values["new_password"] != form.values["again_password"]:
        form.refuse("again_password", "passwords_differ")
    if form.ok:
        try:
            old, new = form.values["old_password"], form.values["new_password"]
            the_house().accounts.change_password(g.session, old, new, now())
        except (CannotSetPassword, CannotSignIn) as refused:
            wrong_one = "old_password" if refused.reason == "present_one_wrong" else "new_password"
            form.refuse("" if isinstance(refused, CannotSignIn) else wrong_one, refused.code, **refused.params)
        else:
            return redirect(url_for("session.account", note="password_changed"), 303)
    return render_template("session/password.html", form=form, forced=forced), 422


@pages.post("/display")
@audience(PUBLIC)
def display() -> Response:
    """Choose language or appearance; kept in a cookie for a year."""
    back = request.form.get("back", "")
    response = redirect(back if kept.is_ours(back) else url_for("session.start"), 303)
    if (language := request.form.get("language")) in LANGUAGES:
        set_cookie(current_app, response, COOKIE, str(language), max_age=YEAR)
    if (theme := request.form.get("theme")) in THEMES:
        set_cookie(current_app, response, THEME_COOKIE, str(theme), max_age=YEAR)
    return response
