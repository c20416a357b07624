"""What anybody may ask: the accessibility statement (Erklärung zur Barrierefreiheit), and whether Lotse is up."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from web.audience import PUBLIC, audience
from web.parts import the_house

pages = Blueprint("about", __name__)


@pages.get("/accessibility")
@audience(PUBLIC)
def accessibility() -> str:
    """The statement BITV 2.0 asks for."""
    return render_template("about/accessibility.html")


@pages.get("/livez")
@audience(PUBLIC)
def livez() -> ResponseReturnValue:
    """The process answers; no database is asked."""
    return jsonify(alive=True)


@pages.get("/readyz")
@audience(PUBLIC)
def readyz() -> ResponseReturnValue:
    """The databases answer and the projections follow; 503 with the reasons when not."""
    reasons = list(the_house().not_ready())
    return jsonify(ready=not reasons, reasons=reasons), 503 if reasons else 200
