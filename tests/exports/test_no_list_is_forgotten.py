"""A guard: whoever writes a new list is reminded of its file, or says why there is none."""

import re
from collections import Counter
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
LIST = re.compile(
    r'<table class="list|<[ou]l class="(?:announced|late|matches|news|plain|timeline|walked)"[^>]*>\s*\{% for '
)
WHOLE_PAGES = {
    "caseload/changes.html",
    "caseload/list.html",
    "figures/behind.html",
    "gatherings/begun.html",
    "gatherings/counted.html",
    "gatherings/listed.html",
    "team/referrals.html",
}
"""Their rows stand in a template of their own, in ROWS."""
ROWS = {
    "caseload/changes_list.html": 1,
    "caseload/rows.html": 2,
    "gatherings/rows.html": 1,
}
"""Lists of the pages that include them."""
NOT_TAKEN_AWAY = {
    "administration/overview.html": (1, "how far the views are: ./lotse projections status --json"),
    "audit/files.html": (1, "buttons for a second person"),
    "audit/integrity.html": (3, "checks; what proves them is the bundle"),
    "audit/journal.html": (1, "files of its own: the bytes of the log"),
    "audit/person.html": (1, "a choice: the list of referrals is taken away"),
    "audit/replay.html": (1, "one list twice: before and after one step, and the way to the others"),
    "audit/review.html": (1, "the looks behind one review: the list of looks is taken away"),
    "audit/sides.html": (2, "one file on two days: its steps are taken away"),
    "caseload/search.html": (1, "an answer to a name"),
    "figures/plots.html": (1, "figures; a report takes them out, rounded"),
    "granting/files.html": (1, "one file for both lists"),
    "opened/file.html": (3, "a file opened for minutes, to be read and nothing else"),
    "person/erased.html": (1, "what is left of one file"),
    "person/erasure.html": (1, "one file: its notices are taken away"),
    "person/page.html": (1, "one file: what the person is told, as a letter and as JSON"),
    "person/participation.html": (1, "links to forms"),
    "person/pieces.html": (1, "one file: what the person is told, as a letter and as JSON"),
    "person/rights.html": (1, "one file: its notices are taken away"),
    "referral/checked_step.html": (1, "what a step still needs"),
    "referral/page.html": (1, "one file: as FHIR, and as steps through the API"),
    "referral/print.html": (1, "for the paper file"),
    "roles/waiting.html": (1, "buttons for a second person; the accounts say what is proposed"),
    "session/account.html": (1, "one's own sessions: they end by themselves, and a file would outlive them"),
    "team/handover_check.html": (1, "what is about to be recorded"),
}
"""Lists without a file: how many of them a template has, and why."""


def test_every_list_of_a_page_is_taken_away_or_says_why_not() -> None:
    """As many links to files as lists; an excuse that nothing needs any more fails too."""
    lists, files = Counter[str](), Counter[str]()
    for path in TEMPLATES.rglob("*.html"):
        name, text = str(path.relative_to(TEMPLATES)), path.read_text("utf-8")
        lists[name] = len(LIST.findall(text)) - ROWS.get(name, 0)
        files[name] = text.count("{{ take_away(")
    without = {name: lists[name] - files[name] for name in lists if lists[name] > files[name]}
    assert without == {name: number for name, (number, _why) in NOT_TAKEN_AWAY.items()}
    assert {name for name in files if files[name] > lists[name]} == WHOLE_PAGES | {"exports/taking.html"}
