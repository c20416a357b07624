"""What the log refuses, each with the facts needed to act."""

from uuid import UUID

from eventsourcing.persistence import IntegrityError as VersionTaken
from eventsourcing.persistence import PersistenceError as StoreFailed

__all__ = [
    "AlreadyRecorded",
    "LogRefusal",
    "NoLog",
    "StillRead",
    "StoreFailed",
    "StreamMoved",
    "TooLarge",
    "VersionTaken",
]


class LogRefusal(Exception):
    """The log recorded nothing."""


class AlreadyRecorded(LogRefusal):
    """This command was recorded before: `find_command` gives its result back."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"Command {command_id} is recorded already.")
        self.command_id = command_id

    def __reduce__(self) -> tuple[type, tuple[UUID]]:
        return type(self), (self.command_id,)


class StreamMoved(LogRefusal):
    """A stream the decision only read has moved on: load it again and decide again."""

    def __init__(self, originator_id: UUID, expected: int, found: int) -> None:
        super().__init__(f"Stream {originator_id} is at version {found}, the decision was made at {expected}.")
        self.originator_id = originator_id
        self.expected = expected
        self.found = found

    def __reduce__(self) -> tuple[type, tuple[UUID, int, int]]:
        return type(self), (self.originator_id, self.expected, self.found)


class TooLarge(LogRefusal):
    """One transaction carries more than the log takes."""


class StillRead(LogRefusal):
    """Deleted values cannot be wiped from the file yet."""

    def __init__(self) -> None:
        super().__init__("Somebody reads the log for a long time, so deleted values cannot be wiped yet: run it again.")


class NoLog(LogRefusal):
    """There is no Lotse log at this place."""


class LedgerDoesNotFit(LogRefusal):
    """Log and ledger have come apart: the service must not go on over it."""

    def __init__(self, events: int, leaves: int) -> None:
        super().__init__(
            f"The log holds {events} events and the ledger {leaves} leaves: run `./lotse audit verify`, and do not "
            "go on before somebody has looked at what it finds."
        )
