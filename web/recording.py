"""Recording (Eintragen): how a form ends whose step is refused as a whole, on every page in the same way."""

from collections.abc import Callable
from typing import TypeVar

from flask import g, redirect
from werkzeug.wrappers import Response

from referrals.casework import Receipt
from referrals.refusal import Refusal
from web import banner, desk
from web.forms import Form

Again = TypeVar("Again")


def recorded(
    form: Form, record: Callable[[], Receipt], there: Callable[[], str], again: Callable[[], Again]
) -> Response | Again:
    """Record it and go on; where something is wrong or refused, the form is shown again with everything in it."""
    g.form = form
    if form.ok:
        try:
            receipt = record()
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
        else:
            desk.look_again()
            return banner.after(redirect(there(), 303), receipt)
    return again()
