"""Passed on (weitergeleitet): one forwarding and what followed it, for the slow count."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from referrals.calendar import is_working_day
from referrals.referral import events as e
from referrals.referral.codes import Party


class Waited(NamedTuple):
    """One duration: so many days, and whether it happened then or was still awaited."""

    days: int
    happened: bool


class Passed:
    """A forwarding and what followed it."""

    def __init__(self, event: e.ReferralForwarded, after: list[Any], again: Any) -> None:
        self.institution_id, self.on = event.institution_id, event.occasion.occurred_on
        self.term = self.on
        left = 10
        while left:
            self.term += timedelta(days=1)
            left -= is_working_day(self.term)
        self.answered: date | None = None
        self.dropped: date | None = None
        self._closed = False
        self.reason: str | None = None
        for each in after:
            self._heard(each)
        if again:
            self._passed_on(again.occasion.occurred_on)

    def _passed_on(self, day: date) -> None:
        if self.answered is None and self.dropped is None:
            self.dropped = day

    def _heard(self, event: Any) -> None:
        day = event.occasion.occurred_on
        by_institution = isinstance(event, e.ReferralDeclined) and event.decided_by is Party.INSTITUTION
        answer = isinstance(
            event, e.ReferralAccepted | e.ReferralWaitlisted | e.AppointmentProposed | e.AppointmentAgreed
        )
        if by_institution:
            self.reason = event.reason.value
        elif isinstance(event, e.ReferralDeclined):
            self.reason = None
        if self.answered is not None:
            return
        if answer or by_institution:
            self.answered, self.dropped = day, None
        elif isinstance(event, e.ReferralDeclined | e.ReferralClosed) and self.dropped is None:
            self.dropped, self._closed = day, isinstance(event, e.ReferralClosed)
        elif isinstance(event, e.ReferralReopened) and self._closed:
            self.dropped, self._closed = None, False

    def answer(self, today: date) -> str:
        """What came of the time to answer."""
        if self.answered is not None:
            return "in_time" if self.answered <= self.term else "late"
        if self.dropped is not None and self.dropped <= self.term:
            return "withdrawn"
        return "none" if self.term < today else "waiting"

    def counts_for_the_share(self, today: date) -> bool:
        """Whether its time is over, and somebody waited to its end or was answered."""
        return self.term < today and self.answer(today) in ("in_time", "late", "none")

    def waited(self, today: date) -> Waited:
        """How long until the answer, or without one."""
        end = self.answered or self.dropped or today
        return Waited(max(0, (end - self.on).days), self.answered is not None)
