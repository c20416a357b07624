"""Whoever changes a bundle on its way is found by verify.py, at the first bad position."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referrals.bundle.proving import leaf_hash
from referrals.bundle.verify import judge
from referrals.bundle.writing import Part
from referrals.signing import create_signer, load_signer
from tests.bundle.conftest import House
from tests.bundle.test_the_bundle_is_checked_with_nothing_but_python import grow
from tests.ledger.conftest import STREAMS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Lines = list[dict[str, Any]]
PREVIOUS = ["previous/000000000000000009.note", "previous/000000000000000009.proof"]


@pytest.fixture
def folder(house: House) -> Path:
    """The whole log of ten events, and the proof that the first nine were signed before."""
    house.sign()
    grow(house.log, 4)
    return house.bundle().folder


def written(lines: Lines) -> bytes:
    """Lines as they stand in events.jsonl."""
    return b"".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines)


def change(folder: Path, edit: Callable[[Lines], Lines], *, fit: bool = False) -> None:
    """Change the events; `fit` makes every leaf fit its event again."""
    path = folder / "events.jsonl"
    lines = edit([json.loads(line) for line in path.read_bytes().splitlines()])
    for line in lines if fit else ():
        line["leaf"] = leaf_hash(line).hex()
    path.write_bytes(written(lines))


def assert_found(folder: Path, first_bad: int | None, word: str, *kept: Path) -> None:
    """Tampered, at that place, for that reason."""
    verdict = judge(folder, list(kept))
    assert (verdict["intact"], verdict["first_bad"], verdict["checked"]) == (False, first_bad, 0)
    assert word in verdict["reason"]


def renumbered(lines: Lines) -> Lines:
    """Sequence numbers without a gap."""
    return [line | {"sequence": number} for number, line in enumerate(lines)]


def edited(lines: Lines) -> Lines:
    """Event 4 says something else."""
    lines[4]["state"] = '{"step":99}'
    return lines


@pytest.mark.parametrize(
    ("edit", "first_bad", "word"),
    [
        (edited, 4, "nicht das aufgezeichnete"),
        (lambda lines: lines[:4] + lines[5:], 4, "steht Ereignis 5"),
        (lambda lines: lines[:-1], 9, "Unterschrieben sind 10"),
        (lambda lines: [], 0, "Unterschrieben sind 10"),
        (lambda lines: [*lines, lines[-1] | {"sequence": 10}], 10, "nicht das aufgezeichnete"),
        (lambda lines: [*lines, lines[-1]], 10, "steht Ereignis 9"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], 3, "steht Ereignis 4"),
        (lambda lines: [line | {"leaf": lines[0]["leaf"]} for line in lines], 1, "nicht das aufgezeichnete"),
        (lambda lines: [line | {"more": 1} for line in lines], 0, "kein Ereignis"),
        (lambda lines: [line | {"sequence": float(line["sequence"])} for line in lines], 0, "kein Ereignis"),
        (lambda lines: [line | {"state": None} for line in lines], 0, "kein Ereignis"),
    ],
    ids=[
        "edited",
        "one gone",
        "the last gone",
        "all gone",
        "one more",
        "the last twice",
        "swapped",
        "another leaf",
        "a field more",
        "a number of another kind",
        "no text",
    ],
)
def test_changed_events_are_found(folder: Path, edit: Callable[[Lines], Lines], first_bad: int, word: str) -> None:
    change(folder, edit)
    assert_found(folder, first_bad, word)


def test_bytes_moved_between_topic_and_state_are_found(house: House) -> None:
    """They give the same leaf data, so only the rule that a topic is one line finds them."""
    grow(house.log, 4, b'{"step":\n4}')
    folder = house.bundle().folder

    def move(lines: Lines) -> Lines:
        lines[9]["topic"], lines[9]["state"] = 'test.happened\n{"step":', "4}"
        return lines

    lines: Lines = [json.loads(line) for line in (folder / "events.jsonl").read_bytes().splitlines()]
    before = leaf_hash(lines[9])
    assert leaf_hash(move(lines)[9]) == before
    change(folder, move)
    assert_found(folder, 9, "nicht das aufgezeichnete")


@pytest.mark.parametrize(
    ("edit", "first_bad"),
    [
        (edited, 0),
        (lambda lines: [*lines[1:], lines[0]], 0),
        (lambda lines: [*lines[:9], lines[9] | {"state": "{ }"}], 9),
    ],
    ids=["edited", "moved", "edited behind the earlier checkpoint"],
)
def test_events_whose_leaves_were_made_to_fit_do_not_give_the_signed_root(
    folder: Path, edit: Callable[[Lines], Lines], first_bad: int
) -> None:
    """Then the place is the one behind the last signed root that fits."""
    change(folder, lambda lines: renumbered(edit(lines)), fit=True)
    assert_found(folder, first_bad, "Wurzel")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"sequence":0,', b'{"sequence":0, '),
        (b'{"sequence":0,', b'{"state":"what another reader sees","sequence":0,'),
        (b'{"sequence":0,', b'{"sequence":00,'),
        (b'{"sequence":0,', b'\xff{"sequence":0,'),
        (b'{"sequence":0,', b'\n{"sequence":0,'),
        (b'{"sequence":0,', b'{"sequence":false,'),
        (b'{"sequence":0,', b"[" * 100_000),
        (b'"topic":"', b'"topic":"\\ud800'),
    ],
)
def test_a_line_is_written_one_way_only(folder: Path, old: bytes, new: bytes) -> None:
    """Otherwise two programs could read two things in it."""
    path = folder / "events.jsonl"
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert_found(folder, 0, "kein Ereignis")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_changed_byte_passes(folder: Path, data: st.DataObject) -> None:
    """In events, checkpoint, key, proofs and description alike: never intact, never a traceback."""
    names = ["events.jsonl", "checkpoint.note", "verifier.key", "bundle.json", *PREVIOUS]
    path = folder / data.draw(st.sampled_from(names))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
    path.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
    try:
        assert judge(folder, [])["intact"] is not True or harmless(path.name, content, path.read_bytes())
    finally:
        path.write_bytes(content)


def harmless(name: str, before: bytes, after: bytes) -> bool:
    """White space is no content where the format does not count it."""
    return name in ("verifier.key", "bundle.json", PREVIOUS[1].split("/")[1]) and before.split() == after.split()


def test_a_checkpoint_with_another_size_or_root_is_not_signed(folder: Path) -> None:
    note = folder / "checkpoint.note"
    text = note.read_text("utf-8")
    for changed in (text.replace("\n10\n", "\n9\n"), text.replace(text.split("\n")[2], "A" * 43 + "=")):
        note.write_text(changed, "utf-8")
        assert_found(folder, None, "nicht mit dem Schlüssel")


def test_a_bundle_signed_with_another_key_is_found_by_a_kept_checkpoint(house: House, folder: Path) -> None:
    """Alone it is consistent: who trusts the key in the folder trusts whoever made the folder."""
    kept = house.kept("kept")
    name = load_signer(house.key).verifier.name
    create_signer(house.folder / "other")
    other = load_signer(house.folder / "other")
    forged = type(other)(name, b"\x01" * 32)
    shutil.rmtree(folder / "previous")
    text = (folder / "checkpoint.note").read_text("utf-8").split("\n\n")[0] + "\n"
    (folder / "checkpoint.note").write_text(forged.sign(text), "utf-8")
    assert_found(folder, None, "nicht mit dem Schlüssel")
    (folder / "verifier.key").write_text(f"{forged.verifier}\n")
    assert judge(folder, [])["intact"]
    assert_found(folder, None, "nicht mit dem Schlüssel", kept)


def test_a_proof_that_was_changed_is_found(folder: Path) -> None:
    """Today's checkpoint has to continue every earlier one."""
    proof = folder / PREVIOUS[1]
    lines = proof.read_text().splitlines()
    proof.write_text("\n".join(lines[::-1]))
    assert_found(folder, 0, "setzt")
    proof.unlink()
    assert judge(folder, [])["intact"] is None


def test_one_file_with_a_step_left_out_is_found(house: House) -> None:
    """Also one that was changed, or moved in from another file."""
    grow(house.log, 4)
    for number, (edit, first_bad) in enumerate(
        [
            (lambda lines: lines[:1] + lines[2:], 6),
            (lambda lines: lines[1:], 3),
            (lambda lines: [lines[0] | {"state": "{}"}, *lines[1:]], 0),
            (lambda lines: [lines[0] | {"sequence": 3}, *lines[1:]], 3),
            (lambda lines: [lines[0] | {"proof": lines[1]["proof"]}, *lines[1:]], 0),
            (lambda lines: [lines[0] | {"proof": [1, None]}, *lines[1:]], 0),
        ]
    ):
        folder = house.bundle(f"file{number}", Part(stream=STREAMS[0])).folder
        assert judge(folder, [])["intact"]
        change(folder, edit, fit=True)
        assert judge(folder, [])["first_bad"] == first_bad
        assert judge(folder, [])["intact"] is False
        change(folder, lambda lines: [])
        assert judge(folder, [])["intact"] is None


def test_forged_nodes_do_not_hide_what_came_before(house: House) -> None:
    """A bundle since a checkpoint starts from nodes that have to give its root."""
    before = house.sign()
    grow(house.log, 4)
    folder = house.bundle("news", Part(since=before)).folder
    assert judge(folder, [])["checked"] == 1
    about = json.loads((folder / "bundle.json").read_bytes())
    about["nodes"] = about["nodes"][::-1]
    (folder / "bundle.json").write_text(json.dumps(about))
    assert_found(folder, 0, "Wurzel")
    wrongs: list[dict[str, Any]] = [
        {"nodes": []},
        {"start": 8},
        {"start": "9"},
        {"start": -1},
        {"format": "lotse-bundle/2"},
    ]
    for wrong in wrongs:
        (folder / "bundle.json").write_text(json.dumps(about | wrong))
        assert judge(folder, [])["intact"] is not True


def test_an_event_behind_the_signed_ones_is_found(folder: Path) -> None:
    """Its leaf fits; nobody signed it."""
    change(folder, lambda lines: [*lines, lines[-1] | {"sequence": 10}], fit=True)
    assert_found(folder, 10, "steht Ereignis 10")


def test_nodes_that_do_not_fit_their_size_cannot_be_judged(house: House) -> None:
    """Also where no earlier checkpoint is left to compare them with."""
    before = house.sign()
    grow(house.log, 4)
    folder = house.bundle("news", Part(since=before)).folder
    shutil.rmtree(folder / "previous")
    about = json.loads((folder / "bundle.json").read_bytes())
    (folder / "bundle.json").write_text(json.dumps(about | {"nodes": []}))
    assert judge(folder, [])["intact"] is None


def test_a_file_that_does_not_begin_with_an_event_is_bad_from_its_first_line(house: House) -> None:
    folder = house.bundle("file", Part(stream=STREAMS[0])).folder
    (folder / "events.jsonl").write_bytes(b"nothing\n")
    assert_found(folder, 0, "steht kein Ereignis")


def test_a_line_that_is_no_event_is_bad_where_the_next_event_should_stand(house: House) -> None:
    folder = house.bundle().folder
    lines = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "events.jsonl").write_bytes(b"".join([*lines[:3], b"nothing\n", *lines[4:]]))
    assert_found(folder, 3, "steht kein Ereignis")


def test_a_kept_checkpoint_at_the_beginning_of_a_bundle_is_proven_by_its_nodes(house: House) -> None:
    """Also where the bundle does not bring it along itself."""
    before = house.sign()
    kept = house.kept("kept")
    grow(house.log, 4)
    folder = house.bundle("news", Part(since=before)).folder
    for brought in (folder / "previous").iterdir():
        brought.unlink()
    assert judge(folder, [kept])["intact"] is True
