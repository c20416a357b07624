"""The blueprint of the person's pages, and how a step of theirs ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.casework import Receipt
from web import desk, kept, recording
from web.forms import Form

pages = Blueprint("person", __name__)
Answer = str | Response | tuple[str, int]


def form_page(template: str, view: str, person_id: UUID, form: Form, **shown: Any) -> Answer:
    """A page with a form on it; the look is recorded, and a form with problems says so."""
    desk.looked(f"person.{view}", person_id=person_id)
    name = desk.person_names([person_id])[person_id]
    page = render_template(f"person/{template}.html", form=form, person_id=person_id, person_name=name, **shown)
    return page, 422 if form.problems else 200


def recorded(person_id: UUID, form: Form, record: Callable[[], Receipt], again: Callable[[], Answer]) -> Answer:
    """Record it and go to `back`, else to the person; a refusal shows the form again with everything in it."""

    def there() -> str:
        back = form.values.get("back") or ""
        return back if kept.is_ours(back) else url_for("person.page", person_id=person_id)

    return recording.recorded(form, record, there, again)
