"""The lists of coordination to take away (Team): what each carries; files by case code, as its pages show them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from projections import closed_files, erasures, oversight
from projections.expiring import Falling, falling
from referrals.audit_file import AuditFile
from referrals.erasure import Erasure
from referrals.retention import months_after
from referrals.staff import SYSTEM
from web import desk
from web.access_log import REVIEW
from web.case_number import case_number
from web.exports import columns
from web.exports.table import Column
from web.language import _, short_day
from web.pages.exports.blueprint import CHUNK, Taken, by_page, to_take_away
from web.pages.team_members import sees_all_teams
from web.pages.team_overview import Colleague, Emergency, Request, colleagues, emergencies, waiting
from web.pages.team_retention import MONTHS
from web.parts import CASE_MANAGER, COORDINATOR, today


class Requested(NamedTuple):
    """An erasure, and by name who asked for it and who agreed."""

    erasure: Erasure
    names: Mapping[UUID, str]


class AskedFor(NamedTuple):
    """A file that an auditor asked for."""

    file: AuditFile
    who: str


class Closed(NamedTuple):
    """A closed file, and who sees it."""

    person_id: UUID
    group: Mapping[UUID, str]


@to_take_away("/team/retention", "team_retention", COORDINATOR)
def retention() -> Taken:
    """What falls due within a year and why, the earliest first."""
    columns_: list[Column[Falling]] = [
        columns.text("code", _("Fallcode"), lambda row: case_number(row.due.person_id)),
        columns.day("due_on", _("Fällig am"), lambda row: row.due.on),
        Column("class", _("Frist"), lambda row: row.due.kind.code, lambda row: row.due.kind.title),
        columns.count("months", _("Monate"), lambda row: row.due.kind.months),
        columns.word("start", _("Gezählt ab"), lambda row: row.due.kind.start),
        columns.day("since", _("Seit"), lambda row: row.due.since),
        columns.several("holds", _("Gesperrt wegen"), lambda row: [hold.ground for hold in row.due.holds]),
        columns.word("erasure", _("Löschung"), lambda row: row.stage),
    ]
    until = short_day(months_after(today(), MONTHS))
    return Taken(_("Löschfristen"), [_("bis %(day)s", day=until)], {"months": MONTHS}, columns_, _falling())


@to_take_away("/team/erasures", "team_erasures", COORDINATOR)
def requested() -> Taken:
    """Every request for erasure, the one that moved last first."""
    columns_: list[Column[Requested]] = [
        columns.text("code", _("Fallcode"), lambda row: case_number(row.erasure.person_id)),
        columns.hidden("erasure", lambda row: str(row.erasure.id)),
        columns.word("stage", _("Stand"), lambda row: row.erasure.stage),
        columns.day("stage_since", _("Seit"), lambda row: row.erasure.stage_since),
        columns.word("ground", _("Grund"), lambda row: row.erasure.ground),
        columns.day("requested_on", _("Beantragt"), lambda row: row.erasure.requested_on),
        columns.named("requested_by", _("Beantragt von"), lambda row: row.erasure.requested_by, _asked_by),
        columns.day("approved_on", _("Genehmigt"), lambda row: row.erasure.approved_on),
        columns.named("approved_by", _("Genehmigt von"), lambda row: row.erasure.approved_by, _agreed),
        columns.day("due_on", _("Gelöscht ab"), lambda row: row.erasure.due_on),
        columns.word("reason", _("Warum nicht"), lambda row: row.erasure.reason),
    ]
    return Taken(_("Löschungen"), [], {}, columns_, _requested())


@to_take_away("/team/audit-files", "team_audit_files", COORDINATOR, purpose=REVIEW)
def asked_for() -> Taken:
    """The files that auditors ask for, and those whose opening waits for its review."""
    columns_: list[Column[AskedFor]] = [
        columns.text("code", _("Fallcode"), lambda row: case_number(row.file.person_id)),
        columns.named("staff", _("Wer"), lambda row: row.file.staff_id, lambda row: row.who),
        columns.word("reason", _("Grund"), lambda row: row.file.reason),
        columns.instant("requested_at", _("Angefragt am"), lambda row: row.file.requested_at),
        columns.word("state", _("Stand"), lambda row: row.file.state),
        columns.instant("until", _("Offen bis"), lambda row: row.file.until),
        columns.day("review_by", _("Prüfen bis"), lambda row: row.file.review_by if row.file.decided_on else None),
    ]
    return Taken(_("Akten für die Prüfung"), [], {}, columns_, _asked_for())


@to_take_away("/team/workload", "team_workload", COORDINATOR)
def workload() -> Taken:
    """Who carries how much."""
    columns_: list[Column[Colleague]] = [
        columns.named("staff", _("Fallmanager:in"), lambda row: row.member.id, lambda row: row.name),
        columns.text("team", _("Team"), lambda row: row.member.team),
        columns.count("active", _("Laufend"), lambda row: row.counts.active),
        columns.count("overdue", _("Überfällig"), lambda row: row.counts.overdue),
        columns.count("open_outcomes", _("Ergebnis fehlt"), lambda row: row.counts.open_outcomes),
        columns.yes_no("away", _("Abwesend"), lambda row: any(each.holds(today()) for each, _n, _f in row.away)),
    ]
    return Taken(_("Wer trägt wie viel?"), [], {}, columns_, iter([colleagues()]))


@to_take_away("/team/voidings", "team_voidings", CASE_MANAGER, COORDINATOR)
def voidings() -> Taken:
    """Which referrals wait for a second person to be void; a case manager those of the own team."""
    columns_: list[Column[Request]] = [
        columns.text("code", _("Fallnummer"), lambda row: row.row.code),
        columns.word("need", _("Anliegen"), lambda row: row.row.entry.need),
        columns.word("phase", _("Stand"), lambda row: row.row.entry.phase),
        columns.day("requested_on", _("Seit"), lambda row: row.event.occasion.occurred_on if row.event else None),
        columns.named(
            "requested_by",
            _("Beantragt von"),
            lambda row: row.event.occasion.actor if row.event else None,
            lambda row: row.asked_by,
        ),
        columns.word("reason", _("Grund"), lambda row: row.event.reason if row.event else None),
    ]
    whose = [] if sees_all_teams() else [_("eigenes Team")]
    title = _("Fehleingaben, die eine zweite Person brauchen")
    return Taken(title, whose, {}, columns_, iter([waiting()]))


@to_take_away("/team/emergencies", "team_emergencies", COORDINATOR)
def opened_in_an_emergency() -> Taken:
    """The emergency accesses that nobody has reviewed yet, the latest first."""
    columns_: list[Column[Emergency]] = [
        columns.text("code", _("Fallcode"), lambda row: row.code),
        columns.named("staff", _("Wer"), lambda row: row.staff_id, lambda row: row.who),
        columns.word("reason", _("Grund"), lambda row: row.reason),
        columns.instant("opened_at", _("Geöffnet"), lambda row: row.opened_at),
        columns.instant("until", _("Offen bis"), lambda row: row.until),
        columns.day("review_by", _("Prüfen bis"), lambda row: row.review_by),
        columns.yes_no("overdue", _("Überfällig"), lambda row: row.overdue),
    ]
    return Taken(_("Notfallzugriffe, die noch geprüft werden"), [], {}, columns_, iter([emergencies()]))


@to_take_away("/team/closed-files", "team_closed_files", COORDINATOR)
def closed() -> Taken:
    """Every closed file by its case code, with its group."""
    columns_: list[Column[Closed]] = [
        columns.text("code", _("Fallcode"), lambda row: case_number(row.person_id)),
        Column("group", _("Sichtbar für"), lambda row: sorted(map(str, row.group)), _group),
    ]
    return Taken(_("Geschlossene Akten"), [], {}, columns_, _closed())


def _falling() -> Iterator[Sequence[Falling]]:
    yield falling(desk.views(), today(), MONTHS)


def _requested() -> Iterator[Sequence[Requested]]:
    for found in by_page(lambda before: erasures.page(desk.views(), before, CHUNK), lambda last: last[0]):
        told = [erasure for _position, erasure in found]
        names = desk.staff_names({one for each in told for one in (each.requested_by, each.approved_by) if one})
        yield [Requested(each, names) for each in told]


def _asked_for() -> Iterator[Sequence[AskedFor]]:
    found = [*oversight.requests(desk.views()), *oversight.audit_files(desk.views())]
    names = desk.staff_names({each.staff_id for each in found})
    yield [AskedFor(each, names.get(each.staff_id, "–")) for each in found]


def _closed() -> Iterator[Sequence[Closed]]:
    groups = closed_files.groups(desk.views())
    names = desk.staff_names({one for group in groups.values() for one in group})
    yield [Closed(each, {one: names.get(one, "–") for one in group}) for each, group in groups.items()]


def _asked_by(row: Requested) -> str:
    return _("das System") if row.erasure.requested_by == SYSTEM else row.names.get(row.erasure.requested_by, "–")


def _agreed(row: Requested) -> str:
    return row.names.get(row.erasure.approved_by, "–") if row.erasure.approved_by else ""


def _group(row: Closed) -> str:
    return ", ".join(sorted(row.group.values()))
