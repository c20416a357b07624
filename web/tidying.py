"""Tidying (Aufräumen): what the accounts store keeps for 90 days only; once an hour, by the process that follows."""

from datetime import datetime, timedelta

from web.house import RealHouse

EVERY = timedelta(hours=1)


class Tidying:
    """Called as often as one likes."""

    def __init__(self, house: RealHouse) -> None:
        self._house = house
        self._due: datetime | None = None

    def __call__(self) -> None:
        """Drop sessions, codes, failed sign-ins, verifications and orders long over, if it is time to."""
        now = self._house.now()
        if self._due is not None and now < self._due:
            return
        self._due = now + EVERY
        self._house.accounts.tidy(now)
        self._house.verifications.tidy(now)
        self._house.orders.tidy(now)
