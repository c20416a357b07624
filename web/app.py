"""The web application: the parts put together, and every error answered in one place."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    api,
    audience,
    banner,
    compiled,
    conflict,
    desk,
    emergency,
    errors,
    language,
    marks,
    security,
    shell,
    telling,
)
from web.late_rule import LateRule
from web.operations import pages as operations
from web.operations import requests
from web.pages import (
    about,
    administration,
    announcements,
    audit,
    break_glass,
    caseload,
    closed_group,
    erasures,
    exports,
    figures,
    gatherings,
    granting,
    institutions,
    link,
    opened,
    opening,
    participations,
    person,
    referral,
    roles,
    session,
    team,
)
from web.parts import House

BLUEPRINTS: tuple[Blueprint, ...] = (
    session.pages,
    caseload.pages,
    opening.pages,
    person.pages,
    referral.pages,
    institutions.pages,
    link.pages,
    team.pages,
    figures.pages,
    announcements.pages,
    gatherings.pages,
    participations.pages,
    break_glass.pages,
    opened.pages,
    granting.pages,
    closed_group.pages,
    administration.pages,
    roles.pages,
    erasures.pages,
    audit.pages,
    about.pages,
    exports.pages,
    operations.pages,
)


class Json(DefaultJSONProvider):
    """JSON as it is read by people too: keys in the order they were written, umlauts as umlauts."""

    ensure_ascii = False
    sort_keys = False


def create_app(house: House) -> Flask:
    """The application on this house; fails where a route names no audience."""
    app = without_house(house.settings.proxy_hops)
    settle(app, house)
    return app


def without_house(proxy_hops: int) -> Flask:
    """The application before it has a house: it holds no connection, and so it may cross a fork."""
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LateRule
    if hops := proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.json = Json(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    compiled.keep(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    requests.install(app)
    security.install(app)
    language.install(app)
    shell.install(app)
    marks.install(app)
    telling.install(app)
    errors.install(app)
    conflict.install(app)
    banner.install(app)
    emergency.install(app)
    api.install(app)
    audience.install(app)
    app.teardown_request(lambda _error: desk.look_again())
    return app


def settle(app: Flask, house: House) -> None:
    """Let the application serve this house."""
    settings = house.settings
    outside = urlsplit(settings.public_url or "").hostname
    hosts = [*settings.trusted_hosts, *([outside] if outside else [])]
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=hosts or None,
        LOTSE_TLS=settings.tls,
    )
    app.extensions["lotse"] = house
