"""Commands on the appointments of a referral."""

from datetime import datetime
from uuid import UUID

from referrals.casework.door import Door, Receipt, Sent
from referrals.casework.referrals import seal_case, step
from referrals.referral import appointments
from referrals.referral.codes import Company, Party


class AppointmentCommands:
    """Proposing, agreeing, keeping, missing, cancelling and moving appointments."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def propose(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        starts_at: datetime,
        place: str | None,
        language: str,
        company: Company,
        minutes: int | None = None,
    ) -> Receipt:
        """Offer a time."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.propose(
                r,
                a.occasion,
                appointment_id=self._door.new_id(),
                starts_at=starts_at,
                place=seal_case(a, r, "place", place),
                language=language,
                company=company,
                minutes=minutes,
            ),
        )

    def agree(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        starts_at: datetime,
        place: str | None,
        language: str,
        company: Company,
        minutes: int | None = None,
        appointment_id: UUID | None = None,
    ) -> Receipt:
        """Settle a time; `appointment_id` names the proposal where there was one."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.agree(
                r,
                a.occasion,
                appointment_id=appointment_id or self._door.new_id(),
                starts_at=starts_at,
                place=seal_case(a, r, "place", place),
                language=language,
                company=company,
                minutes=minutes,
            ),
        )

    def keep(self, sent: Sent, referral_id: UUID, *, appointment_id: UUID, note: str | None = None) -> Receipt:
        """The person was there."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.keep(
                r, a.occasion, appointment_id=appointment_id, note=seal_case(a, r, "note", note)
            ),
        )

    def miss(
        self, sent: Sent, referral_id: UUID, *, appointment_id: UUID, by: Party, note: str | None = None
    ) -> Receipt:
        """It did not take place."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.miss(
                r, a.occasion, appointment_id=appointment_id, by=by, note=seal_case(a, r, "note", note)
            ),
        )

    def cancel(self, sent: Sent, referral_id: UUID, *, appointment_id: UUID, by: Party) -> Receipt:
        """Call it off."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.cancel(r, a.occasion, appointment_id=appointment_id, by=by),
            restricted_too=True,
        )

    def reschedule(
        self,
        sent: Sent,
        referral_id: UUID,
        *,
        appointment_id: UUID,
        by: Party,
        starts_at: datetime,
        place: str | None,
        language: str,
        company: Company,
        minutes: int | None = None,
    ) -> Receipt:
        """Move it to a new time."""
        return step(
            self._door,
            sent,
            referral_id,
            lambda a, r: appointments.reschedule(
                r,
                a.occasion,
                appointment_id=appointment_id,
                by=by,
                new_appointment_id=self._door.new_id(),
                starts_at=starts_at,
                place=seal_case(a, r, "place", place),
                language=language,
                company=company,
                minutes=minutes,
            ),
        )
