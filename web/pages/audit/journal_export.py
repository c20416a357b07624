"""The journal to take away (Ausgabe): the same filter as a table (CSV) or as JSON lines, streamed page by page."""

import json
from collections.abc import Callable, Iterator

from flask import Response, stream_with_context

from projections import journal, words
from web import desk, pseudonym
from web.audience import audience
from web.exports.table import CSV, JSON_LINES, MARK, csv_row, json_head
from web.language import _, language, moment, short_day
from web.pages.audit.blueprint import pages
from web.pages.audit.journal_filter import Chosen, chosen
from web.pages.audit.lines import Line, lines
from web.parts import AUDITOR, now
from web.shell import role_name
from web.stamped import stamp

CHUNK = 500
"""Events that are held in memory at a time."""


@pages.get("/audit/journal.csv")
@audience(AUDITOR)
def journal_csv() -> Response:
    """The journal as a table that a spreadsheet opens."""
    return _streamed("csv", CSV, _csv)


@pages.get("/audit/journal.jsonl")
@audience(AUDITOR)
def journal_json_lines() -> Response:
    """The journal as JSON lines: the header of each leaf, and its state byte for byte."""
    return _streamed("jsonl", JSON_LINES, _json_lines)


def _streamed(ending: str, mimetype: str, written: Callable[[Chosen], Iterator[str]]) -> Response:
    pseudonym.running()
    found = chosen()
    desk.looked(f"audit.journal.{ending}", purpose="audit")
    response = Response(stream_with_context(written(found)), content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="journal-{now():%Y-%m-%d}.{ending}"'
    return response


def every_line(found: Chosen) -> Iterator[Line]:
    """Every event that the filter finds, the earliest first."""
    after = 0
    while places := journal.page(desk.views(), found.wanted, after=after, limit=CHUNK):
        yield from lines(places)
        after = places[-1].position


def _csv(found: Chosen) -> Iterator[str]:
    yield MARK
    yield csv_row(stamp(_("Journal"), found.words or [_("alle Ereignisse")]).told)
    yield csv_row(
        [
            _("Nummer"),
            _("Eingetragen am"),
            _("Geschehen am"),
            _("Wer"),
            _("Rolle"),
            _("Was"),
            _("Satz"),
            _("Über wen"),
            _("Quartier"),
            _("Auf welchem Weg"),
            _("Zweck"),
        ]
    )
    for line in every_line(found):
        occasion = line.event.occasion
        yield csv_row(
            [
                str(line.place.position),
                moment(occasion.recorded_at),
                short_day(occasion.occurred_on),
                line.actor,
                role_name(occasion.role),
                line.title,
                str(line.sentence),
                line.about,
                words.quarter(line.place.quarter, language()) if line.place.quarter else "",
                words.word(occasion.channel, language()),
                words.word(occasion.purpose, language()),
            ]
        )


def _json_lines(found: Chosen) -> Iterator[str]:
    yield json_head("journal", found.query, stamp(_("Journal")))
    for line in every_line(found):
        stored = line.recorded.stored
        header = {
            "position": line.place.position,
            "originator_id": str(line.recorded.originator_id),
            "originator_version": stored.originator_version,
            "topic": stored.topic,
            "sentence": str(line.sentence),
            "about": line.about,
            "state": stored.state.decode(),
        }
        yield json.dumps(header, ensure_ascii=False) + "\n"
