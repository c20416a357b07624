"""The command that notes a report which left the house."""

from datetime import date

from referrals import report
from referrals.casework.door import Door, Receipt, Sent
from referrals.report import FundingFigure, Subject


class ReportCommands:
    """Reports: figures for the steering group and for the funder."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def make(
        self,
        sent: Sent,
        subject: Subject,
        *,
        position: int,
        day: date,
        definitions: dict[str, int],
        layout: int,
        sha256: str,
        funding: tuple[FundingFigure, ...] | None = None,
    ) -> Receipt:
        """Note what was asked, as of when, by which definitions, and what came out."""
        return self._door.carry(
            sent,
            lambda attempt: [
                report.make(
                    self._door.new_id(),
                    attempt.occasion,
                    subject,
                    position=position,
                    day=day,
                    definitions=definitions,
                    layout=layout,
                    sha256=sha256,
                    funding=funding,
                )
            ],
        )
