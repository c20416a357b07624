"""The house: everything one process holds, built from the settings after the fork and closed by that process."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from uuid import UUID

from projections import staff as members
from projections.day_ends import DayEnds
from projections.left_out import LeftOut
from projections.name_index import NameIndex
from projections.past import Past
from projections.runner import Freshness, Runner
from referrals.casework import Casework
from referrals.keys import KeyStore, load_kek
from referrals.log.application import Log
from referrals.sealing import Vault
from referrals.staff import Member
from referrals.store import Store
from web import access_segments, fitting
from web.access_log import AccessLog
from web.accounts import Accounts
from web.ordered import Orders
from web.settings import STORES, Settings
from web.verifying import Verifications
from web.visits import Visits
from web.worker import Contact, Worker

log = logging.getLogger("lotse.web")
MOST_BEHIND = 2_000
"""Events a page catches up by itself; beyond, it says how old it is."""


class RealHouse:
    """The stores of one installation, open in one process."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings = settings
        self._now = now
        self.stores = {name: open_store(settings, name) for name in STORES if name != "events"}
        self.log = Log.open(settings.store_url("events"))
        self.keys = KeyStore(self.stores["keys"], load_kek(settings.kek_file), settings.kek_file)
        self.keys.check()
        self.vault = Vault(self.keys, self.log.recorder)
        self.casework = Casework(self.log, self.vault, now)
        self.views = self.stores["views"]
        self.runner = Runner(self.log, self.views, clock=now)
        self.past = Past(self.log, now)
        self.day_ends = DayEnds(self.log, self.views)
        self.accounts = Accounts(self.stores["accounts"], secret=settings.secret_key.encode())
        self.behind_the_answer: Callable[[Callable[[], None]], None] = _in_a_thread
        self.left_out = LeftOut(self.log, self.runner.projections)
        self.names = NameIndex(self.views, self.vault)
        self.visits = Visits(self.stores["accounts"])
        self.orders = Orders(self.stores["accounts"], now)
        self.verifications = Verifications(self.stores["accounts"], settings, now)
        self.access_log = AccessLog(self.stores["access"])

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._now()

    def catch_up(self) -> Freshness:
        """Bring the projections up to date where they are only a little behind."""
        fresh = self.runner.catch_up(max_events=MOST_BEHIND)
        self.names.forget()
        return fresh

    def has_counted(self, position: int, *, recounted: bool = False) -> bool:
        """Whether the figures up to an event are at hand; where they are not, they are counted behind the answer."""
        ends = self.day_ends
        if ends.is_at_hand(position, recounted=recounted):
            return True
        self.behind_the_answer(lambda: ends.prepare(position, recounted=recounted))
        return ends.is_at_hand(position, recounted=recounted)

    def worker(self, staff_id: UUID) -> Worker | None:
        """Who this is, as of this moment; None when the account is closed."""
        self.catch_up()
        with self.views.glancing() as connection:
            member = members.get(connection, staff_id)
        if member is None or member.disabled:
            return None
        return Worker(staff_id, frozenset(member.roles), member.team or None, partial(self._contact, member))

    def _contact(self, member: Member) -> Contact:
        told = {"name": member.name, "phone": member.phone, "email": member.email}
        given = [(sealed, member.id, field) for field, sealed in told.items() if sealed is not None]
        opened = self.vault.reveal_many(given)
        known = {field: text or "" for (_sealed, _id, field), text in zip(given, opened, strict=True)}
        return Contact(known.get("name") or "–", known.get("phone", ""), known.get("email", ""))

    def check(self) -> None:
        """Before pages are served: raises `StoresDoNotFit` when a store is lost or older than the others."""
        fitting.check(self.log, self.runner, self.keys, self.stores["accounts"], self.settings)
        access_segments.check_there(self.log, self.stores["access"])

    def not_ready(self) -> list[str]:
        """Why this process cannot answer."""
        self.log.head()
        lag = max((status.lag_events for status in self.runner.status(self.now())), default=0)
        return [f"The projections are {lag} events behind."] if lag > MOST_BEHIND else []

    def close(self) -> None:
        """Let go of every connection."""
        self.past.close()
        self.day_ends.close()
        self.log.close()
        for store in self.stores.values():
            store.dispose()


def _in_a_thread(job: Callable[[], None]) -> None:
    Thread(target=_noted, args=(job,), name="behind the answer").start()


def _noted(job: Callable[[], None]) -> None:
    """Nobody waits for the job any more: what stops it goes to the server's log, without what it held."""
    try:
        job()
    except Exception as error:  # noqa: BLE001 (nobody is left to hear of it)
        log.error("a job behind the answer did not end: %s", type(error).__name__)


def open_store(settings: Settings, name: str) -> Store:
    """One store of the installation; the keys lie in a private one, the views are derived."""
    return Store(settings.store_url(name), schema=name, private=name == "keys", derived=name == "views")


def open_house(settings: Settings) -> RealHouse:
    """The house on existing stores; raises when the release step has not made them."""
    return RealHouse(settings)
