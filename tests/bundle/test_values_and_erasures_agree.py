"""The auditor's program holds the sealed values that are still there against what the events say of erasures."""

import json
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from referrals.bundle.notes import Tampered
from referrals.bundle.verify import Erasures, judge, sealed_in, sealed_values
from referrals.bundle.writing import Part
from referrals.checkpoint import Signed
from referrals.log.application import Log
from tests.bundle.conftest import House
from tests.cast import known
from tests.ledger.conftest import STREAMS, sealed
from tests.ledger.test_verify import KNOWN

ERASURE = known("an erasure")
TOPICS = KNOWN | {"erasure.keys_destroyed", "erasure.certified"}


@pytest.fixture
def database_url() -> None:
    """One database is enough: what is told apart here lies in files."""


class Forgetting(House):
    """A house in which somebody is forgotten."""

    def sign(self) -> Signed:
        """With the topics of an erasure."""
        return self.checkpoints.sign(self.log.recorder, self.key, topics=TOPICS)

    def tell(self, version: int, topic: str, **state: object) -> None:
        """A step of the erasure."""
        event = StoredEvent(ERASURE, version, topic, json.dumps(state).encode())
        self.log.recorder.insert_events([event])

    def destroy(self) -> None:
        """The keys of the second stream's owner are gone."""
        self.tell(1, "erasure.keys_destroyed", owners=[str(STREAMS[1])], keys=1, blobs=3)

    def certify(self) -> None:
        """The values too."""
        self.log.recorder.delete_blobs([STREAMS[1]])
        self.tell(2, "erasure.certified", keys=1, blobs=3, kek_id="new")


@pytest.fixture
def house(log: Log, tmp_path: Path) -> Forgetting:
    """Nine events with a sealed value each; nobody is forgotten yet."""
    return Forgetting(log, tmp_path)


def without(folder: Path, number: int) -> str:
    """The value of one event is not there any more."""
    path = folder / "sealed.txt"
    wanted = sealed(1, number).id.hex()
    path.write_text("".join(line for line in path.read_text().splitlines(True) if wanted not in line))
    return wanted


def test_a_value_that_vanished_without_an_erasure_is_found_at_its_first_event(house: Forgetting) -> None:
    folder = house.bundle().folder
    without(folder, 3)
    without(folder, 2)
    told = judge(folder, [])
    assert (told["intact"], told["first_bad"]) == (False, 4)
    assert "fehlt, und keine Löschung sagt es" in told["reason"]


def test_while_an_erasure_runs_a_value_may_be_there_or_gone(house: Forgetting) -> None:
    house.destroy()
    folder = house.bundle().folder
    assert judge(folder, [])["intact"] is True
    without(folder, 2)
    assert judge(folder, [])["intact"] is True


def test_an_erasure_may_be_the_first_event_since_a_checkpoint(house: Forgetting) -> None:
    before = house.sign()
    house.destroy()
    told = judge(house.bundle(part=Part(since=before)).folder, [])
    assert (told["intact"], told["checked"]) == (True, 1)


def test_only_the_certificate_ends_an_erasure(house: Forgetting) -> None:
    """Other steps of it may follow the destruction, and a certificate without one ends nothing."""
    house.destroy()
    house.tell(2, "test.happened", blob=None)
    assert judge(house.bundle().folder, [])["intact"] is True
    erasures = Erasures(set())
    erasures.take({"originator_id": "another", "sequence": 1, "topic": "erasure.certified", "state": "{}"})
    assert erasures.told == {}


@pytest.mark.parametrize(
    ("topic", "state"),
    [("test.happened", '{"blob":'), ("erasure.keys_destroyed", "{}"), ("test.happened", '["blob",{')],
)
def test_a_state_that_cannot_be_read_is_bad_at_its_event(topic: str, state: str) -> None:
    """Whether a sealed value is in it, or who was erased, nobody can say."""
    event = {"originator_id": str(ERASURE), "sequence": 9, "topic": topic, "state": state}
    with pytest.raises(Tampered, match="Ereignis 9 ist nicht lesbar"):
        Erasures(set()).take(event)


def test_after_the_certificate_no_value_may_be_there(house: Forgetting) -> None:
    house.destroy()
    house.certify()
    folder = house.bundle().folder
    assert judge(folder, [])["intact"] is True
    with (folder / "sealed.txt").open("a") as file:
        file.write(f"{sealed(1, 2).id.hex()}\n")
    told = judge(folder, [])
    assert (told["intact"], told["first_bad"]) == (False, 4)
    assert "obwohl seine Löschung bescheinigt ist" in told["reason"]


@pytest.mark.parametrize("lines", ["", "no line\n", '{"erasure": 1}\n', "[]\n"])
def test_the_list_of_erasures_says_what_the_events_say(house: Forgetting, lines: str) -> None:
    house.destroy()
    house.certify()
    folder = house.bundle().folder
    told = json.loads((folder / "erasures.jsonl").read_text())
    assert (told["erasure"], told["keys_destroyed"], told["certified"]) == (str(ERASURE), 9, 10)
    (folder / "erasures.jsonl").write_text(lines)
    assert "erasures.jsonl sagt nicht" in judge(folder, [])["reason"]


def test_one_stream_is_counted_and_misses_no_step(house: Forgetting) -> None:
    folder = house.bundle(part=Part(stream=STREAMS[1])).folder
    assert judge(folder, [])["checked"] == 3
    path = folder / "events.jsonl"
    first, _, third = path.read_text().splitlines(True)
    path.write_text(first + third)
    assert judge(folder, [])["reason"] == "Schritt 2 der Akte fehlt vor Ereignis 7."
    path.write_text("")
    assert judge(folder, [])["intact"] is None


HERS = '{"person":"p","group":"case","blob":"b"}'


@pytest.mark.parametrize(
    "state",
    [
        '{"note":null}',
        f'{{"note":{HERS},"more":[{HERS},{{"deep":{HERS}}}]}}',
        '{"note":{"blob":"b","group":"case","person":"p"}}',
        '{"note":{"person":"p","group":"case","bl\\u006fb":"b"}}',
        '{"note":{ "person": "p", "group": "case", "blob": "b" }}',
        '{"note":{"person":"p","group":"case","blob":"b","more":1}}',
        '{"note":{"person":"a\\"b","group":"case","blob":"b"}}',
        f'{{"text":{json.dumps(HERS)},"note":{HERS}}}',
        '{"text":"blob"}',
        HERS,
    ],
)
def test_a_sealed_value_does_not_hide_behind_another_spelling(state: str) -> None:
    """What is found in the text is what is found in the parsed state."""
    assert sealed_values(state) == list(sealed_in(json.loads(state)))


def test_a_state_that_may_hide_one_and_cannot_be_read_is_no_state() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        sealed_values('{"blob":')
