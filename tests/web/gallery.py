"""A page with every piece on it, so that the pieces can be checked and looked at."""

from pathlib import Path

from flask import Blueprint, Flask, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader

from tests.small_house import SmallHouse, frame_app
from web.audience import SIGNED_IN, audience
from web.fields import Choice, ClockTime, Day, Flag, Line, Number, Several, Text
from web.forms import StepForm, blank, read
from web.language import N_

pages = Blueprint("gallery", __name__)
CHANNELS = {"phone": N_("Telefon"), "letter": N_("Brief"), "in_person": N_("persönlich")}


class Gallery(StepForm):
    """One field of each kind."""

    surname = Line("Nachname", hint="Wie die Person ihn selbst schreibt.")
    wish = Text("Wunsch in eigenen Worten", optional=True, max=500)
    channel = Choice("Wie haben Sie weitergeleitet?", CHANNELS, says={"not_chosen": "Wählen Sie den Weg aus."})
    quarter = Choice("Quartier", {"stephanplatz": "Stephanplatz", "alt-inrath": "Alt-Inrath"}, kind="select")
    passing = Several("Was geben Sie weiter?", {"name": "Name", "phone": "Telefon", "need": "Anliegen"})
    occurred_on = Day("Wann war das?", choice=True)
    appointment_on = Day("Tag des Termins", future=True, past=False)
    appointment_at = ClockTime("Uhrzeit", hint="Zum Beispiel 9:30")
    children = Number("Anzahl der Kinder", optional=True, max=20)
    released = Flag("Die Entbindung liegt unterschrieben vor", must=True)


@pages.route("/gallery", methods=["GET", "POST"])
@audience(SIGNED_IN)
def gallery() -> str | tuple[str, int]:
    """Empty by GET, with its problems by POST."""
    if request.method == "GET":
        form = blank(Gallery, occurred_on="today", channel="phone", expected_version=4)
        return render_template("gallery.html", form=form)
    form = read(Gallery, request.form)
    return render_template("gallery.html", form=form), 200 if form.ok else 422


def gallery_app(house: SmallHouse) -> Flask:
    """The application with the gallery in it."""
    app = frame_app(house, pages)
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader] if app.jinja_env.loader else [own])
    return app
