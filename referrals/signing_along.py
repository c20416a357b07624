"""Signing along (mitlaufend unterschreiben): the process that follows the log signs what came, in short intervals."""

import time
from collections.abc import Callable
from pathlib import Path

from referrals.checkpoint import CannotSign, Checkpoints
from referrals.log.recorder import LogRecorder
from referrals.signing import NoteBroken, SigningKeyUnusable

EVERY = 10.0
"""Seconds between two checkpoints, at least."""


class Signing:
    """Called as often as one likes; signs when the log has grown and the last checkpoint is old enough.

    What stands in the way is told once: nobody's work stops for it, and the self-check and the auditor find it too.
    """

    def __init__(
        self,
        checkpoints: Checkpoints,
        recorder: LogRecorder,
        key_file: Path,
        tell: Callable[[str], None],
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.checkpoints = checkpoints
        self.recorder = recorder
        self.key_file = key_file
        self.tell = tell
        self.every = every
        self.clock = clock
        self._due = clock()
        self._told = ""

    def __call__(self) -> None:
        """Sign, if it is time to."""
        if self.clock() < self._due:
            return
        self._due = self.clock() + self.every
        try:
            self._sign()
            self._told = ""
        except (CannotSign, SigningKeyUnusable, NoteBroken, OSError) as error:
            if str(error) != self._told:
                self.tell(f"lotse: the log is not signed: {error}")
            self._told = str(error)

    def _sign(self) -> None:
        new = not self.key_file.exists()
        signed = self.checkpoints.extend(self.recorder, self.key_file)
        if signed is not None and new:
            self.tell(f"A key to sign with was made: {self.key_file}. Back it up apart from the database.")
