"""The process that follows the log signs what came since the last checkpoint, and nothing that does not extend it."""

import stat
from contextlib import closing
from pathlib import Path

import pytest

from referrals.checkpoint import FRONTIER, NEWEST, CannotSign, Checkpoints, Signed
from referrals.growth import grow as grow_tree
from referrals.ledger import Frontier
from referrals.log.application import Log
from referrals.log.recorder import LogRecorder
from referrals.restoring import accept, unlike
from referrals.signing_along import Signing
from tests.cast import moment
from tests.ledger.conftest import STREAMS, Intruder
from tests.ledger.test_checkpoint import checkpoints, grow, signed
from tests.ledger.test_verify import KNOWN, OTHER_STATE, judged, write_leaf

__all__ = ["checkpoints"]


def along(checkpoints: Checkpoints, log: Log) -> Signed | None:
    """A checkpoint over what came."""
    return checkpoints.extend(log.recorder, checkpoints.folder.parent / "key")


def test_it_is_the_checkpoint_that_a_whole_look_would_give(checkpoints: Checkpoints, log: Log) -> None:
    assert along(checkpoints, log) is not None
    assert along(checkpoints, log) is None
    for version in (4, 5, 6):
        grow(log, version)
        told = along(checkpoints, log)
        assert told is not None
        assert (told.checkpoint.size, told.checkpoint.root.hex()) == (6 + version, judged(log).root)
    assert signed(checkpoints, log).checkpoint.size == 12
    assert [path.name for path in sorted(checkpoints.folder.glob("*.note"))] == [f"{12:018}.note", NEWEST]


def test_only_what_came_is_read(checkpoints: Checkpoints, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a start anew: the complete subtrees lie beside the note, and are believed when they give its root."""
    along(checkpoints, log)
    grow(log, 4)
    read: list[int] = []
    leaves = type(log.recorder).leaves

    def noted(recorder: LogRecorder, first: int, limit: int) -> object:
        read.append(first)
        return leaves(recorder, first, limit)

    monkeypatch.setattr(type(log.recorder), "leaves", noted)
    along(Checkpoints(checkpoints.folder), log)
    assert read == [9]


def test_the_running_note_stands_at_its_place_among_those_that_left(checkpoints: Checkpoints, log: Log) -> None:
    along(checkpoints, log)
    grow(log, 4)
    signed(checkpoints, log)
    assert [kept.size for kept in checkpoints.kept()] == [9, 10]


@pytest.mark.parametrize("spoilt", ["", "9\n", "9\nAAAA\nAAAA\n", "8\n", "no number\n", None])
def test_subtrees_that_do_not_give_the_signed_root_are_not_believed(
    checkpoints: Checkpoints, log: Log, spoilt: str | None
) -> None:
    """The tree is built from the events again."""
    along(checkpoints, log)
    path = checkpoints.folder / FRONTIER
    path.unlink() if spoilt is None else path.write_text(spoilt)
    grow(log, 4)
    told = along(checkpoints, log)
    assert told is not None
    assert told.checkpoint.root.hex() == judged(log).root


def test_a_log_that_ends_before_the_last_checkpoint_is_not_signed(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    along(checkpoints, log)
    intruder("DELETE FROM events WHERE position = 9", "DELETE FROM leaves WHERE sequence = 8")
    with pytest.raises(CannotSign, match="had 9 events when its root was kept; now 8") as refused:
        along(checkpoints, log)
    assert refused.value.verdict.exit_code == 1


def test_an_event_that_is_not_the_recorded_one_is_not_signed(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    along(checkpoints, log)
    grow(log, 4)
    intruder("UPDATE events SET state = ? WHERE position = 10", values=(OTHER_STATE,))
    with pytest.raises(CannotSign, match="position 10 is not the one") as refused:
        along(checkpoints, log)
    assert (refused.value.verdict.exit_code, refused.value.verdict.first_bad) == (1, 10)
    intruder("DELETE FROM events WHERE position = 10")
    with pytest.raises(CannotSign, match="speaks of an event that is gone"):
        along(checkpoints, log)
    intruder("DELETE FROM leaves WHERE sequence = 9")
    intruder("INSERT INTO leaves VALUES (?, ?, ?, ?)", values=(10, STREAMS[0], 4, b"\0" * 32))
    with pytest.raises(CannotSign):
        along(checkpoints, log)


def test_a_rewritten_beginning_is_found_when_the_subtrees_are_lost(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    """Signing along does not look back; whoever verifies does, and so does a fresh start."""
    along(checkpoints, log)
    intruder("UPDATE events SET state = ? WHERE position = 5", values=(OTHER_STATE,))
    write_leaf(intruder, 4, STREAMS[1], 2, OTHER_STATE)
    grow(log, 4)
    (checkpoints.folder / FRONTIER).unlink()
    with pytest.raises(CannotSign, match="first 9 events do not give the root") as refused:
        along(checkpoints, log)
    assert refused.value.verdict.exit_code == 1
    assert [each.checkpoint.size for each in unlike(checkpoints, log.recorder)] == [9]


def test_it_signs_in_intervals_and_says_once_what_stands_in_the_way(
    checkpoints: Checkpoints, log: Log, tmp_path: Path, intruder: Intruder
) -> None:
    now, told = [0.0], list[str]()
    sign = Signing(checkpoints, log.recorder, tmp_path / "key", told.append, every=10, clock=lambda: now[0])
    sign()
    assert "A key to sign with was made" in told.pop()
    grow(log, 4)
    sign()
    assert [kept.size for kept in checkpoints.kept()] == [9]
    now[0] = 10
    sign()
    assert [kept.size for kept in checkpoints.kept()] == [10]
    intruder("DELETE FROM events WHERE position = 10", "DELETE FROM leaves WHERE sequence = 9")
    for moment_later in (20, 30, 40):
        now[0] = moment_later
        sign()
    assert len(told) == 1
    assert "the log is not signed: The log had 10 events" in told[0]


def test_a_log_that_goes_on_from_an_older_state_says_so_itself(
    checkpoints: Checkpoints, log: Log, intruder: Intruder
) -> None:
    """Nothing before is lost from sight: what was signed over the lost events is set aside."""
    first = signed(checkpoints, log)
    grow(log, 4)
    along(checkpoints, log)
    assert accept(checkpoints, log, moment(3), topics=KNOWN) is None
    intruder("DELETE FROM events WHERE position = 10", "DELETE FROM leaves WHERE sequence = 9")
    if "sqlite" in type(log.recorder).__module__:
        intruder("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'events'")
    assert accept(checkpoints, log, moment(3), topics=KNOWN) == (9, 10)
    assert list(checkpoints.all()) == [first]
    told = log.read(9, 5)[-1]
    assert told.topic == "log.restored"
    assert [path.name[:18] for path in (checkpoints.folder / "set-aside").iterdir()] == [f"{10:018}"]
    again = along(checkpoints, log)
    assert again is not None
    assert again.checkpoint.size == 10


def test_a_tree_grows_page_by_page_and_no_further_than_asked(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two leaves; the log is longer than what is asked."""
    monkeypatch.setattr("referrals.growth.PAGE", 2)
    tree, same = Frontier(), Frontier()
    assert grow_tree(log.recorder, tree, 7) is None
    for leaf in log.recorder.leaves(0, 7):
        same.add(leaf.hash)
    assert (tree.size, tree.root()) == (7, same.root())
    assert grow_tree(log.recorder, tree, 9) is None
    assert tree.size == 9


@pytest.mark.parametrize(("gone", "where"), [(7, 8), (9, 9)])
def test_where_an_event_is_gone_the_place_is_named(log: Log, intruder: Intruder, gone: int, where: int) -> None:
    """The next one stands there, or none."""
    intruder(f"DELETE FROM events WHERE position = {gone}")
    fault = grow_tree(log.recorder, Frontier(), 9)
    assert fault is not None
    assert (fault.position, "do not stand in the order" in fault.reason) == (where, True)


def test_a_ledger_that_ends_too_early_is_said(log: Log) -> None:
    fault = grow_tree(log.recorder, Frontier(), 12)
    assert fault is not None
    assert fault.reason == "The ledger ends before leaf 9."


def test_the_first_event_is_signed_and_an_empty_log_is_not(tmp_path: Path) -> None:
    """In a private folder that nobody had to make before."""
    new = Checkpoints(tmp_path / "far" / "checkpoints")
    with closing(Log.open(tmp_path / "empty.sqlite", create=True)) as log:
        assert along(new, log) is None
        grow(log, 1)
        told = along(new, log)
    assert told is not None
    assert told.checkpoint.size == 1
    assert stat.S_IMODE(new.folder.stat().st_mode) == 0o700
