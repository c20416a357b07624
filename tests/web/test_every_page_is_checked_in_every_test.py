"""The controls of the control: the page checks find each fault they promise to find."""

import pytest
from flask import Flask, Response

from tests.page_checks import check, parse
from web.security import HEADERS

GOOD = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Konto – Lotse</title></head><body>
<a href="#main">Zum Inhalt</a><main id="main" tabindex="-1"><h1>Konto</h1><p>Text</p></main></body></html>"""


def checked(html: str, language: str = "de", **headers: str) -> None:
    """The checks on a page of our own."""
    app = Flask(__name__)

    @app.get("/")
    def page() -> Response:
        return Response(html, headers={**HEADERS, "Cache-Control": "no-store", **headers}, mimetype="text/html")

    check(app.test_client().get("/"), language)


def test_a_good_page_passes() -> None:
    checked(GOOD)


@pytest.mark.parametrize(
    ("fault", "put_in"),
    [
        ("2 h1", "<h1>Noch eins</h1>"),
        ("id main twice", "<p id='main'>x</p>"),
        ("leads nowhere", "<a href='#weg'>x</a>"),
        ("takes no focus", "<a href='#still'>x</a><p id='still'>x</p>"),
        ("is hidden", "<a href='#h'>x</a><input type='hidden' id='h' name='h'>"),
        ("no label for input", "<input name='a' id='a'>"),
        ("no label for select", "<select name='a'><option>1</option></select>"),
        ("no label for textarea", "<textarea name='a'></textarea>"),
        ("stands in no fieldset", "<label><input type='radio' name='r' value='1'> eins</label>"),
        ("finds nothing", "<p aria-describedby='nix'>x</p>"),
        ("button without a name", "<button type='submit'></button>"),
        ("a without a name", "<a href='/x'></a>"),
        ("inline style", "<style>p{}</style>"),
        ("style on p", "<p style='color:red'>x</p>"),
        ("inline script", "<script>1</script>"),
        ("onclick on p", "<p onclick='x()'>x</p>"),
        ("leads to https://", "<img alt='' src='https://example.org/x.png'>"),
        ("leads to javascript:", "<a href='javascript:x()'>x</a>"),
        ("form without a method", "<form action='/x'></form>"),
        ("disagree about an error", "<div id='error-summary'>x</div>"),
    ],
)
def test_a_fault_in_the_page_is_found(fault: str, put_in: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        checked(GOOD.replace("<p>Text</p>", put_in))


@pytest.mark.parametrize(
    "broken", ["<p><div></p></div>", "<p>&nichts;</p>", "<b><i></b></i>", "<p title=a title=b>x</p>"]
)
def test_broken_html_is_found(broken: str) -> None:
    with pytest.raises(Exception, match=r".+") as caught:
        parse(GOOD.replace("<p>Text</p>", broken))
    assert type(caught.value).__name__ == "ParseError"


def test_the_wrong_language_and_the_wrong_title_are_found() -> None:
    with pytest.raises(AssertionError, match="lang is de"):
        checked(GOOD, "en")
    with pytest.raises(AssertionError, match="does not start with the h1"):
        checked(GOOD.replace("Konto – Lotse", "Lotse – Konto"))


@pytest.mark.parametrize("name", [*HEADERS, "Cache-Control"])
def test_a_missing_header_is_found(name: str) -> None:
    with pytest.raises(AssertionError, match=name):
        checked(GOOD, **{name: "nothing"})
