"""Resource (Ressource): what a route of the API needs, reads and answers, said once: for its guard and for OpenAPI."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema
from werkzeug.exceptions import UnsupportedMediaType

from web.api import as_of
from web.api.blueprint import pages
from web.api.described import Codes, fields_of, of_field
from web.api.problems import Unfit
from web.audience import Rule, audience
from web.bearer import needs
from web.fields import Line, Number, Options
from web.forms import Form, FormSchema, read_json
from web.language import N_
from web.scopes import HOLDERS, Scope

MOST = 200
"""Items of one page."""

AT_ONCE = 50
RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}, **as_of.DESCRIBED}
View = TypeVar("View", bound=Callable[..., Any])
Params = Sequence[Mapping[str, Any]]


class Paged(FormSchema):
    """A list that is read page by page."""

    after = Line(N_("Weiter hinter"), max=400, optional=True)
    limit = Number(N_("Anzahl"), min=1, max=MOST, optional=True)


class PagedByPosition(FormSchema):
    """What has a position of its own is read behind one."""

    after = Number(N_("Weiter hinter"), max=10**12 - 1, optional=True)
    limit = Number(N_("Anzahl"), min=1, max=MOST, optional=True)


def resource(
    scope: Scope,
    answers: type[Schema],
    *,
    status: int = 200,
    sees: Rule | None = None,
    asks: type[FormSchema] | None = None,
    codes: Codes | None = None,
    parameters: Params = (),
    problems: Sequence[int] = (),
    headers: Mapping[str, Any] | None = None,
    meanwhile: type[Schema] | None = None,
    **doc: Any,
) -> Callable[[View], View]:
    """Let a route be asked with this scope by those who may hold it; `asks` are its query parameters.

    `meanwhile` is what it answers (202) while the answer is not there yet.
    """

    def dressed(view: View) -> View:
        told = sorted({401, 403, 429, 503, *problems, *([422] if asks else [])})
        documented = pages.doc(
            security=[{"token": []}],
            parameters=[*(_queried(asks, codes or {}) if asks else ()), *parameters],
            responses={str(each): {"$ref": f"#/components/responses/problem{each}"} for each in told},
            **{"x-scope": scope.value},
            **doc,
        )(view)
        answering: View = pages.response(status, answers, headers={**as_of.DESCRIBED, **(headers or {})})(documented)
        if meanwhile is not None:
            answering = pages.alt_response(202, schema=meanwhile, headers=RETRY, success=True)(answering)
        return needs(scope)(audience(*HOLDERS[scope], sees=sees)(answering))

    return dressed


def asked(schema: type[FormSchema], options: Mapping[str, Options] | None = None) -> dict[str, Any]:
    """The query of this request; raises `Unfit`."""
    return taken(read_json(schema, request.args.to_dict(), options=options)).values


def body() -> Any:
    """The JSON of this request."""
    if not request.is_json:
        raise UnsupportedMediaType()
    return request.get_json()


def taken(form: Form) -> Form:
    """The form, where it was taken; raises `Unfit`."""
    if not form.ok:
        raise Unfit(form)
    return form


def _queried(schema: type[FormSchema], codes: Codes) -> list[dict[str, Any]]:
    return [
        {
            "in": "query",
            "name": name,
            "required": field.required,
            "schema": _without_null(of_field(field, codes.get(name))),
        }
        for name, field in fields_of(schema).items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "nullable"}
