"""Verifying (Nachrechnen) from a page: one run at a time, in the background, its state in a store for all processes."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from referrals.checkpoint import Checkpoints
from referrals.log.application import Log
from referrals.log.errors import NoLog, StoreFailed
from referrals.signing import NoteBroken
from referrals.store import Store
from referrals.verify import Verdict, verify
from web.account_tables import verifications as v
from web.settings import Settings

BEAT = timedelta(seconds=1)
DIED_AFTER = timedelta(seconds=30)
SHOWN = 5
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Run:
    """One verification; `verdict` is None while it runs, and when its process died before the end."""

    id: int
    begun_at: datetime
    beat_at: datetime
    done: int
    total: int
    ended_at: datetime | None
    verdict: Verdict | None

    def is_running(self, now: datetime) -> bool:
        """Whether a process is at it."""
        return self.ended_at is None and now - self.beat_at < DIED_AFTER


class Verifications:
    """The runs of an installation, the latest first."""

    def __init__(self, store: Store, settings: Settings, now: Callable[[], datetime]) -> None:
        self._store, self._settings, self._now = store, settings, now

    def latest(self) -> list[Run]:
        """The last few."""
        with self._store.reading() as connection:
            return [_run(row) for row in connection.execute(select(v).order_by(v.c.id.desc()).limit(SHOWN))]

    def tidy(self, now: datetime) -> int:
        """Drop what was verified long ago; the number dropped."""
        with self._store.writing() as connection:
            return connection.execute(delete(v).where(v.c.begun_at < now - KEPT)).rowcount

    def begin(self) -> threading.Thread | None:
        """Start one in the background; None when one runs already, in whatever process."""
        run = self._enter()
        if run is None:
            return None
        thread = threading.Thread(target=self._carry_out, args=(run,), name="verification", daemon=True)
        thread.start()
        return thread

    def _enter(self) -> int | None:
        now = self._now()
        try:
            with self._store.writing() as connection:
                dead = update(v).where(v.c.running, v.c.beat_at <= now - DIED_AFTER)
                connection.execute(dead.values(running=None))
                new = insert(v).values(begun_at=now, beat_at=now, done=0, total=0, running=True)
                return int(connection.execute(new.returning(v.c.id)).scalar_one())
        except IntegrityError:
            return None

    def _carry_out(self, run: int) -> None:
        beat = self._now()

        def tell(done: int, total: int) -> None:
            nonlocal beat
            if self._now() - beat >= BEAT:
                beat = self._now()
                self._note(run, done=done, total=total, beat_at=beat)

        verdict = Verdict(intact=None, reason="The verification broke off.")
        try:
            verdict = self._judge(tell)
        finally:
            self._note(
                run,
                done=verdict.size,
                total=verdict.size,
                beat_at=self._now(),
                ended_at=self._now(),
                running=None,
                intact=verdict.intact,
                root=verdict.root,
                first_bad=verdict.first_bad,
                reason=verdict.reason[:500] if verdict.reason else None,
            )

    def _judge(self, tell: Callable[[int, int], None]) -> Verdict:
        try:
            kept = Checkpoints(self._settings.checkpoints).kept()
            with closing(Log.open(self._settings.store_url("events"))) as log:
                return verify(log.recorder, kept=kept, progress=tell)
        except (NoLog, StoreFailed, NoteBroken) as error:
            return Verdict(intact=None, reason=str(error))

    def _note(self, run: int, **values: object) -> None:
        with self._store.writing() as connection:
            connection.execute(update(v).where(v.c.id == run).values(values))


def _run(row: Row[tuple[object, ...]]) -> Run:
    told = row._mapping
    ended = told[v.c.ended_at]
    verdict = None
    if ended is not None:
        verdict = Verdict(told[v.c.intact], told[v.c.done], told[v.c.root], told[v.c.first_bad], told[v.c.reason])
    return Run(told[v.c.id], told[v.c.begun_at], told[v.c.beat_at], told[v.c.done], told[v.c.total], ended, verdict)
