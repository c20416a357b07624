"""The form in front of every other page: shown by its own page, and wherever a session has ended meanwhile."""

from web.fields import Line
from web.forms import FormSchema
from web.language import N_


class SignIn(FormSchema):
    """Login and password, and the page to go on to."""

    login = Line(N_("Benutzername"), max=100, autocomplete="username")
    password = Line(N_("Passwort"), max=1000, kind="password", autocomplete="current-password")
    target = Line(N_("Ziel"), max=2000, optional=True, hidden=True)
