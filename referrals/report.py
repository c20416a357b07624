"""Report (Bericht): figures that left the house, and how the same bytes can be made once more.

The event says what was asked, up to which event and which day was counted, by which definitions, and the SHA-256 of
what came out. Whoever holds the report can have it compared, years later. It holds no figure that the log can give
again; those of the funder it holds, rounded as they left the house: they were counted from what is sealed, and what
is sealed can be erased.
"""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec

from referrals.event import Event, head, topic
from referrals.need import NeedKind
from referrals.occasion import Occasion
from referrals.refusal import Refusal


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is about: a period by its code, and what it is narrowed to; None is all."""

    period: str
    quarter: str | None = None
    need: NeedKind | None = None
    language: str | None = None
    institution_id: UUID | None = None
    compare: str = "none"

    @property
    def is_narrowed(self) -> bool:
        """Whether it is about some referrals alone."""
        return (self.quarter, self.need, self.language, self.institution_id) != (None, None, None, None)


class FundingFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of the funder's as it was reported: line → label → number, rounded; `part` of a comparison, or None."""

    figure: str
    part: str | None
    lines: dict[str, dict[str, int]]
    total: int


@topic("report.made")
class ReportMade(Event, frozen=True, kw_only=True):
    """Figures up to the event at `position`, as of the end of `day`; `definitions` maps figures to their versions.

    `sha256` (hex) is that of the report in layout `layout`. `funding` are the figures of the funder in it, None where
    it has none.
    """

    LATER: ClassVar[tuple[str, ...]] = ("funding",)

    position: int
    day: date
    period: str
    quarter: str | None = None
    need: NeedKind | None = None
    language: str | None = None
    institution_id: UUID | None = None
    compare: str
    definitions: dict[str, int]
    layout: int
    sha256: str
    funding: tuple[FundingFigure, ...] | None = None

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(
            period=self.period,
            quarter=self.quarter,
            need=self.need,
            language=self.language,
            institution_id=self.institution_id,
            compare=self.compare,
        )


class CannotMakeReport(Refusal):
    """There is nothing to report."""

    @classmethod
    def because_nothing_is_recorded(cls) -> Self:
        """No event lies before the end of that day."""
        return cls("nothing_recorded")

    @classmethod
    def because_the_day_is_not_over(cls, day: date) -> Self:
        """Figures leave the house as of the end of a day."""
        return cls("day_not_over", day=day)

    @classmethod
    def because_the_period_has_not_begun(cls, period: str) -> Self:
        """It lies behind the day of the figures."""
        return cls("not_begun", period=period)


class CannotRepeatReport(Refusal):
    """The same bytes cannot be made any more."""

    @classmethod
    def because_a_definition_changed(cls, figure: str, then: int, now: int) -> Self:
        """It was made by a version of a definition that this Lotse does not count by; `now` 0: it has none."""
        return cls("definition_changed", figure=figure, then=then, now=now)

    @classmethod
    def because_the_layout_changed(cls, then: int, now: int) -> Self:
        """It was written in a layout that this Lotse does not write."""
        return cls("layout_changed", then=then, now=now)

    @classmethod
    def because_the_log_ends_before(cls, position: int, head: int) -> Self:
        """The log is shorter than it was: restored from a backup, or cut off."""
        return cls("log_ends_before", position=position, head=head)

    @classmethod
    def because_it_came_out_differently(cls, position: int) -> Self:
        """The log up to there, or what counts it, is not what it was."""
        return cls("came_out_differently", position=position)


def make(
    report_id: UUID,
    occasion: Occasion,
    subject: Subject,
    *,
    position: int,
    day: date,
    definitions: dict[str, int],
    layout: int,
    sha256: str,
    funding: tuple[FundingFigure, ...] | None = None,
) -> ReportMade:
    """Note what left the house."""
    if position < 1:
        raise CannotMakeReport.because_nothing_is_recorded()
    if day >= occasion.recorded_on:
        raise CannotMakeReport.because_the_day_is_not_over(day)
    return ReportMade(
        **head(report_id, 0, occasion),
        position=position,
        day=day,
        period=subject.period,
        quarter=subject.quarter,
        need=subject.need,
        language=subject.language,
        institution_id=subject.institution_id,
        compare=subject.compare,
        definitions=definitions,
        layout=layout,
        sha256=sha256,
        funding=funding,
    )
