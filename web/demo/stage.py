"""Stage (Bühne): the calendar, the chance and the clock of the demo data; the same day tells the same stories."""

import random
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID, uuid5

from referrals.calendar import is_working_day
from referrals.casework import Casework, Sent
from referrals.keys import KeyStore
from referrals.log.application import Log
from referrals.occasion import LOCAL, Channel, Purpose
from referrals.referral.state import Referral, fold
from referrals.sealing import Vault
from referrals.staff import SYSTEM, Role
from web.demo.draft import NAMESPACE, Draft, KeysAtOnce

SEED = 20261103
FIRST_ENTRY = time(8, 20)
WORKING_MINUTES = 8 * 60
BETWEEN_ENTRIES = timedelta(minutes=3)


class Stage:
    """Where the stories are told: days count back from today, entries are made in working hours."""

    def __init__(self, log: Log, keys: KeyStore, today: date) -> None:
        self.today = today
        self.draft = Draft()
        self.keys = KeysAtOnce(keys)
        self.chance = random.Random(SEED)  # noqa: S311 (stories, no secret)
        self._moment = datetime.combine(today, FIRST_ENTRY, LOCAL)
        self._promised: UUID | None = None
        # The draft answers everything the door asks of a log.
        vault = Vault(self.keys, log.recorder)
        self.casework = Casework(cast(Log, self.draft), vault, lambda: self._moment, self.new_id)

    def new_id(self) -> UUID:
        """The next id; the same in every telling."""
        if self._promised is not None:
            promised, self._promised = self._promised, None
            return promised
        return UUID(int=self.chance.getrandbits(128), version=4)

    def promise(self, next_id: UUID) -> None:
        """Let the next id be this one."""
        self._promised = next_id

    def ago(self, working_days: int) -> date:
        """The day so many working days before today."""
        day = self.today
        while working_days > 0:
            day -= timedelta(days=1)
            working_days -= is_working_day(day)
        return day

    def ahead(self, working_days: int) -> date:
        """The day so many working days after today."""
        day = self.today
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= is_working_day(day)
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time on the wall of the office."""
        return datetime.combine(day, time(hour, minute), LOCAL)

    def enter(
        self,
        actor: UUID,
        role: Role,
        occurred_on: date,
        *,
        after: datetime | None = None,
        late: int = 0,
        channel: Channel = Channel.WORKER,
        purpose: Purpose | None = None,
    ) -> Sent:
        """A command for that day, entered in working hours, `late` working days later, and never before `after`."""
        moment = datetime.combine(self._entry_day(occurred_on, late), FIRST_ENTRY, LOCAL)
        moment += timedelta(minutes=self.chance.randrange(WORKING_MINUTES), seconds=self.chance.randrange(60))
        if after is not None and moment <= after:
            moment = after + BETWEEN_ENTRIES
        self._moment = moment
        return Sent(
            command_id=self.new_id(),
            actor=actor,
            role=role.value,
            occurred_on=occurred_on,
            channel=channel,
            purpose=purpose,
        )

    @property
    def entered(self) -> datetime:
        """When the last command was entered."""
        return self._moment

    def installed(self, purpose: Purpose) -> Sent:
        """A command of the installation itself, on the day it was set up."""
        return self.enter(SYSTEM, Role.SYSTEM, self.ago(LONGEST_AGO), channel=Channel.COMMAND, purpose=purpose)

    def referral(self, referral_id: UUID) -> Referral:
        """A referral as told so far."""
        told = fold(self.draft.events_of(referral_id))  # type: ignore[arg-type]  # a stream of one kind
        assert told is not None
        return told

    def _entry_day(self, day: date, late: int) -> date:
        """The working day of the entry: on the day or after it, and before today."""
        while late > 0 or not is_working_day(day):
            day += timedelta(days=1)
            late -= is_working_day(day)
        return min(day, self.ago(1))


LONGEST_AGO = 190
"""Working days since the installation began."""


def fixed_id(kind: str, name: str) -> UUID:
    """The id of something that is the same in every demo."""
    return uuid5(NAMESPACE, f"{kind}: {name}")
