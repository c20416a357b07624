"""A walk through the pages along their links, with axe and a ruler in the hand."""

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser.at_work import AtWork

NARROW, WIDE = ViewportSize(width=320, height=800), ViewportSize(width=1280, height=800)
LISTS = (
    *("announcements", "audit_accesses", "audit_breach", "audit_figures", "audit_files", "audit_persons"),
    *("audit_referrals", "audit_replay_gathering", "audit_replay_person", "audit_replay_referral", "audit_reviews"),
    *("caseload", "changes", "covered", "figures_announced", "figures_reports", "figures_rows"),
    *("gatherings", "gatherings_begun", "gatherings_counted", "incomplete", "institutions", "notices", "notices_sent"),
    *("person_referrals", "staff", "team", "team_audit_files", "team_closed_files", "team_emergencies"),
    *("team_erasures", "team_retention", "team_voidings", "team_workload", "tokens"),
)
NOT_WALKED = {
    **{f"exports.{name}_{kind}": "a file to take away" for name in LISTS for kind in ("csv", "json_lines")},
    "about.livez": "one word for machines",
    "about.readyz": "one word for machines",
    "operations.metrics": "numbers for machines",
    "audit.integrity_checkpoint": "a file to take away",
    "audit.journal_csv": "a file to take away",
    "audit.journal_json_lines": "a file to take away",
    "audit.processing_file": "a file to take away",
    "exports.calendar_feed": "a file for calendars",
    "exports.referral_fhir": "a file to take away",
    "figures.made_yet": "loads itself anew, under axe's hands too",
    "figures.report_file": "a file to take away",
    "session.start": "only leads to the first page of a role",
}
OFTEN = {"referral.page": 3, "institutions.page": 2, "person.page": 2}
"""How many pages of one address pattern are looked at; the others once. One referral of each phase is named besides."""

AXED = 2
"""How many pages of one address pattern axe looks at; the ruler is laid on each."""

REPEATED = ("tr:nth-child(n+8)", "li:nth-child(n+12)", "option:nth-child(n+4)")
"""What axe passes over: the eighth row of a list is made as the first seven are, and colours take their time."""

COLOURS = "color-contrast"
AXE = Axe()
WIDEST = """[...document.querySelectorAll("main *")]
    .filter(each => each.getBoundingClientRect().right > 321).slice(0, 3).map(each => each.outerHTML.slice(0, 150))"""


@dataclass
class Notes:
    """What several who walk write on one sheet: the faults, the endpoints visited, how often each kind of page was."""

    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    counted: Counter[tuple[str, ...]] = field(default_factory=Counter)
    axed: Counter[str] = field(default_factory=Counter)


@dataclass
class Walk:
    """One person's way through the pages.

    Without axe only the ruler is applied: for a second language, whose words are longer but not of another colour.
    """

    at: AtWork
    app: Flask
    by_axe: bool = True
    notes: Notes = field(default_factory=Notes)
    addresses: set[str] = field(default_factory=set)

    def endpoint(self, path: str) -> str:
        """Whose page this is; the one that says so where there is none to GET."""
        try:
            found: str = self.app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")[0]
        except (HTTPException, RequestRedirect):
            return "nothing"
        return found

    def everywhere(self, *starts: str) -> None:
        """Follow every link from these pages, each kind of page once or a few times."""
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if self.is_new(path, forced=path in starts):
                self.visit(path, expected=path in starts)
                hrefs = self.at.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
                waiting.extend(href.partition("#")[0] for href in hrefs if href.startswith("/"))

    def is_new(self, path: str, *, forced: bool) -> bool:
        """Whether a page of this kind was not looked at often enough yet."""
        endpoint = self.endpoint(path)
        if endpoint in NOT_WALKED:
            return False
        kind = (endpoint, *sorted(parse_qs(urlsplit(path).query).keys() - {"back"}))  # a way back makes no other page
        most = OFTEN.get(endpoint, 1)
        if path in self.addresses or (not forced and self.notes.counted[kind] >= most):
            return False
        self.addresses.add(path)
        self.notes.counted[kind] += not forced
        return True

    def visit(self, path: str, *, expected: bool) -> None:
        """Go and look; a link that leads nowhere, or where one may not go, is a fault."""
        status = self.at.go(path)
        if status == HTTPStatus.OK:
            self.notes.seen[self.endpoint(self.at.path)] += 1
        elif not expected or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.notes.faults.append(f"{path}: {status}")
        self.look(path)

    def look(self, what: str) -> None:
        """Let axe look at the page, at the colours of each kind of page once in light and in dark, and squeeze it."""
        page, kind = self.at.page, self.endpoint(self.at.path)
        if self.by_axe and self.notes.axed[kind] < AXED:
            first = not self.notes.axed[kind]
            self.notes.axed[kind] += 1
            found = violations(page, without=() if first else (COLOURS,))
            if first:
                page.emulate_media(color_scheme="dark")
                found += violations(page, COLOURS)
                page.emulate_media(color_scheme="light")
            self.notes.faults += [f"{what}: {each['id']}: {each['nodes'][0]['html']}" for each in found]
        size = page.viewport_size or WIDE
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > NARROW["width"]:
            self.notes.faults.append(f"{what}: {width} px wide: {page.evaluate(WIDEST)}")
        page.set_viewport_size(size)


def violations(page: Page, *rules: str, without: Collection[str] = ()) -> list[Any]:
    """What axe finds on the page as it is: by all its rules, by these, or by all but some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    context = {"exclude": [[each] for each in REPEATED]}
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": {each: {"enabled": False} for each in without}}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    run = "([context, options]) => axe.run(context, options).then(found => found.violations)"
    found: list[Any] = page.evaluate(run, [context, options])
    return found
