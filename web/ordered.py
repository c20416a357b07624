"""Ordered (Bestellt): reports that are made behind an answer, each in a row of the accounts store until it is noted.

Whoever makes one beats; an order without a beat for 30 seconds was left behind by a process that ended, and whoever
looks next, in whatever process, carries it on as the command that was sent.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import delete, or_, select, update

from referrals.adding import adding
from referrals.casework import Sent
from referrals.report import Subject
from referrals.store import Store
from web.account_tables import report_orders as o

BEAT = timedelta(seconds=5)
DIED_AFTER = timedelta(seconds=30)
KEPT = timedelta(days=1)
"""How long one that came to nothing can be looked up."""
TRIES = 3
"""So often a process may end over it; then it is not tried again by itself."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A report that somebody asked for: the command, and what the report is about. Codes and ids, no name."""

    sent: Sent
    subject: Subject


class Standing(StrEnum):
    """How an order stands."""

    MAKING = "making"
    LEFT = "left"
    FAILED = "failed"


class Orders:
    """The reports that are being made, in all processes."""

    def __init__(self, store: Store, now: Callable[[], datetime], beat: timedelta = BEAT) -> None:
        self._store, self._now, self._beat = store, now, beat

    def place(self, order: Order) -> bool:
        """Note an order and begin with it; False where somebody is at it already."""
        row = {"id": order.sent.command_id, "told": msgspec.json.encode(order).decode(), "ordered_at": self._now()}
        with self._store.writing() as connection:
            connection.execute(delete(o).where(o.c.id == order.sent.command_id, o.c.failed))
            new = adding(connection, o).values(**row, beat_at=self._now(), tries=1, failed=False)
            return connection.execute(new.on_conflict_do_nothing().returning(o.c.id)).first() is not None

    def find(self, command_id: UUID) -> tuple[Order, Standing] | None:
        """An order and how it stands; None where none is waited for."""
        with self._store.glancing() as connection:
            row = connection.execute(select(o).where(o.c.id == command_id)).first()
        if row is None:
            return None
        told = msgspec.json.decode(row.told, type=Order)
        if row.failed:
            return told, Standing.FAILED
        return told, Standing.LEFT if self._now() - row.beat_at >= DIED_AFTER else Standing.MAKING

    def waiting(self) -> list[Order]:
        """Those that are not given up, the oldest first."""
        asked = select(o.c.told).where(o.c.failed.is_(False)).order_by(o.c.ordered_at, o.c.id)
        with self._store.glancing() as connection:
            return [msgspec.json.decode(told, type=Order) for told in connection.execute(asked).scalars()]

    def take_up(self, command_id: UUID) -> bool:
        """Carry on what was left behind; False where somebody else did, or it was tried often enough."""
        dead = (o.c.id == command_id, o.c.beat_at <= self._now() - DIED_AFTER, o.c.failed.is_(False))
        with self._store.writing() as connection:
            connection.execute(update(o).where(*dead, o.c.tries >= TRIES).values(failed=True))
            taken = update(o).where(*dead).values(beat_at=self._now(), tries=o.c.tries + 1)
            return connection.execute(taken).rowcount == 1

    @contextmanager
    def at_work(self, command_id: UUID) -> Iterator[None]:
        """Beats while it is made; noted, it is no order any more, and one that broke off says so."""
        ended = threading.Event()
        beating = threading.Thread(target=self._beats, args=(command_id, ended), name="report order", daemon=True)
        beating.start()
        try:
            yield
        except BaseException:
            self._change(command_id, failed=True)
            raise
        else:
            with self._store.writing() as connection:
                connection.execute(delete(o).where(o.c.id == command_id))
        finally:
            ended.set()
            beating.join()

    def tidy(self, now: datetime) -> int:
        """Drop what came to nothing long ago; the number dropped."""
        with self._store.writing() as connection:
            gone = or_(o.c.failed, o.c.beat_at <= now - DIED_AFTER) & (o.c.ordered_at < now - KEPT)
            return connection.execute(delete(o).where(gone)).rowcount

    def _beats(self, command_id: UUID, ended: threading.Event) -> None:
        while not ended.wait(self._beat.total_seconds()):
            self._change(command_id, beat_at=self._now())

    def _change(self, command_id: UUID, **values: object) -> None:
        with self._store.writing() as connection:
            connection.execute(update(o).where(o.c.id == command_id).values(values))
