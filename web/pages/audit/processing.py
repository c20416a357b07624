"""Record of processing (Verarbeitungsverzeichnis) and erasure concept (Löschkonzept), made from the configuration."""

from flask import Response, render_template

from web import processing
from web.audience import audience
from web.pages.audit.blueprint import pages
from web.parts import ADMINISTRATOR, AUDITOR


@pages.get("/audit/processing", endpoint="processing")
@audience(AUDITOR, ADMINISTRATOR)
def page() -> str:
    """Both, to read; nothing of a person stands in them."""
    return render_template("audit/processing.html", documents=(processing.record(), processing.erasure_concept()))


@pages.get("/audit/processing/file", endpoint="processing_file")
@audience(AUDITOR, ADMINISTRATOR)
def file() -> Response:
    """Both in one file, to print and to hand over."""
    both = processing.as_html(processing.record(), processing.erasure_concept())
    told = Response(both, mimetype="application/octet-stream")
    told.headers["Content-Disposition"] = 'attachment; filename="verarbeitungsverzeichnis.html"'
    return told
