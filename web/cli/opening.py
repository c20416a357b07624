"""Opening (Öffnen): the house of an installation for the time of one command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from referrals import staff as members
from referrals.casework import Sent
from referrals.log.application import Log
from referrals.occasion import Purpose
from referrals.staff import Member
from web.house import RealHouse, open_house
from web.settings import Settings


def settings() -> Settings:
    """The settings of this environment; raises BadSettings."""
    return Settings.from_environ(os.environ)


@contextmanager
def house() -> Iterator[RealHouse]:
    """Everything of an installation, closed afterwards."""
    opened = open_house(settings())
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def log() -> Iterator[Log]:
    """The log alone: no key is needed."""
    opened = Log.open(settings().store_url("events"))
    try:
        yield opened
    finally:
        opened.close()


def sent(command_id: UUID, purpose: Purpose | None = None) -> Sent:
    """A command given at the keyboard of the installation: nobody is signed in there."""
    return Sent.by_the_installation(command_id, purpose)


def staff_of(log: Log) -> dict[UUID, Member]:
    """Everybody with an account, as the log tells it."""
    known: dict[UUID, Member] = {}
    for event in log.told("staff."):
        assert isinstance(event, members.StaffEvent)
        known[event.originator_id] = members.evolve(known.get(event.originator_id), event)
    return known
