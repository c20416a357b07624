"""The list for the funder (Liste für den Fördermittelgeber): a line for each participation, under its pseudonym."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from flask import Response, stream_with_context

from projections import words
from projections.participants import AXES, Participant
from referrals.participation_state import QUESTIONS, Missing
from web.exports import columns
from web.exports.table import CSV, JSON_LINES, Column, Listing, csv_of, json_lines_of
from web.funder import Opened
from web.language import N_, _, language
from web.parts import now
from web.stamped import stamp

KINDS = {"csv": N_("Als Tabelle (CSV)"), "jsonl": N_("Für Programme (JSON-Zeilen)")}
CHUNK = 500


def file(kind: str, listed: Sequence[Opened], left_out: int) -> Response:
    """The list as one of the kinds; its head says how many stand not in it."""
    told = sorted((each.participant for each in listed), key=lambda one: (one.entered_on, one.code))
    listing = Listing("esf_plus", {"left_out": left_out}, _columns(), _chunks(told))
    missing = _("nicht aufgeführt (gelöscht oder eingeschränkt): %(number)s", number=left_out)
    head = stamp(_("Teilnahmen am ESF Plus unter Pseudonym"), [], missing)
    written, content_type = (json_lines_of, JSON_LINES) if kind == "jsonl" else (csv_of, CSV)
    response = Response(stream_with_context(written(listing, head)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="esf-plus-{now():%Y-%m-%d}.{kind}"'
    return response


def _columns() -> list[Column[Participant]]:
    return [
        columns.text("pseudonym", _("Pseudonym"), lambda row: row.code),
        columns.day("entered_on", _("Eintritt"), lambda row: row.entered_on),
        columns.day("left_on", _("Austritt"), lambda row: row.left_on),
        columns.count("re_entries", _("Wiedereintritte"), lambda row: row.entries - 1),
        *map(_question, QUESTIONS),
        Column("results", _("Ergebnisse beim Austritt"), lambda row: row.results, lambda row: _said(row.results)),
        Column(
            "later_results",
            _("Ergebnisse bis 28 Tage danach"),
            lambda row: row.known_results if row.left_on else None,
            lambda row: _said(row.known_results) if row.left_on else "",
        ),
    ]


def _question(name: str) -> Column[Participant]:
    codes = AXES[name]
    return Column(
        name,
        words.word(Missing(name), language()),
        lambda row: row.answers.get(name),
        lambda row: _word(codes, row.answers[name]) if name in row.answers else "",
    )


def _chunks(told: Sequence[Participant]) -> Iterator[Sequence[Participant]]:
    for start in range(0, len(told), CHUNK):
        yield told[start : start + CHUNK]


def _said(told: Sequence[str] | None) -> str:
    return ", ".join(_word(AXES["results"], code) for code in told or ())


def _word(codes: type[StrEnum], code: str) -> str:
    return words.word(codes(code), language())
