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
from referrals.casework.custody import CheckpointCommands
from referrals.casework.door import Door, Overtaken, Receipt, Sent
from referrals.casework.erasures import ErasureCommands
from referrals.casework.gatherings import GatheringCommands
from referrals.casework.institutions import InstitutionCommands
from referrals.casework.intake import Intake, IntakeCommands, NewForwarding, NewPerson, NewRelease
from referrals.casework.links import LinkCommands
from referrals.casework.participations import ParticipationCommands
from referrals.casework.persons import PersonCommands
from referrals.casework.referrals import ReferralSteps
from referrals.casework.reports import ReportCommands
from referrals.casework.retention import RetentionCommands
from referrals.casework.rights import RightsCommands
from referrals.casework.team import TeamCommands
from referrals.log.application import Log
from referrals.occasion import Purpose
from referrals.sealing import Vault

__all__ = ["Casework", "Intake", "NewForwarding", "NewPerson", "NewRelease", "Overtaken", "Receipt", "Sent"]


class Casework:
    """All commands of one installation, each for the purpose of its room (`referrals/purposes.toml`)."""

    def __init__(
        self,
        log: Log,
        vault: Vault,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        door = Door(log, vault, now, new_id)
        casework = door.meant_for(Purpose.CASE_MANAGEMENT)
        self.intake = IntakeCommands(casework)
        self.referrals = ReferralSteps(casework)
        self.appointments = AppointmentCommands(casework)
        self.corrections = CorrectionCommands(casework)
        self.persons = PersonCommands(casework)
        self.announcements = AnnouncementCommands(casework)
        self.links = LinkCommands(casework)
        rights = door.meant_for(Purpose.DATA_SUBJECT_RIGHTS)
        self.rights = RightsCommands(rights)
        self.retention = RetentionCommands(rights)
        self.erasures = ErasureCommands(rights)
        self.gatherings = GatheringCommands(door.meant_for(Purpose.GROUP_OFFERS))
        self.participations = ParticipationCommands(door.meant_for(Purpose.FUNDING))
        directory = door.meant_for(Purpose.DIRECTORY)
        self.institutions = InstitutionCommands(directory)
        administration = door.meant_for(Purpose.ADMINISTRATION)
        self.team = TeamCommands(administration)
        auditing = door.meant_for(Purpose.AUDIT)
        self.reports = ReportCommands(door.meant_for(Purpose.STATISTICS))
        self.checkpoints = CheckpointCommands(auditing)
        self.audits = AuditCommands(auditing)
        self.audit_files = AuditFileCommands(auditing)
        self.access_reviews = AccessReviewCommands(auditing)
        access = door.meant_for(Purpose.ACCESS_CONTROL)
        self.break_glass = BreakGlassCommands(access)
        self.access_segments = AccessSegmentCommands(access)
        self.closed_groups = ClosedGroupCommands(access)
