"""`audit checkpoint` and `audit bundle`: what leaves the house, and when it does not."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from referrals.checkpoint import Checkpoint
from referrals.signing import Verifier
from tests.cli.test_the_audit_tells_by_its_exit_status import tamper
from tests.commands import Lotse, add, as_json, done, refused


def check(folder: Path, *options: str | Path) -> int:
    """The exit status of the bundle's own program."""
    command = [sys.executable, "-I", folder / "verify.py", folder, *options]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_checkpoint_is_a_signed_note(lotse: Lotse, anna: str) -> None:
    """Printed as it is, and the same again while nothing happens."""
    note = done(lotse("audit", "checkpoint"))
    told = as_json(lotse("audit", "checkpoint", "--json"))
    assert told["note"] == note
    checkpoint = Checkpoint.parse(Verifier.parse(told["verifier"]).text_of(note))
    assert (told["origin"], told["size"], told["root"]) == (checkpoint.origin, 1, checkpoint.root.hex())
    assert as_json(lotse("audit", "verify", "--json"))["root"] == told["root"]


def test_the_first_checkpoint_makes_the_key_and_says_so(lotse: Lotse, data_folder: Path, anna: str) -> None:
    first = lotse("audit", "checkpoint")
    key = data_folder / "signing-key"
    assert f"{key}. Back it up apart from the database" in first.stderr
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "Back it up" not in lotse("audit", "checkpoint").stderr


def test_the_key_can_lie_elsewhere(
    lotse: Lotse, data_folder: Path, anna: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_SIGNING_KEY_FILE", str(tmp_path / "stick" / "key"))
    done(lotse("audit", "checkpoint"))
    assert (tmp_path / "stick" / "key").is_file()
    assert not (data_folder / "signing-key").exists()


def test_a_checkpoint_can_go_to_a_file(lotse: Lotse, anna: str, tmp_path: Path) -> None:
    path = tmp_path / "today.note"
    assert f"over 1 events was written to {path}" in done(lotse("audit", "checkpoint", "--out", path))
    assert path.read_text("utf-8") == done(lotse("audit", "checkpoint"))


def test_an_empty_log_is_not_signed(lotse: Lotse, data_folder: Path) -> None:
    assert "nothing to sign yet" in refused(lotse("audit", "checkpoint"))
    assert not (data_folder / "signing-key").exists()


def test_a_tampered_log_is_neither_signed_nor_handed_out(
    lotse: Lotse, data_folder: Path, database_url: str | None, anna: str, tmp_path: Path
) -> None:
    tamper(data_folder, database_url, "UPDATE events SET topic = 'staff.roles_changed' WHERE position = 1")
    for arguments in (("checkpoint",), ("bundle", tmp_path / "bundle")):
        result = lotse("audit", *arguments)
        assert result.exit_code == 1
        assert "TAMPERED" in result.stdout
        assert "First bad position: 1" in result.stdout
    assert not (tmp_path / "bundle").exists()


def test_a_lost_key_is_one_sentence_with_its_cure(lotse: Lotse, data_folder: Path, anna: str) -> None:
    done(lotse("audit", "checkpoint"))
    (data_folder / "signing-key").unlink()
    assert "Put it back from your backup" in refused(lotse("audit", "checkpoint"))
    done(lotse("audit", "verify"))


def test_a_broken_folder_of_checkpoints_cannot_be_judged(lotse: Lotse, data_folder: Path, anna: str) -> None:
    """Otherwise a rewritten log would be intact again as soon as the folder is spoilt."""
    done(lotse("audit", "checkpoint"))
    (data_folder / "checkpoints" / "verifier.key").write_text("no key")
    told = lotse("audit", "verify", "--json")
    assert (told.exit_code, json.loads(told.stdout)["intact"]) == (2, None)
    assert "verifier.key" in json.loads(told.stdout)["reason"]


def test_a_bundle_checks_itself(lotse: Lotse, anna: str, tmp_path: Path) -> None:
    """The whole log, then what came since, then one stream of it."""
    done(lotse("audit", "checkpoint", "--out", tmp_path / "kept.note"))
    add(lotse, "ben", "Mitte", "case_manager")
    whole, news, file = tmp_path / "whole", tmp_path / "news", tmp_path / "file"
    told = as_json(lotse("audit", "bundle", whole, "--json"))
    assert (told["folder"], told["events"], told["size"]) == (str(whole), 2, 2)
    assert as_json(lotse("audit", "bundle", news, "--since", tmp_path / "kept.note", "--json"))["events"] == 1
    assert f"1 of 2 events lie in {file}" in done(lotse("audit", "bundle", file, "--referral", anna))
    for folder in (whole, news, file):
        assert check(folder) == check(folder, "--previous", tmp_path / "kept.note") == 0


def test_a_bundle_says_what_it_was_asked_wrongly(lotse: Lotse, anna: str, tmp_path: Path) -> None:
    note = tmp_path / "kept.note"
    note.write_text("no note")
    assert "no checkpoint of this log" in refused(lotse("audit", "bundle", tmp_path / "a", "--since", note))
    done(lotse("audit", "checkpoint"))
    assert "no checkpoint of this log" in refused(lotse("audit", "bundle", tmp_path / "a", "--since", note))
    both = lotse("audit", "bundle", tmp_path / "a", "--since", note, "--referral", anna)
    assert "not both" in refused(both)
    nobody = "00000000-0000-4000-8000-000000000099"
    assert "knows no referral" in refused(lotse("audit", "bundle", tmp_path / "a", "--referral", nobody))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").write_text("mine")
    assert "not empty" in refused(lotse("audit", "bundle", tmp_path / "a"))
    assert "missing.note" in refused(lotse("audit", "bundle", tmp_path / "b", "--since", tmp_path / "missing.note"))
