"""What the house hands out is judged by verify.py alone, on every Python from 3.9 on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from jsonschema import Draft202012Validator

from referrals.bundle.program import program
from referrals.bundle.verify import judge
from referrals.bundle.writing import LINES, CannotBundle, Part, state_schema, write_bundle
from referrals.checkpoint import Signed
from referrals.event import TOPICS
from referrals.log.application import Log
from tests.bundle.conftest import House
from tests.ledger.conftest import STREAMS, Intruder

GOLDEN = Path(__file__).parents[1] / "golden/events.jsonl"
PYTHONS = [f"3.{minor}" for minor in range(9, 14)]


def grow(log: Log, version: int, state: bytes = b"{}") -> None:
    """One more event of the first stream."""
    log.recorder.insert_events([StoredEvent(STREAMS[0], version, "test.happened", state)])


def interpreter(version: str) -> str:
    """A Python of that version on this machine; the test is skipped where there is none."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for found in [*sorted(kept.glob(f"{version}.*/bin/python3")), shutil.which(f"python{version}")]:
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return str(found)
    pytest.skip(f"no Python {version} on this machine")


def run(python: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """verify.py as an auditor starts it, with nothing of ours in reach."""
    folder = next(Path(argument) for argument in arguments)
    command = [python, "-I", folder / "verify.py", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd="/", env={}, check=False)


def test_the_whole_log_is_intact(house: House) -> None:
    """Every leaf is recomputed; the size and root are the signed ones."""
    written = house.bundle()
    now = house.sign().checkpoint
    assert judge(written.folder, []) == {
        "intact": True,
        "size": 9,
        "root": now.root.hex(),
        "checked": 9,
        "first_bad": None,
        "reason": None,
    }
    assert written.events == 9


def test_the_folder_holds_what_its_page_says(house: House) -> None:
    """LIESMICH.txt names each part, and each part is there."""
    house.kept("before")
    grow(house.log, 4)
    folder = house.bundle().folder
    page = (folder / "LIESMICH.txt").read_text("utf-8")
    for path in folder.iterdir():
        assert path.name + ("/" if path.is_dir() else "") in page or path.name == "LIESMICH.txt"
    assert "Das ganze Protokoll: 10 Ereignisse." in page
    assert "{" not in page
    assert (folder / "verify.py").read_text("utf-8") == program()
    assert (folder.stat().st_mode & 0o077, len(list((folder / "previous").iterdir()))) == (0, 2)


def test_every_event_stands_there_byte_for_byte(house: House) -> None:
    """Whatever letters are in its state."""
    grow(house.log, 4, '{"a":"ü \\" \\u2028 \u2028 \x7f 😀 \\n"}'.encode())
    folder = house.bundle().folder
    told = [json.loads(line) for line in (folder / "events.jsonl").read_bytes().splitlines()]
    rows = house.log.recorder.walk(0, 99)
    assert [event["state"].encode() for event in told] == [row.state for row in rows]
    assert [event["sequence"] for event in told] == list(range(10))
    assert judge(folder, [])["intact"]


def test_letters_are_written_in_the_one_way_that_verify_py_reads() -> None:
    """The writer is another one than the one in Python's library, with which verify.py writes a line again."""
    letters = [chr(each) for each in range(0x11000) if not 0xD800 <= each < 0xE000]
    assert [each for each in letters if LINES.encode(each).decode() != json.dumps(each, ensure_ascii=False)] == []


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_python_judges_alike(house: House, version: str) -> None:
    """Exit 0 and 1 and 2, told to people and to programs."""
    python = interpreter(version)
    kept = house.kept("kept")
    folder = house.bundle().folder
    told = run(python, folder, "--previous", kept)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("UNVERSEHRT: 9 Ereignisse geprüft")
    assert json.loads(run(python, folder, "--json").stdout) == judge(folder, [])
    missing = run(python, folder, "--previous", folder / "missing.note")
    assert (missing.returncode, missing.stdout[:18]) == (2, "NICHT BEURTEILBAR:")
    events = folder / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b'step\\":2', b'step\\":7', 1))
    found = run(python, folder)
    assert (found.returncode, found.stdout) == (
        1,
        "VERÄNDERT: Ereignis 3 ist nicht das aufgezeichnete. Erste falsche Stelle: 3.\n",
    )


def test_what_came_since_a_checkpoint_is_judged_alone(house: House) -> None:
    """The kept nodes lead from the old root to the new one."""
    before = house.sign()
    kept = house.kept("kept")
    for version in (4, 5, 6):
        grow(house.log, version)
    written = house.bundle("news", Part(since=before))
    assert written.events == 3
    verdict = judge(written.folder, [kept])
    assert (verdict["intact"], verdict["size"], verdict["checked"]) == (True, 12, 3)
    assert "Die 3 Ereignisse" in (written.folder / "LIESMICH.txt").read_text("utf-8")


def test_nothing_new_is_a_bundle_too(house: House) -> None:
    before = house.sign()
    folder = house.bundle("news", Part(since=before)).folder
    assert judge(folder, [house.kept("kept")])["checked"] == 0


def test_one_file_is_judged_by_proofs(house: House) -> None:
    """Each of its steps belongs to the signed tree; an earlier checkpoint is continued."""
    kept = house.kept("kept")
    grow(house.log, 4)
    written = house.bundle("file", Part(stream=STREAMS[0]))
    assert written.events == 4
    verdict = judge(written.folder, [kept])
    assert (verdict["intact"], verdict["size"], verdict["checked"]) == (True, 10, 4)
    assert str(STREAMS[0]) in (written.folder / "LIESMICH.txt").read_text("utf-8")


def test_an_unknown_file_makes_no_bundle(house: House) -> None:
    with pytest.raises(CannotBundle, match="knows no referral"):
        house.bundle("file", Part(stream=UUID(int=99)))
    assert not (house.folder / "file").exists()
    assert list(house.folder.glob(".file*")) == []


def test_leaves_that_lead_to_another_root_make_no_bundle(house: House, intruder: Intruder) -> None:
    """Neither of the whole log, nor of what came since, nor of one file."""
    before = house.sign()
    grow(house.log, 4)
    signed = house.sign()
    intruder("UPDATE leaves SET hash = ? WHERE sequence = 3", values=(bytes(32),))
    for part in (Part(), Part(since=before), Part(stream=STREAMS[0])):
        with pytest.raises(CannotBundle, match="not the one that was signed"):
            write_bundle(house.log.recorder, signed, house.checkpoints, house.folder / "bundle", part)
        assert list(house.folder.glob("*bundle*")) == []


def test_a_folder_in_use_is_left_alone(house: House) -> None:
    mine = house.folder / "bundle" / "mine"
    mine.parent.mkdir()
    house.bundle("empty").folder.rename(house.folder / "made")
    mine.write_text("mine")
    with pytest.raises(CannotBundle, match="not empty"):
        house.bundle()
    assert [path.name for path in mine.parent.iterdir()] == ["mine"]


def test_a_checkpoint_between_two_bundles_needs_a_proof(house: House) -> None:
    """Without one nobody can judge: a file tells nothing about a size it carries no proof for."""
    outside = house.kept("kept")
    for path in house.checkpoints.folder.glob("*.note"):
        path.unlink()
    grow(house.log, 4)
    verdict = judge(house.bundle("file", Part(stream=STREAMS[0])).folder, [outside])
    assert (verdict["intact"], "keinen Beweis" in verdict["reason"]) == (None, True)
    assert judge(house.bundle("whole").folder, [outside])["intact"]


def test_pages_make_no_difference(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are read page by page, also from the middle."""
    before: Signed = house.sign()
    for version in range(4, 9):
        grow(house.log, version)
    whole = (house.bundle("whole").folder / "events.jsonl").read_bytes()
    news = (house.bundle("news", Part(since=before)).folder / "events.jsonl").read_bytes()
    monkeypatch.setattr("referrals.bundle.writing.PAGE", 2)
    assert (house.bundle("whole2").folder / "events.jsonl").read_bytes() == whole
    assert (house.bundle("news2", Part(since=before)).folder / "events.jsonl").read_bytes() == news
    assert whole.endswith(news)


def test_every_event_fits_its_schema() -> None:
    """The golden events, one of each topic."""
    golden = [json.loads(line) for line in GOLDEN.read_text().splitlines()]
    told = {event["topic"] for event in golden}
    assert told >= {name for name in TOPICS if not name.startswith("test.")}
    for event in golden:
        schema = state_schema(TOPICS[event["topic"]])
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(json.loads(event["state"]))
        assert "originator_id" not in schema["$defs"][TOPICS[event["topic"]].__name__]["properties"]
