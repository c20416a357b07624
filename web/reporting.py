"""Reporting (Berichten): a report is made, noted in the log, and made once more from it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID, uuid4

from projections import participants
from projections.day_ends import DayEnds
from projections.figures import report
from projections.figures.panel import AsOf, Panel
from projections.figures.report import Document
from projections.reports import Report, report_of
from projections.runner import Freshness
from referrals.casework import Casework, Receipt, Sent
from referrals.log.application import Log
from referrals.occasion import LOCAL
from referrals.refusal import NotFound
from referrals.report import CannotRepeatReport, ReportMade, Subject
from referrals.sealing import Vault
from referrals.store import Store
from web import funder
from web.access_log import FUNDING, Access, AccessLog

Progress = Callable[[int, int], None]


class Reporting(Protocol):
    """What of the house reports are made with."""

    @property
    def casework(self) -> Casework: ...

    @property
    def log(self) -> Log: ...

    @property
    def day_ends(self) -> DayEnds: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def views(self) -> Store: ...

    @property
    def access_log(self) -> AccessLog: ...

    def catch_up(self) -> Freshness: ...

    def now(self) -> datetime: ...


class Made(NamedTuple):
    """A report, and what was recorded of it."""

    report: Report
    document: Document
    receipt: Receipt


def last_day(house: Reporting) -> date:
    """The last day that is over."""
    return house.now().astimezone(LOCAL).date() - timedelta(days=1)


def check(house: Reporting, subject: Subject) -> AsOf:
    """The end of the day up to which a report on it counts now; raises CannotMakeReport where there can be none."""
    as_of = house.day_ends.end_of(last_day(house))
    report.check(report.named(subject), as_of)
    return as_of


def make(house: Reporting, sent: Sent, subject: Subject, progress: Progress = lambda done, total: None) -> Made:
    """Make a report as of the end of yesterday and note it; sent twice, the first one is given back."""
    first = house.log.result_of(sent.command_id)
    if first is not None:
        told = find(house, first[0].originator_id)
        return Made(told, again(house, told, progress), Receipt(recorded=first, again=True))
    subject, as_of = report.named(subject), house.day_ends.end_of(last_day(house))
    funding = _for_the_funder(house, sent, subject, as_of)
    with house.day_ends.at(as_of.position, progress) as connection:
        document = report.written(connection, subject, as_of, funding)
    receipt = house.casework.reports.make(
        sent,
        subject,
        position=document.position,
        day=document.day,
        definitions=document.definitions,
        layout=document.layout,
        sha256=document.sha256,
        funding=participants.kept(funding) or None,
    )
    return Made(find(house, receipt.stream("report.")), document, receipt)


def again(
    house: Reporting, told: Report, progress: Progress = lambda done, total: None, *, recounted: bool = False
) -> Document:
    """The same report once more; raises CannotRepeatReport where it would not be the same.

    `recounted`: from the log alone, as whoever wants to compare expects it.
    """
    report.check_repeatable(told.definitions, told.layout)
    as_of = AsOf(told.position, datetime.combine(told.day, time(23, 59, 59), LOCAL))
    funding = participants.told_again(told.funding or (), told.definitions)
    with house.day_ends.at(told.position, progress, recounted=recounted) as connection:
        document = report.written(
            connection,
            told.subject,
            as_of,
            funding,
            with_group_offers=report.tells_of_group_offers(told.definitions),
        )
    if document.sha256 != told.sha256:
        raise CannotRepeatReport.because_it_came_out_differently(told.position)
    return document


def find(house: Reporting, report_id: UUID) -> Report:
    """A report by its id, from the log."""
    for event in house.log.events_of(report_id):
        if isinstance(event, ReportMade):
            return report_of(event)
    raise NotFound.no_such("report")


def _for_the_funder(house: Reporting, sent: Sent, subject: Subject, as_of: AsOf) -> list[Panel]:
    """The funder's figures, of a report on everybody: participations have no quarter, need, language or institution."""
    if subject.is_narrowed or as_of.position < 1:
        return []
    look = Access(house.now(), sent.actor, sent.role, "funder.figures", FUNDING, uuid4(), outside=False)
    house.access_log.record(look)
    house.catch_up()
    with house.views.reading() as views:
        everybody = funder.at_end_of(house, views, as_of.at.date())
    return participants.reported(everybody, report.asked_of(subject), as_of.at.date())
