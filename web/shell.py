"""What stands around every page: navigation by role, language and appearance, stylesheets under a hashed path."""

import hashlib
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup, escape
from whitenoise import WhiteNoise

from projections import words
from referrals.need import NeedKind
from referrals.roles import Role
from web import security
from web.language import N_, _, language
from web.parts import ADMINISTRATOR, AUDITOR, CASE_MANAGER, COORDINATOR, Worker
from web.soft_breaks import soft_breaks

ROLE_NAMES = {
    CASE_MANAGER: N_("Fallmanager:in"),
    COORDINATOR: N_("Koordination"),
    AUDITOR: N_("Prüfer:in"),
    ADMINISTRATOR: N_("Verwaltung"),
    Role.INSTITUTION.value: N_("Institution (über einen Link)"),
}
STATIC = Path(__file__).parent / "static"
THEMES = {"auto": N_("Wie das Gerät"), "light": N_("Hell"), "dark": N_("Dunkel")}
THEME_COOKIE = "lotse_theme"
YEAR = 365 * 24 * 3600

# endpoint, label, the endpoints' prefix that marks it as the current one, roles (none: everybody signed in)
NAVIGATION: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("caseload.mine", N_("Meine Fälle"), "caseload.", (CASE_MANAGER,)),
    ("opening.new", N_("Neue Vermittlung"), "opening.", (CASE_MANAGER,)),
    ("team.overview", N_("Team"), "team.", (CASE_MANAGER, COORDINATOR)),
    ("figures.overview", N_("Zahlen"), "figures.", (COORDINATOR,)),
    ("gatherings.listed", N_("Gruppentermine"), "gatherings.", (CASE_MANAGER, COORDINATOR)),
    ("institutions.directory", N_("Institutionen"), "institutions.", (CASE_MANAGER, COORDINATOR)),
    ("audit.overview", N_("Prüfung"), "audit.", (AUDITOR,)),
    ("administration.overview", N_("Verwaltung"), "administration.", (ADMINISTRATOR,)),
    ("session.account", N_("Konto"), "session.", ()),
)


def navigation(worker: Worker | None) -> list[tuple[str, str, bool]]:
    """(address, label, is it the current one) of the pages this worker may open."""
    if worker is None:
        return []
    here = request.endpoint or ""
    return [
        (url_for(endpoint), _(label), here.startswith(prefix))
        for endpoint, label, prefix, roles in NAVIGATION
        if endpoint in current_app.view_functions and (not roles or worker.has(*roles))
    ]


def first_page(worker: Worker) -> str:
    """Where a worker begins: the first page their role offers."""
    return navigation(worker)[0][0]


@cache
def static_version() -> str:
    """A hash over all static files: it stands in their address, so that browsers may keep them for a year."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def version() -> str:
    """The version of Lotse."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def asset(name: str) -> str:
    """The address of a static file."""
    return f"{request.script_root}/static/{static_version()}/{name}"


def theme() -> str:
    """The chosen appearance; `auto` follows the device."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def name(text: object) -> Markup:
    """A name, kept apart from the writing direction around it."""
    return Markup(f"<bdi>{escape(soft_breaks(text))}</bdi>")  # noqa: S704  # escaped


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return _(ROLE_NAMES.get(role, role))


def word(code: StrEnum | str) -> str:
    """The word of a code; a need that lies in the directory as text is a need."""
    return words.word(code if isinstance(code, StrEnum) else NeedKind(code), language())


def install(app: Flask) -> None:
    """Serve the static files and give the templates what the layout needs."""
    served = WhiteNoise(
        app.wsgi_app, max_age=YEAR, add_headers_function=security.static_headers, immutable_file_test=lambda *_: True
    )
    served.add_files(str(STATIC), prefix=f"static/{static_version()}/")
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals.update(asset=asset, theme=theme, themes=THEMES, version=version())
    app.jinja_env.filters.update(name=name, role_name=role_name, word=word, soft_breaks=soft_breaks)
    app.context_processor(_surroundings)


def _home() -> str:
    """Where the sign leads: to the first page, and for a reader outside to the door of their link."""
    link_id = (request.view_args or {}).get("link_id") if request.blueprint == "link" else None
    return url_for("link.door", link_id=link_id) if link_id else url_for("session.start")


def _surroundings() -> dict[str, Any]:
    worker = g.get("staff")
    return {
        "worker": worker,
        "navigation": navigation(worker),
        "home": _home(),
        "dir": "ltr",
        "lang": language(),
        "may_switch": request.method == "GET",
    }
