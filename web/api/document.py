"""Document (OpenAPI): what the API can do, made from the same schemas that it reads and answers with."""

from flask import Flask, Response, current_app, json
from flask_smorest import Api

from web.api import shapes
from web.api.blueprint import pages
from web.api.problems import MEDIA_TYPE, OF_STATUS, SAID
from web.audience import PUBLIC, audience
from web.bearer import needs

EXTENSION = "lotse-api"
ABOUT = (
    "Everything a page does for the token's owner, within the scopes of the token. Reading is recorded in the access "
    "log; steps are recorded once for each Idempotency-Key. See docs/api.md."
)
STATUS = {**OF_STATUS, 409: "refused", 412: "changed", 422: "invalid", 428: "no_version", 503: "away"}


def build(app: Flask) -> None:
    """Register the routes and describe them."""
    api = Api(
        spec_kwargs={
            "title": "Lotse",
            "version": "1",
            "openapi_version": "3.0.3",
            "info": {"description": ABOUT, "license": {"name": "EUPL-1.2"}},
        }
    )
    api.DEFAULT_ERROR_RESPONSE_NAME = None  # every problem is named for itself
    api.init_app(app)
    spec = api.spec
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", schema=shapes.Problem)
    for status, code in STATUS.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        spec.components.response(f"problem{status}", {"description": SAID[code][0], "content": content})
    api.register_blueprint(pages)
    app.extensions[EXTENSION] = spec.to_dict()


@needs(None)
@audience(PUBLIC)
def openapi() -> Response:
    """This document (OpenAPI 3.0)."""
    return Response(json.dumps(current_app.extensions[EXTENSION]), mimetype="application/json")


_described = pages.doc(
    security=[],
    responses={"200": {"description": "OpenAPI 3.0", "content": {"application/json": {"schema": {"type": "object"}}}}},
)
pages.add_url_rule("/openapi.json", "openapi", _described(openapi), methods=["GET"])
