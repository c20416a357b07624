"""Daily (jeden Tag): what is to be done once a day, by the process that follows the log: no cron is needed for it.

- files whose retention is over are requested for erasure (`retention run`), unless that is suspended;
- days of the access log whose retention is over are dropped (`access drop`), unless a look waits for a review.

What fails is said, and tried again after an hour; the other work does not wait for it. The self-check finds what was
not done, whoever should have done it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from referrals.log.errors import LogRefusal
from referrals.occasion import LOCAL
from web import retaining, unreviewed
from web.access_segments import AccessLogBroken, AccessSegments
from web.house import RealHouse

AGAIN_AFTER = timedelta(hours=1)
Remark = Callable[[str], None]


class Daily:
    """Called as often as one likes; does its work once on each local day."""

    def __init__(self, house: RealHouse, remark: Remark) -> None:
        self._house, self._remark = house, remark
        self._work = (
            Work("Requesting what is due for erasure", partial(request_what_is_due, house, remark)),
            Work("Dropping old looks", partial(drop_old_looks, house, remark)),
        )

    def __call__(self) -> None:
        """Do what was not done yet today."""
        now = self._house.now()
        for work in self._work:
            try:
                work.do(now)
            except (LogRefusal, AccessLogBroken, OSError) as error:
                self._remark(f"lotse: {work.name} failed, and is tried again in an hour: {error}")


class Work:
    """One thing to do each day."""

    def __init__(self, name: str, do: Callable[[date], None]) -> None:
        self.name = name
        self._do = do
        self._done: date | None = None  # not since this process began
        self._next: datetime | None = None  # at once

    def do(self, now: datetime) -> None:
        """Do it, if it was not done today, and did not fail within the last hour."""
        today = now.astimezone(LOCAL).date()
        if self._done == today or (self._next is not None and now < self._next):
            return
        self._next = now + AGAIN_AFTER
        self._do(today)
        self._done, self._next = today, None


def request_what_is_due(house: RealHouse, remark: Remark, today: date) -> None:
    """Ask for the erasure of every file that is due and not held; a coordinator still decides."""
    standing = retaining.standing(house)
    if standing.suspended:
        remark(f"Retention is suspended since {standing.since}: {standing.suspended.value}. Nothing was requested.")
        return
    ran = retaining.run(house, today)
    if ran.requested:
        remark(f"{len(ran.requested)} erasures were requested; {len(ran.kept)} files that are due are held.")


def drop_old_looks(house: RealHouse, remark: Remark, today: date) -> None:
    """Drop the days of the access log that are no longer kept."""
    house.catch_up()
    with house.views.reading() as connection:
        needed = unreviewed.days(house.access_log, connection)
    segments = AccessSegments(house.log, house.casework, house.stores["access"])
    if dropped := segments.drop(today, needed):
        remark(f"The looks of {len(dropped)} days were dropped, the last of {max(each.day for each in dropped)}.")
