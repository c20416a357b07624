"""A browser without pictures: it checks every page it gets, and fills in forms as a person does."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.page_checks import Element, check, words

OUR_PAGES: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin"}


class Page:
    """One answer: its status, and what a person reads on it."""

    def __init__(self, client: "PageClient", response: TestResponse) -> None:
        self.client, self.response, self.status = client, response, response.status_code
        self.is_html = response.mimetype == "text/html" and self.status not in (204, 301, 302, 303)
        self.tree: Element = check(response, client.language) if self.is_html else None
        if not self.is_html:
            response.get_data()  # a browser reads a file to its end

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers.get("Location", "")

    @property
    def path(self) -> str:
        """The path asked for."""
        return self.response.request.path

    @property
    def h1(self) -> str:
        """The heading."""
        return words(next(self.tree.iter("h1")))

    @property
    def title(self) -> str:
        """The title."""
        return words(self.tree.find("head/title"))

    @property
    def text(self) -> str:
        """All words inside main."""
        return words(self.tree.find("body/main")) if self.is_html else self.response.get_data(as_text=True)

    @property
    def navigation(self) -> list[str]:
        """The labels of the menu."""
        return [words(a) for nav in self.tree.iter("nav") if nav.get("class") == "menu" for a in nav.iter("a")]

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        summary = [e for e in self.tree.iter("div") if e.get("id") == "error-summary"]
        return [words(li) for e in summary for li in e.iter("li")]

    @property
    def banner(self) -> str:
        """What the banner says."""
        return " ".join(words(e) for e in self.tree.iter("div") if e.get("role") == "status")

    def links(self) -> dict[str, str]:
        """Address by label."""
        return {words(a): a.get("href", "") for a in self.tree.iter("a")}

    def forms(self) -> Iterator[Element]:
        """The forms of the page."""
        return iter(self.tree.iter("form"))

    def form(self, button: str) -> tuple[Element, Element]:
        """The form with a submit button of this name, and the button."""
        for form in self.forms():
            for element in form.iter("button"):
                if words(element) == button or words(element).startswith(button + ":"):
                    return form, element
        raise AssertionError(f"no button “{button}”; there are {[words(b) for b in self.tree.iter('button')]}")

    def fields(self, button: str) -> "MultiDict[str, str]":
        """What a browser would send now, by this button."""
        form, pressed = self.form(button)
        sent = MultiDict(list(_successful(form)))
        if pressed.get("name"):
            sent.add(pressed.get("name"), pressed.get("value", ""))
        return sent

    def submit(self, button: str, *, follow: bool = True, **filled: Any) -> "Page":
        """Fill in fields by name, press the button, and go where it leads; None clears a field."""
        form, _pressed = self.form(button)
        sent = self.fields(button)
        for name, value in filled.items():
            sent.setlist(name, [] if value is None else value if isinstance(value, list) else [str(value)])
        address = form.get("action") or self.response.request.full_path
        if form.get("method") == "get":
            return self.client.get(address, query_string=sent)
        return self.client.post(address, sent, follow=follow)


def _successful(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser would send: checked, chosen, typed; line ends always CRLF."""
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or control.get("disabled") is not None or control.tag == "button":
            continue
        if control.tag == "select":
            options = list(control.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            yield from ((name, option.get("value", words(option))) for option in chosen)
        elif control.tag == "textarea":
            yield name, (control.text or "").replace("\n", "\r\n")
        elif control.tag == "input" and (kind not in ("radio", "checkbox") or control.get("checked") is not None):
            yield name, control.get("value", "").replace("\n", "\r\n")


class PageClient:
    """Flask's test client, with eyes."""

    def __init__(self, app: Flask, language: str = "de") -> None:
        self.app, self.language = app, language
        self.http: FlaskClient = app.test_client()
        self.http.set_cookie("lotse_language", language)

    def get(self, address: str, *, follow: bool = True, **extra: Any) -> Page:
        """Open a page, and go where it leads."""
        page = Page(self, self.http.get(address, **extra))
        return self._followed(page) if follow else page

    def post(self, address: str, fields: Any = None, *, follow: bool = True, **extra: Any) -> Page:
        """Send a form from one of our pages."""
        extra.setdefault("headers", OUR_PAGES)
        page = Page(self, self.http.post(address, data=fields, **extra))
        return self._followed(page) if follow else page

    def sign_in(self, login: str, password: str) -> Page:
        """As this person, from now on."""
        page = self.get("/sign-in").submit(
            "Anmelden" if self.language == "de" else "Sign in", login=login, password=password
        )
        assert page.status == 200, page.errors
        return page

    def _followed(self, page: Page) -> Page:
        for _hop in range(5):
            if page.status not in (301, 302, 303):
                return page
            there = urlsplit(page.location)
            page = Page(self, self.http.get(there.path + (f"?{there.query}" if there.query else "")))
        raise AssertionError(f"going in circles at {page.path}")
