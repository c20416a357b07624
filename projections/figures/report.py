"""Report (Bericht): the disclosed figures as bytes, the same ones whenever they are made again."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from projections import figures, participants
from projections.figures import periods
from projections.figures.definitions import DEFINITIONS
from projections.figures.panel import Asked, AsOf, Compare, Panel
from referrals.report import CannotMakeReport, CannotRepeatReport, Subject

LAYOUT = 1
"""The version of the document; a change of what is written, or how, is a new one."""

_encoder = msgspec.json.Encoder(order="deterministic")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A report: what was asked, as of which event and day, by which definitions, and what came out."""

    layout: int
    position: int
    day: date
    subject: Subject
    definitions: dict[str, int]
    panels: list[Panel]

    @property
    def bytes(self) -> bytes:
        """The document as it is kept: JSON with its keys in order, and a line end."""
        return msgspec.json.format(_encoder.encode(self), indent=1) + b"\n"

    @property
    def sha256(self) -> str:
        """By which it is known."""
        return sha256(self.bytes).hexdigest()


def read(told: bytes) -> Document:
    """A report that was kept; msgspec.ValidationError where it is none."""
    return msgspec.json.decode(told, type=Document)


def asked_of(subject: Subject) -> Asked:
    """What to ask for a report; ValueError where the period or the comparison is none."""
    return Asked(
        period=periods.UNTIL_NAMED if subject.period == "project" else periods.parse(subject.period),
        quarter=subject.quarter,
        need=subject.need,
        language=subject.language,
        institution=subject.institution_id,
        compare=Compare(subject.compare),
    )


def named(subject: Subject) -> Subject:
    """The subject with the days of the project, so that the report means the same when they are others."""
    return replace(subject, period=periods.lasting(periods.parse(subject.period)))


def written(connection: Connection, subject: Subject, as_of: AsOf, funding: Sequence[Panel] = ()) -> Document:
    """The report on a subject, of figures as of the end of a day; `funding` are those that the log cannot give."""
    check(subject, as_of)
    panels = [*figures.panels(connection, asked_of(subject), as_of, exact=False), *funding]
    return Document(
        layout=LAYOUT,
        position=as_of.position,
        day=as_of.at.date(),
        subject=subject,
        definitions={panel.definition: panel.definition_version for panel in panels},
        panels=panels,
    )


def check(subject: Subject, as_of: AsOf) -> None:
    """Raise CannotMakeReport where there is nothing to report."""
    if as_of.position < 1:
        raise CannotMakeReport.because_nothing_is_recorded()
    if asked_of(subject).period.start > as_of.at.date():
        raise CannotMakeReport.because_the_period_has_not_begun(subject.period)


def check_repeatable(definitions: dict[str, int], layout: int) -> None:
    """Raise CannotRepeatReport where this Lotse counts or writes otherwise than the report did.

    The funder's figures are not counted again: they stand in the log as they were reported.
    """
    if layout != LAYOUT:
        raise CannotRepeatReport.because_the_layout_changed(layout, LAYOUT)
    for code, version in definitions.items():
        if participants.is_ours(code):
            continue
        now: Any = DEFINITIONS.get(code)
        if now is None or now.version != version:
            raise CannotRepeatReport.because_a_definition_changed(code, version, now.version if now else 0)
