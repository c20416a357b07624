"""Journal: the whole log as it can be searched. Codes, days and ids in columns; nothing sealed, nothing that was told.

Quarter, institution and person of an event are those of its stream as it stands now: a row finds its file where it is.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Date, Index, Integer, Select, String, Uuid, exists, func, null, select
from sqlalchemy.schema import Column

from projections import filed
from projections.filed import VERSION
from projections.projection import Appended, Projection, appended_table
from referrals.event import TOPICS, Event
from referrals.occasion import Channel

FEW = 2_000
"""Files so few that their events are looked up file by file, and not by walking the log."""

FEW_ON_DAYS = 20_000
"""Events so few that they are looked up by their days, and sorted."""

entries = appended_table(
    "journal",
    VERSION,
    Column("stream", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", String, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("channel", String, nullable=False),
    Column("recorded_on", Date, nullable=False),
    # page and count by one of them, alone or with others; of_stream: timeline.of_stream, of_referral, of_person, too
    Index(f"journal_v{VERSION}_of_stream", "stream", "position"),
    Index(f"journal_v{VERSION}_of_topic", "topic", "position"),
    Index(f"journal_v{VERSION}_of_actor", "actor", "position"),
    Index(f"journal_v{VERSION}_of_day", "recorded_on", "position"),
)


def _row(event: Event) -> list[dict[str, Any]]:
    occasion = event.occasion
    return [
        {
            "stream": event.originator_id,
            "version": event.originator_version,
            "topic": event.TOPIC,
            "actor": occasion.actor,
            "channel": occasion.channel.value,
            "recorded_on": occasion.recorded_on,
        }
    ]


class Every(frozenset[str]):
    """All topics, those of tomorrow too."""

    def __contains__(self, topic: object) -> bool:
        return True


PROJECTION = Projection(
    "journal",
    VERSION,
    (Appended(entries, Every(), _row), filed.PART),
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is looked for; None does not filter. `kind` is a topic, or the noun that topics begin with."""

    kind: str | None = None
    actor: UUID | None = None
    institution: UUID | None = None
    quarter: str | None = None
    channel: Channel | None = None
    person: UUID | None = None
    file: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None
    first: int | None = None
    last: int | None = None


class Place(NamedTuple):
    """An event in the journal: where it stands, and what its stream is about."""

    position: int
    recorded_on: date
    stream: UUID
    person_id: UUID | None
    quarter: str | None


def page(
    connection: Connection, wanted: Wanted, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> list[Place]:
    """The latest events first, `before` a position; or the next ones `after` a position, the earliest first."""
    at = entries.c.position
    few = _few(connection, wanted)
    statement = _found(_places(), wanted, few, by_day=few or _few_days(connection, wanted))
    order = at + 0 if few else at  # few files: sorted at the end, not found by walking the log
    if after is not None:
        statement = statement.where(at > after).order_by(order)
    else:
        statement = statement.order_by(order.desc())
        if before is not None:
            statement = statement.where(at < before)
    return [Place(*row) for row in connection.execute(statement.limit(limit))]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many events there are."""
    counted: int = connection.execute(_found(select(func.count()).select_from(entries), wanted, True)).scalar_one()
    return counted


def at(connection: Connection, position: int) -> Place | None:
    """One event of the journal; None where there is none."""
    row = connection.execute(_places().where(entries.c.position == position)).first()
    return Place(*row) if row else None


def of_stream(connection: Connection, stream: UUID) -> list[int]:
    """The positions of a stream's events, in order."""
    wanted = select(entries.c.position).where(entries.c.stream == stream).order_by(entries.c.position)
    return list(connection.execute(wanted).scalars())


def institutions(connection: Connection) -> list[UUID]:
    """Every institution that the log ever named."""
    return list(connection.execute(select(filed.institutions.c.institution_id).distinct()).scalars())


def _places() -> Select[Any]:
    shown = [entries.c[name] for name in ("position", "recorded_on", "stream")]
    joined = entries.outerjoin(filed.files, filed.files.c.id == entries.c.stream)
    return select(*shown, filed.files.c.person_id, filed.files.c.quarter).select_from(joined)


def _of_files(wanted: Wanted) -> Iterator[tuple[Select[Any], ColumnElement[bool]]]:
    """For each thing that is a matter of the file: the files meant, and the same asked of one event."""
    f, i, stream = filed.files.c, filed.institutions.c, entries.c.stream
    asked: list[tuple[Any, ColumnElement[bool]]] = []
    if wanted.quarter is not None:
        asked.append((f.id, f.quarter == wanted.quarter))
    if wanted.person is not None:
        asked.append((f.id, f.person_id == wanted.person))
    if wanted.institution is not None:
        asked.append((i.id, i.institution_id == wanted.institution))
    for id_, condition in asked:
        yield select(id_).where(condition), exists().where(id_ == stream, condition).correlate(entries)


def _few(connection: Connection, wanted: Wanted) -> bool:
    """Whether one of the filters leaves so few files that it is quicker to go file by file."""
    for files, _ in _of_files(wanted):
        counted = select(func.count()).select_from(files.limit(FEW + 1).subquery())
        if connection.execute(counted).scalar_one() <= FEW:
            return True
    return False


def _few_days(connection: Connection, wanted: Wanted) -> bool:
    """Whether so few events were recorded on these days that it is quicker to look them up than to walk the log."""
    days = _of_days(entries.c.recorded_on, wanted)
    counted = select(func.count()).select_from(
        select(entries.c.position).where(*days).limit(FEW_ON_DAYS + 1).subquery()
    )
    return bool(days) and connection.execute(counted).scalar_one() <= FEW_ON_DAYS


def _of_days(column: ColumnElement[date], wanted: Wanted) -> list[ColumnElement[bool]]:
    first, last = wanted.first_day, wanted.last_day
    return [*([column >= first] if first is not None else []), *([column <= last] if last is not None else [])]


def _found(statement: Select[Any], wanted: Wanted, few: bool, *, by_day: bool = True) -> Select[Any]:
    e = entries.c
    conditions: list[ColumnElement[bool]] = []
    for files, of_one in _of_files(wanted):
        conditions.append(e.stream.in_(files) if few else of_one)
    if wanted.kind is not None:
        conditions.append(e.topic.in_(topics_under(wanted.kind)))
    for column, value in ((e.actor, wanted.actor), (e.channel, wanted.channel), (e.stream, wanted.file)):
        if value is not None:
            conditions.append(column == value)
    for bound, holds in ((wanted.first, e.position.__ge__), (wanted.last, e.position.__le__)):
        if bound is not None:
            conditions.append(holds(bound))
    # Of many days: sifted while walking the log; by their index all of them would be found first, and sorted.
    day = e.recorded_on if by_day else func.nullif(e.recorded_on, null(), type_=Date)
    conditions += _of_days(day, wanted)
    return statement.where(*conditions)


def topics_under(kind: str) -> list[str]:
    """The topics that a kind means: itself, or all that begin with this noun."""
    return sorted(topic for topic in TOPICS if topic == kind or topic.partition(".")[0] == kind)
