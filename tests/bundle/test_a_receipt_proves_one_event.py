"""A receipt: one event, its proof and the checkpoint in one small file, checked by the same program."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from referrals.bundle.program import program
from referrals.bundle.verify import judge
from referrals.receipt import NoReceipt, receipt, write_receipt
from tests.bundle.conftest import House
from tests.bundle.test_keys_are_handed_over import Rotating
from tests.bundle.test_the_bundle_is_checked_with_nothing_but_python import grow
from tests.commands import Lotse, anna, bare, done, lotse, refused

__all__ = ["anna", "bare", "lotse"]

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def database_url() -> None:
    """One database is enough: what is told apart here lies in files."""


def given(house: House, position: int = 5) -> Path:
    """The receipt for an event."""
    path = house.folder / "receipt.json"
    write_receipt(path, receipt(house.log.recorder, position, house.sign(), house.checkpoints))
    return path


def test_a_receipt_proves_its_event(house: House) -> None:
    """For every event, and with the checkpoint that somebody keeps."""
    for position in range(1, 10):
        told = judge(given(house, position), [house.kept("kept")])
        assert (told["intact"], told["size"], told["checked"]) == (True, 9, 1)


def test_a_receipt_proves_an_event_with_letters_of_any_language(house: House) -> None:
    grow(house.log, 4, '{"step":"Gül ஆம் 🌻"}'.encode())
    assert judge(given(house, 10), [])["intact"] is True


def test_a_receipt_of_a_house_with_a_new_key(house: House) -> None:
    rotating = Rotating(house.log, house.folder)
    kept = rotating.kept("before")
    rotating.rotate()
    path = given(rotating)
    assert judge(path, [])["intact"] is True
    assert judge(path, [kept])["reason"] == "Die Quittung gilt für 10 Ereignisse; Ihr Prüfpunkt zählt 9."
    told = json.loads(path.read_text())
    assert judge(changed(path, told, lambda each: each["handovers"].clear()), [])["intact"] is True
    grow(house.log, 4)
    path = given(rotating)
    told = json.loads(path.read_text())
    assert judge(changed(path, told, lambda each: each["handovers"].clear()), [])["intact"] is False


def changed(path: Path, told: dict[str, Any], change: Change) -> Path:
    """A receipt that somebody has worked on."""
    change(told)
    path.write_text(json.dumps(told))
    return path


FORGED: list[tuple[str, Change]] = [
    ("nicht das aufgezeichnete", lambda told: told["event"].update(state='{"step":99}')),
    ("nicht das aufgezeichnete", lambda told: told["event"].update(sequence=5)),
    ("nicht das aufgezeichnete", lambda told: told["event"].update(leaf="00" * 32)),
    ("gehört nicht zum", lambda told: told["proof"].reverse()),
    ("gehört nicht zum", lambda told: told["proof"].pop()),
    ("nicht mit dem Schlüssel", lambda told: told.update(checkpoint=told["checkpoint"].replace("\n9\n", "\n8\n"))),
    ("kein Ereignis", lambda told: told["event"].update(more=1)),
]


@pytest.mark.parametrize(("reason", "change"), FORGED, ids=map(str, range(len(FORGED))))
def test_a_forged_receipt_is_found(house: House, reason: str, change: Change) -> None:
    path = given(house)
    told = judge(changed(path, json.loads(path.read_text()), change), [])
    assert (told["intact"], reason in told["reason"]) == (False, True), told["reason"]
    if reason == "kein Ereignis":
        assert told["first_bad"] == 0


UNREADABLE: list[Change] = [
    lambda told: told.update(format="lotse-receipt/2"),
    lambda told: told.pop("event"),
    lambda told: told.update(proof=None),
    lambda told: told.update(verifiers=[]),
    lambda told: told.update(checkpoint="no note"),
]


@pytest.mark.parametrize("change", UNREADABLE, ids=map(str, range(len(UNREADABLE))))
def test_what_is_no_receipt_cannot_be_judged(house: House, change: Change) -> None:
    path = given(house)
    assert judge(changed(path, json.loads(path.read_text()), change), [])["intact"] is None
    path.write_text("[")
    assert judge(path, [])["intact"] is None


def test_a_receipt_of_a_fork_is_found_by_whoever_keeps_a_checkpoint(house: House, tmp_path: Path) -> None:
    """The same number of events, another root, signed by the same key."""
    path, kept = given(house), tmp_path / "kept.note"
    signer = house.checkpoints.signer(house.key)
    text = f"{signer.verifier.name}\n9\n{'A' * 43}=\n"
    kept.write_text(signer.sign(text))
    told = judge(path, [kept])
    assert ("eine andere Wurzel" in told["reason"], told["first_bad"]) == (True, 0)


def test_there_is_no_receipt_for_what_is_not_there(house: House) -> None:
    with pytest.raises(NoReceipt, match="no event 99"):
        receipt(house.log.recorder, 99, house.sign(), house.checkpoints)


def test_the_command_writes_it_and_the_program_checks_it(lotse: Lotse, anna: str, tmp_path: Path) -> None:
    """With nothing but Python."""
    path = tmp_path / "receipt.json"
    (tmp_path / "verify.py").write_text(program(), encoding="utf-8")
    assert str(path) in done(lotse("audit", "receipt", "1", path))
    assert "no event 7" in refused(lotse("audit", "receipt", "7", path))
    told = subprocess.run([sys.executable, "-I", tmp_path / "verify.py", path], capture_output=True, check=False)
    assert (told.returncode, told.stdout[:10]) == (0, b"UNVERSEHRT")
