"""Several processes write at once: nothing lost, nothing twice, no gap in the ledger."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from referrals.log.application import Log
from referrals.verify import verify
from tests.log.racing import follow, race, same_command, same_version, write_many

Make = Callable[..., list[StoredEvent]]


def test_racing_processes_leave_a_gapless_ledger(log: Log, store_url: Callable[[str], str]) -> None:
    """Four processes, forty transactions each."""
    brought = race(write_many, [(store_url("events"), 40)] * 4)
    positions = sorted(position for each in brought for position in each)
    leaves = log.recorder.leaves(0, 1000)
    assert len(set(positions)) == 320
    assert [recorded.position for recorded in log.read(0, 1000)] == positions
    assert [leaf.sequence for leaf in leaves] == list(range(320))
    assert verify(log.recorder, topics={"test.happened"}).intact is True


def test_positions_of_one_transaction_follow_each_other(log: Log, store_url: Callable[[str], str]) -> None:
    """The span of a command holds its events and no other's."""
    brought = race(write_many, [(store_url("events"), 20)] * 2)
    for positions in brought:
        assert all(second == first + 1 for first, second in zip(positions[::2], positions[1::2], strict=True))


def test_a_reader_never_passes_over_an_event(log: Log, store_url: Callable[[str], str]) -> None:
    """Who follows the log while others write sees every position, in order: commits come in order of position."""
    brought = race(_write_or_follow, [(store_url("events"), "write")] * 3 + [(store_url("events"), "follow")])
    followed = max(brought, key=len)
    assert followed == [recorded.position for recorded in log.read(0, 1000)]


def _write_or_follow(log: Log, what: str) -> list[int]:
    return write_many(log, 30) if what == "write" else follow(log, 180)


def test_a_command_sent_twice_at_once_is_recorded_once(log: Log, store_url: Callable[[str], str]) -> None:
    """Two processes, one command: one records, the other is told."""
    for _ in range(2):
        command = uuid4()
        brought = race(same_command, [(store_url("events"), command)] * 2)
        assert sorted(word for each in brought for word in each) == [f"already {command}", "recorded"]
    assert log.recorder.leaf_count() == 2


def test_of_three_processes_one_gets_the_version(log: Log, store_url: Callable[[str], str], stored: Make) -> None:
    """The others are told, and nothing of them stays."""
    first = stored(1)
    log.recorder.insert_events(first)
    brought = race(same_version, [(store_url("events"), first[0].originator_id)] * 3)
    assert Counter(word for each in brought for word in each) == {"recorded": 1, "too late": 2}
    assert log.recorder.leaf_count() == 2


def test_many_threads_write_at_once(log: Log, stored: Make) -> None:
    """Nobody hears "database is locked", and readers in between see whole transactions."""

    def write(_: int) -> int:
        log.recorder.insert_events(stored(2), command_id=uuid4())
        return log.recorder.leaf_count()

    with ThreadPoolExecutor(20) as threads:
        counts = list(threads.map(write, range(200)))
    assert all(count % 2 == 0 for count in counts)
    assert log.recorder.leaf_count() == 400
