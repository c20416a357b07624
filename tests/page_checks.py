"""What must hold for every HTML page in every test."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from lxml.html import document_fromstring
from werkzeug.test import TestResponse

from web.security import CONTENT_POLICY, HEADERS

TAG = re.compile(r"<[^>]*>")
VALUE = re.compile(r'="[^"<>&]*"')
FIRST_BREAK = re.compile(r"(?<=<textarea)([^>]*>)\n")
WORDS = re.compile(r">[^<>&]+")
KNOWN: set[int] = set()
"""Pages without a parse error, by their tags, the names of their attributes, and whatever is more than plain text."""

LABELLED = {"input", "select", "textarea"}
FOCUSABLE = {"a", "button", "input", "select", "textarea", "summary"}
Element = Any


def parse(html: str) -> Element:
    """The tree of a page; any parse error fails. html5lib finds them, and takes its time: once for every shape."""
    shape = hash(TAG.sub(lambda tag: VALUE.sub('=""', tag[0]), WORDS.sub(">w", html)))
    if shape not in KNOWN:
        html5lib.HTMLParser(strict=True).parse(html)
        KNOWN.add(shape)
    return document_fromstring(FIRST_BREAK.sub(r"\1", html))


def words(element: Element) -> str:
    """All text inside as it is read: single blanks, no soft hyphens."""
    return " ".join("".join(element.itertext()).replace("\u00ad", "").split())


def check(response: TestResponse, language: str = "de") -> Element:
    """Every check; the tree of the page for what the test itself asks."""
    tree = parse(response.get_data(as_text=True))
    faults = [*faults_of_head(tree, language), *faults_of_ids(tree), *faults_of_labels(tree), *faults_of_code(tree)]
    faults += faults_of_headers(response)
    assert faults == [], f"{response.request.path}: " + "; ".join(faults)
    return tree


def faults_of_head(tree: Element, language: str) -> Iterator[str]:
    """One h1, the title begins with it, the language is said."""
    if tree.get("lang") != language:
        yield f"lang is {tree.get('lang')}, not {language}"
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        yield f"{len(headings)} h1"
        return
    heading, title = words(headings[0]), words(tree.find("head/title"))
    error = {"de": "Fehler: ", "en": "Error: "}[language]
    if not heading:
        yield "empty h1"
    if not title.removeprefix(error).startswith(heading):
        yield f"the title “{title}” does not start with the h1 “{heading}”"
    has_summary = any(e.get("id") == "error-summary" for e in tree.iter())
    if has_summary != title.startswith(error):
        yield "the title and the error summary disagree about an error"


def faults_of_ids(tree: Element) -> Iterator[str]:
    """No id twice; every #fragment leads to something that takes focus; every reference finds its target."""
    by_id = {element.get("id"): element for element in tree.iter() if element.get("id") is not None}
    counted = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    yield from (f"id {name} twice" for name, times in counted.items() if times > 1)
    for link in tree.iter("a"):
        if (href := link.get("href", "")).startswith("#"):
            target = by_id.get(href[1:])
            if target is None:
                yield f"{href} leads nowhere"
            elif target.tag not in FOCUSABLE and target.get("tabindex") is None:
                yield f"{href} takes no focus"
            elif target.get("type") == "hidden":
                yield f"{href} is hidden"
    for element in tree.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            yield from (
                f"{attribute}={name} finds nothing" for name in element.get(attribute, "").split() if name not in by_id
            )


def faults_of_labels(tree: Element) -> Iterator[str]:
    """Every control has a label, every button, link and table head a name, every group of radios a legend."""
    labelled = {label.get("for") for label in tree.iter("label") if words(label)}
    inside = {control for label in tree.iter("label") for control in label.iter() if words(label)}
    grouped = {e for group in tree.iter("fieldset") if group.find("legend") is not None for e in group.iter()}
    for control in (element for element in tree.iter() if element.tag in LABELLED):
        kind = control.get("type", "text")
        if kind in ("hidden", "submit"):
            continue
        named = control.get("id") in labelled or control in inside or control.get("aria-label")
        if not named:
            yield f"no label for {control.tag} {control.get('name')}"
        if kind == "radio" and control not in grouped:
            yield f"radio {control.get('name')} stands in no fieldset with a legend"
    for element in tree.iter():
        if element.tag in ("a", "button", "summary") and not (words(element) or element.get("aria-label")):
            yield f"{element.tag} without a name"


def faults_of_code(tree: Element) -> Iterator[str]:
    """Nothing inline, nothing from elsewhere; every form says how it is sent."""
    for element in tree.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {element.tag}"
        for name, value in element.attrib.items():
            if str(name) == "style" or str(name).startswith("on"):
                yield f"{name} on {element.tag}"
            if name in ("src", "href", "action") and re.match(r"(?i)\s*(javascript:|data:|https?:|//)", value):
                yield f"{element.tag} leads to {value[:40]}"
        if element.tag == "form" and element.get("method") not in ("get", "post"):
            yield "form without a method"


def faults_of_headers(response: TestResponse) -> Iterator[str]:
    """Every header, and nothing kept by the browser."""
    for name, value in HEADERS.items():
        if response.headers.get(name) != value:
            yield f"{name} is {response.headers.get(name)}"
    if response.headers.get("Cache-Control") != "no-store":
        yield f"Cache-Control is {response.headers.get('Cache-Control')}"
    if "unsafe" in CONTENT_POLICY:
        yield "the policy allows what it should not"
