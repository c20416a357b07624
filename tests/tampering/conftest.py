"""A house that signs, an auditor who keeps a checkpoint outside, and an attacker who may write every table."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.erasure_events import (
    ErasureApproved,
    ErasureBegun,
    ErasureCertified,
    ErasureGround,
    ErasureKeysDestroyed,
    ErasureRequested,
)
from referrals.event import Event, head
from referrals.ledger import leaf_data, leaf_hash
from referrals.log.application import Log
from tests.cast import MONDAY, on
from tests.commands import Lotse, bare, done
from tests.ledger.conftest import STREAMS, Intruder, intruder, sealed, state_of

__all__ = ["Scene", "bare", "intruder", "log", "scene"]

TOPIC = "referral.note_taken"


class Verdict(NamedTuple):
    """What a check said."""

    status: int
    first_bad: int | None
    reason: str


@pytest.fixture
def log(store_url: Any) -> Iterator[Log]:
    """Nine events at positions 1 to 9: version 1 of three streams, then version 2, then version 3."""
    opened = Log.open(store_url("events"), create=True)
    for version in (1, 2, 3):
        for stream in range(3):
            event = StoredEvent(STREAMS[stream], version, TOPIC, state_of(stream, version))
            opened.recorder.insert_events([event], blobs=[sealed(stream, version)])
    yield opened
    opened.close()


class Scene:
    """Everybody who takes part."""

    def __init__(self, log: Log, lotse: Lotse, intruder: Intruder, data_folder: Path, outside: Path) -> None:
        self.log = log
        self.lotse = lotse
        self.intruder = intruder
        self.data_folder = data_folder
        self.outside = outside
        self.note = outside / "kept.note"

    def audit(self) -> Verdict:
        """`./lotse audit verify`."""
        result = self.lotse("audit", "verify", "--json")
        told = json.loads(result.stdout)
        return Verdict(result.exit_code, told["first_bad"], told["reason"] or "")

    def hands_nothing_out(self) -> bool:
        """Whether the house refuses to make a bundle of the log as it is."""
        result = self.lotse("audit", "bundle", self.outside / "refused")
        return result.exit_code == 1 and not (self.outside / "refused").exists()

    def keep(self) -> None:
        """The auditor keeps a checkpoint outside; the house keeps its own."""
        done(self.lotse("audit", "checkpoint", "--out", self.note))

    def bundle(self, name: str = "bundle") -> Path:
        """The house, or whoever has taken it over, hands a bundle out."""
        done(self.lotse("audit", "bundle", self.outside / name))
        return self.outside / name

    def check(self, folder: Path, *kept: Path) -> Verdict:
        """The bundle's own program, in a process that knows nothing of Lotse."""
        previous = [part for note in kept for part in ("--previous", note)]
        command = [sys.executable, "-I", folder / "verify.py", folder, "--json", *previous]
        result = subprocess.run(command, capture_output=True, cwd="/", env={}, check=False)
        told = json.loads(result.stdout)
        return Verdict(result.returncode, told["first_bad"], told["reason"] or "")

    def forget_checkpoints(self) -> None:
        """The attacker wipes what the house kept itself."""
        shutil.rmtree(self.data_folder / "checkpoints", ignore_errors=True)

    def edit_row(self, position: int = 5) -> None:
        """An event says something else, and still speaks of its sealed value."""
        version, stream = divmod(position - 1, 3)
        state = state_of(stream, version + 1).replace(f'"step":{version + 1}'.encode(), b'"step":99')
        self.intruder("UPDATE events SET state = ? WHERE position = ?", values=(state, position))

    def fit_leaves(self) -> None:
        """The attacker knows the format: every leaf fits its event again, without a gap."""
        rows = self.log.recorder.walk(0, 99)
        self.intruder("DELETE FROM leaves")
        for sequence, row in enumerate(rows):
            stream, version = row.originator_id, row.originator_version
            leaf = leaf_hash(leaf_data(sequence, stream, version, row.topic, row.state))
            self.intruder("INSERT INTO leaves VALUES (?, ?, ?, ?)", values=(sequence, stream, version, leaf))

    def cut_tail(self, position: int = 7) -> None:
        """Everything behind a position goes, and nothing speaks of it any more."""
        self.intruder(f"DELETE FROM events WHERE position > {position}")
        self.intruder(f"DELETE FROM leaves WHERE sequence >= {position}")
        for number in range(position, 9):
            self.intruder("DELETE FROM sealed WHERE id = ?", values=(sealed(number % 3, number // 3 + 1).id,))
        if "sqlite" in type(self.log.recorder).__module__:
            self.intruder(f"UPDATE sqlite_sequence SET seq = {position} WHERE name = 'events'")

    def owner(self, stream: int = 1) -> UUID:
        """Under whose id the values of a stream are sealed."""
        return STREAMS[stream]

    def forget(self, stream: int = 1, *, since: int = 0, until: int = 5, blobs_gone: bool = True) -> None:
        """The values sealed for a stream are erased as the house does it, up to a step: 4 keys, 5 certificate."""
        owner, erasure = STREAMS[stream], UUID(int=77)
        steps: list[tuple[type[Event], dict[str, Any]]] = [
            (ErasureRequested, {"person_id": owner, "ground": ErasureGround.OBJECTION}),
            (ErasureApproved, {"due_on": MONDAY}),
            (ErasureBegun, {"owners": (owner,), "keys": 1}),
            (ErasureKeysDestroyed, {"owners": (owner,), "keys": 1, "blobs": 3}),
            (ErasureCertified, {"keys": 1, "blobs": 3, "kek_id": "ab" * 16}),
        ]
        for version, (event, fields) in list(enumerate(steps[:until]))[since:]:
            told = event(**head(erasure, version, on(0)), **fields)
            self.log.record(told, command_id=UUID(int=1000 + version))
        if blobs_gone:
            self.log.recorder.delete_blobs([owner])


@pytest.fixture
def scene(log: Log, bare: Lotse, intruder: Intruder, data_folder: Path, tmp_path: Path) -> Scene:
    """Before the attack."""
    outside = tmp_path / "outside"
    outside.mkdir()
    return Scene(log, bare, intruder, data_folder, outside)
