"""Report (Bericht): the disclosed figures as bytes, the same ones whenever they are made again."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from projections import figures, gatherings, participants, visits
from projections.figures import periods
from projections.figures.definitions import DEFINITIONS
from projections.figures.panel import Asked, AsOf, Compare, Panel, Span
from projections.figures.trimming import trimmed
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


def written(
    connection: Connection,
    subject: Subject,
    as_of: AsOf,
    funding: Sequence[Panel] = (),
    *,
    with_group_offers: bool = True,
) -> Document:
    """The report on a subject, of figures as of the end of a day; `funding` are those that the log cannot give."""
    check(subject, as_of)
    asked = asked_of(subject)
    held = _of_group_offers(connection, asked, as_of) if with_group_offers else ()
    panels = [*figures.panels(connection, asked, as_of, exact=False), *held, *funding]
    return Document(
        layout=LAYOUT,
        position=as_of.position,
        day=as_of.at.date(),
        subject=subject,
        definitions={panel.definition: panel.definition_version for panel in panels},
        panels=panels,
    )


def tells_of_group_offers(definitions: dict[str, int]) -> bool:
    """Whether a report that counted by these definitions holds the figures of the group offers; early ones do not."""
    return any(code in gatherings.DEFINITIONS for code in definitions)


def _of_group_offers(connection: Connection, asked: Asked, as_of: AsOf) -> list[Panel]:
    found = visits.panels(connection, asked, as_of, exact=False)
    if asked.institution is not None:  # nobody visits a group offer at an institution
        found = [panel for panel in found if panel.code not in visits.LABELS]
    return trimmed(found) if asked.period.span is Span.PROJECT else found


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
        now: Any = DEFINITIONS.get(code) or gatherings.DEFINITIONS.get(code)
        if now is None or now.version != version:
            raise CannotRepeatReport.because_a_definition_changed(code, version, now.version if now else 0)
