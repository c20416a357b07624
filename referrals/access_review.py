"""Access review (Zugriffsprüfung): a second person looks at a look, and says whether it was right."""

from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid5

from referrals.calendar import working_days_after
from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.refusal import Refusal
from referrals.sealing import Sealed

WORKING_DAYS = 5
"""Within these a look is reviewed; an overdue one stays on the list until it is."""

SPACE = UUID("6c1f4a52-8f0e-4c7b-9a35-0b7d5e2c9f10")
"""The reviews of looks outside one's caseload take their ids from this space, for ever."""


class Verdict(StrEnum):
    """What the second person says."""

    APPROVED = "approved"
    FLAGGED = "flagged"


@topic("access_review.decided")
class AccessReviewed(Event, frozen=True, kw_only=True):
    """What a member of staff saw of a person outside their caseload on one day was reviewed."""

    staff_id: UUID
    person_id: UUID
    day: date
    verdict: Verdict
    remark: Sealed | None = None


class CannotReview(Refusal):
    """A review does not hold."""

    @classmethod
    def because_it_was_your_own(cls) -> Self:
        """Nobody reviews what they did or asked for themselves."""
        return cls("your_own")

    @classmethod
    def because_it_was_done(cls) -> Self:
        """Somebody said so before; it stays."""
        return cls("done")

    @classmethod
    def because_it_still_runs(cls) -> Self:
        """There may be more to see."""
        return cls("still_runs")

    @classmethod
    def because_a_flag_needs_words(cls) -> Self:
        """Somebody has to act on it."""
        return cls("flag_needs_words")


def review_by(day: date) -> date:
    """The last day for the review of a look."""
    return working_days_after(day, WORKING_DAYS)


def review_id(staff_id: UUID, person_id: UUID, day: date) -> UUID:
    """The stream of the review: one for each member of staff, person and day."""
    return uuid5(SPACE, f"{staff_id}/{person_id}/{day.isoformat()}")


def check_review(occasion: Occasion, involved: set[UUID], verdict: Verdict, has_remark: bool) -> None:
    """What holds for every review."""
    if occasion.actor in involved:
        raise CannotReview.because_it_was_your_own()
    if verdict is Verdict.FLAGGED and not has_remark:
        raise CannotReview.because_a_flag_needs_words()


def decide(
    told: int,
    occasion: Occasion,
    *,
    staff_id: UUID,
    person_id: UUID,
    day: date,
    verdict: Verdict,
    remark: Sealed | None,
) -> AccessReviewed:
    """Say whether looks outside one's caseload were right; `told` is the version of the review's stream."""
    if told:
        raise CannotReview.because_it_was_done()
    if day >= occasion.recorded_on:
        raise CannotReview.because_it_still_runs()
    check_review(occasion, {staff_id}, verdict, remark is not None)
    return AccessReviewed(
        **head(review_id(staff_id, person_id, day), 0, occasion),
        staff_id=staff_id,
        person_id=person_id,
        day=day,
        verdict=verdict,
        remark=remark,
    )
