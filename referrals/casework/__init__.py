"""Casework (Fallarbeit): the one door through which the pages change anything.

casework.intake.take_in(sent, Intake(…))           a referral begins
casework.referrals.forward(sent, referral_id, …)   every step of the table
casework.persons / institutions / team / announcements
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from referrals.casework.access import (
    AccessReviewCommands,
    AccessSegmentCommands,
    AuditFileCommands,
    BreakGlassCommands,
    ClosedGroupCommands,
)
from referrals.casework.announcements import AnnouncementCommands
from referrals.casework.appointments import AppointmentCommands
from referrals.casework.audits import AuditCommands
from referrals.casework.corrections import CorrectionCommands
from referrals.casework.door import Door, Overtaken, Receipt, Sent
from referrals.casework.erasures import ErasureCommands
from referrals.casework.institutions import InstitutionCommands
from referrals.casework.intake import Intake, IntakeCommands, NewForwarding, NewPerson, NewRelease
from referrals.casework.persons import PersonCommands
from referrals.casework.referrals import ReferralSteps
from referrals.casework.retention import RetentionCommands
from referrals.casework.rights import RightsCommands
from referrals.casework.team import TeamCommands
from referrals.log.application import Log
from referrals.sealing import Vault

__all__ = ["Casework", "Intake", "NewForwarding", "NewPerson", "NewRelease", "Overtaken", "Receipt", "Sent"]


class Casework:
    """All commands of one installation."""

    def __init__(
        self,
        log: Log,
        vault: Vault,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        door = Door(log, vault, now, new_id)
        self.intake = IntakeCommands(door)
        self.referrals = ReferralSteps(door)
        self.appointments = AppointmentCommands(door)
        self.corrections = CorrectionCommands(door)
        self.persons = PersonCommands(door)
        self.rights = RightsCommands(door)
        self.retention = RetentionCommands(door)
        self.erasures = ErasureCommands(door)
        self.institutions = InstitutionCommands(door)
        self.team = TeamCommands(door)
        self.announcements = AnnouncementCommands(door)
        self.audits = AuditCommands(door)
        self.break_glass = BreakGlassCommands(door)
        self.audit_files = AuditFileCommands(door)
        self.access_reviews = AccessReviewCommands(door)
        self.access_segments = AccessSegmentCommands(door)
        self.closed_groups = ClosedGroupCommands(door)
