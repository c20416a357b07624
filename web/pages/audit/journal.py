"""The journal (Journal): the whole log, filtered by the address, page by page without an end."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for

from projections import journal
from projections.journal import Place
from web import desk, pseudonym
from web.audience import audience
from web.pages.audit.blueprint import pages
from web.pages.audit.journal_filter import Chosen, chosen, kinds_offered
from web.pages.audit.lines import lines, number_in_address
from web.parts import AUDITOR

ROWS = 50


@pages.get("/audit/journal", endpoint="journal")
@audience(AUDITOR)
def journal_page() -> str:
    """The latest events first; `before` and `after` are positions."""
    pseudonym.running()
    found = chosen()
    before, after = number_in_address("before"), number_in_address("after")
    places, more, newer = cut(found, before, after)
    desk.looked("audit.journal", purpose="audit")
    return render_template(
        "audit/journal.html",
        chosen=found,
        **({"form": found.form} if found.form.problems else {}),
        kinds=kinds_offered(),
        lines=lines(places),
        total=journal.count(desk.views(), found.wanted),
        older=_address(found, before=places[-1].position) if places and more else "",
        newer=_address(found, after=places[0].position) if places and newer else "",
        latest=_address(found) if before is not None or after is not None else "",
        csv=url_for("audit.journal_csv", **found.query),
        json_lines=url_for("audit.journal_json_lines", **found.query),
        fresh=desk.freshness(),
    )


def cut(found: Chosen, before: int | None, after: int | None) -> tuple[Sequence[Place], bool, bool]:
    """One page, the latest first; (its places, are there older ones, are there newer ones)."""
    views = desk.views()
    if after is not None:
        upwards = journal.page(views, found.wanted, after=after, limit=ROWS + 1)
        return upwards[:ROWS][::-1], True, len(upwards) > ROWS
    places = journal.page(views, found.wanted, before=before, limit=ROWS + 1)
    return places[:ROWS], len(places) > ROWS, before is not None


def _address(found: Chosen, **place: Any) -> str:
    return url_for("audit.journal", **found.query, **place)
