"""A log with a history, its checkpoints, and the bundles made of it."""

from pathlib import Path

import pytest

from referrals.bundle.writing import Bundle, Part, write_bundle
from referrals.checkpoint import Checkpoints, Signed
from referrals.log.application import Log
from tests.ledger.conftest import intruder, log
from tests.ledger.test_verify import KNOWN

__all__ = ["House", "house", "intruder", "log"]


class House:
    """Who signs the log and hands bundles out."""

    def __init__(self, log: Log, folder: Path) -> None:
        self.log = log
        self.folder = folder
        self.checkpoints = Checkpoints(folder / "checkpoints")
        self.key = folder / "key"

    def sign(self) -> Signed:
        """A checkpoint over the log as it stands now."""
        return self.checkpoints.sign(self.log.recorder, self.key, topics=KNOWN)

    def kept(self, name: str) -> Path:
        """A checkpoint that somebody outside keeps."""
        path = self.folder / f"{name}.note"
        path.write_text(self.sign().note, encoding="utf-8")
        return path

    def bundle(self, name: str = "bundle", part: Part | None = None) -> Bundle:
        """A bundle of the log as it stands now."""
        now = self.sign()
        return write_bundle(self.log.recorder, now, self.checkpoints, self.folder / name, part or Part())


@pytest.fixture
def house(log: Log, tmp_path: Path) -> House:
    """Nine events in three streams, nothing signed yet."""
    return House(log, tmp_path)
