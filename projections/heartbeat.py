"""Heartbeat (Lebenszeichen): the process that leads says every few seconds that it is there."""

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Integer, String, Table, select

from projections import lock
from projections.bookmark import metadata
from referrals.adding import adding
from referrals.store import Moment, Store

EVERY = timedelta(seconds=5)

_heartbeats = Table(
    "heartbeats",
    metadata,
    # There is one leader, so there is one row.
    Column("id", Integer, primary_key=True),
    # Machine and process.
    Column("leader", String, nullable=False),
    Column("at", Moment, nullable=False),
)


class Heartbeat:
    """Called by the leader as often as it likes; it writes every five seconds."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._leader = f"{socket.gethostname()}:{os.getpid()}"
        self._last: datetime | None = None  # before the first one

    def beat(self) -> None:
        """Say that we lead, if it is time to."""
        now = self._clock()
        if self._last is not None and abs(now - self._last) < EVERY:
            return
        self._last = now
        row = {"id": 1, "leader": self._leader, "at": now}
        with lock.trying(self._store, "heartbeat") as connection:
            if connection is None:  # somebody writes for long: the next time, then
                return
            insert = adding(connection, _heartbeats).values(row)
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=row))


def last(connection: Connection) -> tuple[str, datetime] | None:
    """Who led last (machine and process), and when it last said so; None before the first one."""
    row = connection.execute(select(_heartbeats.c.leader, _heartbeats.c.at)).first()
    return None if row is None else (row.leader, row.at)
