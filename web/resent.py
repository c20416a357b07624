"""Resent (noch einmal gesendet): whether this very form was recorded already, by a double click or a reload."""

from flask import current_app

from web import desk
from web.forms import Form, effective_command_id


def recorded_before(form: Form) -> bool:
    """Whether the command of this form stands in the log."""
    if "command_id" not in form.values:
        return False
    command = effective_command_id(current_app.config["SECRET_KEY"], form)
    return desk.house().log.result_of(command) is not None
