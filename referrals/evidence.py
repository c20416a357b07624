"""Evidence (Nachweise): what the installation records about its own log; each fact in a stream of its own."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from referrals.event import Event, Head, head, topic
from referrals.log.application import Log
from referrals.occasion import LOCAL, Channel, Occasion, Purpose
from referrals.roles import SYSTEM, Role


class Result(StrEnum):
    """What a self-check came to; the exit status of the command is its number."""

    FINE = "fine"
    FINDINGS = "findings"
    UNJUDGED = "unjudged"


class Finding(StrEnum):
    """What a self-check found, or could not check."""

    LOG_TAMPERED = "log_tampered"
    LOG_UNJUDGED = "log_unjudged"
    STORES_DO_NOT_FIT = "stores_do_not_fit"
    ACCESS_LOG_CHANGED = "access_log_changed"
    VIEWS_BEHIND = "views_behind"
    KEY_WITHOUT_PERSON = "key_without_person"
    PERSON_WITHOUT_KEY = "person_without_key"
    ERASED_WITH_KEY = "erased_with_key"
    ERASURE_OVERDUE = "erasure_overdue"
    REVIEW_OVERDUE = "review_overdue"
    NOTICE_OVERDUE = "notice_overdue"
    RETENTION_OVERDUE = "retention_overdue"
    OPEN_TO_OTHERS = "open_to_others"
    NOT_ENCRYPTED = "not_encrypted"
    SIGNING_KEY_UNUSABLE = "signing_key_unusable"
    CHECKPOINT_OLD = "checkpoint_old"
    BACKUP_OLD = "backup_old"
    BACKUP_BROKEN = "backup_broken"


@topic("log.restored")
class LogRestored(Event, frozen=True, kw_only=True):
    """The log went on from an older state: `size` events with this root, where `seen` events had been known.

    `seen_root` is the root that was signed over `seen` events; None when only the views had seen them.
    """

    size: int
    root: str
    seen: int
    seen_root: str | None = None


@topic("signing_key.rotated")
class SigningKeyRotated(Event, frozen=True, kw_only=True):
    """From now on another key signs; both as a signed note names them, with their public halves."""

    verifier: str
    previous: str


@topic("selfcheck.done")
class SelfcheckDone(Event, frozen=True, kw_only=True):
    """The installation has looked at itself: over how many events, and what it found."""

    result: Result
    size: int
    findings: tuple[Finding, ...] = ()


EvidenceEvent = LogRestored | SigningKeyRotated | SelfcheckDone


def occasion(now: datetime, command_id: UUID) -> Occasion:
    """The installation itself acts, by a command at its keyboard."""
    return Occasion(
        actor=SYSTEM,
        role=Role.SYSTEM.value,
        command_id=command_id,
        correlation_id=command_id,
        channel=Channel.COMMAND,
        purpose=Purpose.AUDIT,
        occurred_on=now.astimezone(LOCAL).date(),
        recorded_at=now,
    )


def restored(log: Log, now: datetime, *, size: int, root: str, seen: int, seen_root: str | None) -> None:
    """Record that the log goes on from an older state."""
    event = LogRestored(**_begin(now), size=size, root=root, seen=seen, seen_root=seen_root)
    log.record(event, command_id=event.occasion.command_id)


def rotated(log: Log, now: datetime, *, verifier: str, previous: str, command_id: UUID) -> None:
    """Record that another key signs; the same command a second time records nothing."""
    if log.result_of(command_id) is None:
        stream = head(uuid4(), 0, occasion(now, command_id))
        log.record(SigningKeyRotated(**stream, verifier=verifier, previous=previous), command_id=command_id)


def checked(log: Log, now: datetime, *, result: Result, size: int, findings: Iterable[Finding]) -> None:
    """Record what a self-check found."""
    event = SelfcheckDone(**_begin(now), result=result, size=size, findings=tuple(findings))
    log.record(event, command_id=event.occasion.command_id)


def _begin(now: datetime) -> Head:
    return head(uuid4(), 0, occasion(now, uuid4()))
