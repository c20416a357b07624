"""The door of a link (Einmal-Code): what it shows is the same for every link, living, dead or invented.

GET shows and consumes nothing: mail scanners open every address they find. Only POST asks for a code, and only POST
types one.
"""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import desk
from web.audience import LINK, PUBLIC, audience
from web.fields import Line
from web.forms import FormSchema, blank, read
from web.language import N_
from web.link_access import CODE_LASTS, SESSION_LASTS
from web.link_mail import can_mail, send_code
from web.pages.link.blueprint import pages
from web.parts import now, the_house
from web.security import link_cookie_name, set_cookie

MINUTES = CODE_LASTS.seconds // 60


class Code(FormSchema):
    """The code, as it came by mail or was said on the phone."""

    one_time_code = Line(
        N_("Einmal-Code"),
        max=20,
        kind="tel",
        autocomplete="one-time-code",
        hint=N_("Acht Ziffern. Leerzeichen spielen keine Rolle."),
        says={
            "required": N_("Geben Sie den Code ein, den Sie bekommen haben."),
            "wrong_code": N_(
                "Dieser Code öffnet nichts: Er ist falsch, abgelaufen oder schon benutzt. Fordern Sie einen neuen an. "
                "Nach mehreren falschen Codes müssen Sie eine Viertelstunde warten."
            ),
        },
    )


@pages.get("/link/<uuid:link_id>")
@audience(PUBLIC)
def door(link_id: UUID) -> str:
    """What this is, and how to get in."""
    return render_template("link/door.html", link_id=link_id, by_mail=can_mail(desk.house()), minutes=MINUTES)


@pages.get("/link/<uuid:link_id>/code")
@audience(PUBLIC)
def code(link_id: UUID) -> str:
    """Type the code."""
    asked = "asked" in request.args and can_mail(desk.house())
    return render_template("link/code.html", link_id=link_id, form=blank(Code), asked=asked, minutes=MINUTES)


@pages.post("/link/<uuid:link_id>/code")
@audience(PUBLIC)
def asking(link_id: UUID) -> Response:
    """Ask for a code; the answer is the same whether one goes out or not, and so is the time it takes."""
    house, at = desk.house(), now()
    if house.accounts.links.may_ask(link_id, request.remote_addr or "", at):
        house.behind_the_answer(lambda: send_code(house, link_id, at))
    return redirect(url_for("link.code", link_id=link_id, asked=1), 303)


@pages.post("/link/<uuid:link_id>/session")
@audience(PUBLIC)
def session(link_id: UUID) -> Response | tuple[str, int]:
    """Open the link with a code; a wrong, used or old one and a locked link read alike."""
    form = read(Code, request.form)
    if form.ok:
        typed = form.values["one_time_code"]
        opened = the_house().accounts.links.open(link_id, typed, request.remote_addr or "", now())
        if opened is not None:
            response = redirect(url_for("link.enquiry", link_id=link_id), 303)
            name = link_cookie_name(current_app, link_id)
            set_cookie(current_app, response, name, opened.token, max_age=SESSION_LASTS.seconds)
            return response
        form.refuse("one_time_code", "wrong_code")
    form.typed = blank(Code).typed
    return render_template("link/code.html", link_id=link_id, form=form, asked=False, minutes=MINUTES), 422


@pages.post("/link/<uuid:link_id>/leaving")
@audience(LINK)
def leaving(link_id: UUID) -> Response:
    """Done: the session ends, and the browser forgets what it has seen."""
    name = link_cookie_name(current_app, link_id)
    the_house().accounts.links.end(request.cookies.get(name, ""), now())
    response = redirect(url_for("link.door", link_id=link_id), 303)
    response.delete_cookie(name, path="/", secure=bool(current_app.config["LOTSE_TLS"]))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
