"""Writing a bundle (Prüfbündel zusammenstellen): events, checkpoint, proofs and the program that checks them."""

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple, Self
from uuid import UUID

import msgspec

from referrals import kept_tree
from referrals.bundle.forgotten import forgotten, note
from referrals.bundle.program import program
from referrals.bundle.verify import BUNDLE_FORMAT
from referrals.checkpoint import Checkpoints, Signed
from referrals.event import TOPICS, Event
from referrals.kept_tree import KeptTree, Tree
from referrals.ledger import Span, complete_spans, consistency_spans, roots_of_spans
from referrals.log.recorder import Leaf, LogRecorder, Row
from referrals.signing import Verifier
from referrals.verify import Progress

PAGE = 1000
OWN = Path(__file__).parent
LINES = msgspec.json.Encoder()
BESIDE_THE_STATE = ("originator_id", "originator_version")


class CannotBundle(Exception):
    """No bundle was written; the sentence says why."""

    @classmethod
    def because_the_folder_is_in_use(cls, folder: Path) -> Self:
        return cls(f"{folder} is there already and not empty. Name a folder that is not there yet.")

    @classmethod
    def because_there_is_no_such_stream(cls, stream: UUID) -> Self:
        return cls(f"The log knows no referral {stream}. Take the id from the address of its page.")

    @classmethod
    def because_a_state_is_no_text(cls, position: int) -> Self:
        return cls(f"The event at position {position} is not UTF-8. Run `./lotse audit verify`.")

    @classmethod
    def because_somebody_was_erased(cls) -> Self:
        return cls("An erasure was carried out while the bundle was written. Run it again.")

    @classmethod
    def because_the_log_moved(cls) -> Self:
        return cls("The log is not the one that was signed a moment ago. Run `./lotse audit verify`.")


class Line(msgspec.Struct):
    """An event as it stands in a line of its own, in the order of `proving.HEADER`."""

    sequence: int
    originator_id: str
    originator_version: int
    topic: str
    state: str
    leaf: str


class Proven(Line):
    """An event with the nodes that prove it, in base64."""

    proof: list[bytes]


class Part(NamedTuple):
    """What goes into a bundle: the whole log, what came since a checkpoint, or one stream."""

    since: Signed | None = None
    stream: UUID | None = None


class Bundle(NamedTuple):
    """What was written."""

    folder: Path
    events: int


def write_bundle(
    recorder: LogRecorder,
    now: Signed,
    kept: Checkpoints,
    folder: Path,
    part: Part,
    progress: Progress | None = None,
) -> Bundle:
    """Write the folder whole or not at all; memory stays flat."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotBundle.because_the_folder_is_in_use(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        writer = _Writer(recorder, now, draft, part, progress)
        writer.write_around(kept.verifiers())
        earlier = [each for each in kept.all() if each.checkpoint.size < now.checkpoint.size]
        events = writer.write_proven(earlier, kept_tree.beside(kept.folder, recorder))
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Bundle(folder, events)


class _Writer:
    def __init__(self, recorder: LogRecorder, now: Signed, folder: Path, part: Part, progress: Progress | None) -> None:
        self.recorder = recorder
        self.now = now
        self.size = now.checkpoint.size
        self.folder = folder
        self.part = part
        self.progress = progress

    def write_around(self, verifiers: Sequence[Verifier]) -> None:
        """All that does not depend on the events."""
        self._text("checkpoint.note", self.now.note)
        self._text("verifier.key", "".join(f"{each}\n" for each in verifiers))
        self._text("verify.py", program())
        (self.folder / "schema").mkdir()
        for topic, cls in sorted(TOPICS.items()):
            self._text(f"schema/{topic}.json", _schema_text(cls))

    def write_proven(self, earlier: Sequence[Signed], tree: KeptTree) -> int:
        """The events, and each proof against the signed root; how many events."""
        start = self.part.since.checkpoint.size if self.part.since else 0
        leaves = [] if self.part.stream is None else self._leaves_of(self.part.stream)
        kept = {each.checkpoint.size: each for each in (*earlier, *filter(None, [self.part.since]))}
        kept.pop(self.size, None)
        wanted = {size: consistency_spans(size, self.size) for size in kept}
        beginning = complete_spans(start)
        spans = {span for spans in (beginning, *wanted.values()) for span in spans}
        if self.part.stream is None:
            nodes, count = self._whole(start, spans), self.size - start
        else:
            nodes, count = self._one(tree, spans, leaves), len(leaves)
        (self.folder / "previous").mkdir()
        for size, signed in kept.items():
            self._text(f"previous/{size:018}.note", signed.note)
            self._text(f"previous/{size:018}.proof", "".join(f"{_base64(nodes[each])}\n" for each in wanted[size]))
        about = {"format": BUNDLE_FORMAT, "start": start, "nodes": [_base64(nodes[each]) for each in beginning]}
        self._text("bundle.json", _json(about | {"stream": _text_of(self.part.stream)}) + "\n")
        self._text("LIESMICH.txt", self._readme(start, count))
        return count

    def _whole(self, start: int, spans: set[Span]) -> dict[Span, bytes]:
        """The events from one on, which of their sealed values are there, the erasures; and nodes of the tree.

        A leaf goes into the tree as its event is written: what is written leads to the signed root, or nothing is.
        """
        before = (leaf.hash for page in self._pages(0, start) for leaf in page)
        sealed = (self.folder / "sealed.txt").open("w", encoding="ascii", newline="\n")
        with (self.folder / "events.jsonl").open("wb") as file, sealed as there:
            nodes = roots_of_spans(chain(before, self._writing(start, file, there)), spans)
        if nodes[0, self.size] != self.now.checkpoint.root:
            raise CannotBundle.because_the_log_moved()
        told = forgotten(self.recorder)
        if any(each["keys_destroyed"] >= self.size or (each["certified"] or 0) >= self.size for each in told):
            raise CannotBundle.because_somebody_was_erased()
        self._text("erasures.jsonl", "".join(f"{_json(each)}\n" for each in told))
        return nodes

    def _writing(self, start: int, file: IO[bytes], there: IO[str]) -> Iterator[bytes]:
        """The leaves of the events from one on; the events of a page are written before the first of it is given."""
        position = None
        for leaves in self._pages(start, self.size):
            position = self._row_of(leaves[0]).position if position is None else position
            rows = self.recorder.walk(position, len(leaves))
            if [row[1:3] for row in rows] != [leaf[1:3] for leaf in leaves]:
                raise CannotBundle.because_the_log_moved()
            file.write(LINES.encode_lines([Line(*_values(*pair)) for pair in zip(rows, leaves, strict=True)]))
            note(self.recorder, rows, there)
            yield from [leaf.hash for leaf in leaves]
            position = rows[-1].position + 1
            if self.progress is not None:
                self.progress(leaves[-1].sequence + 1 - start, self.size)

    def _one(self, tree: KeptTree, spans: set[Span], leaves: Sequence[Leaf]) -> dict[Span, bytes]:
        """The events of one stream, each with its proof; and nodes of the tree."""
        nodes, proofs = self._proofs(tree, spans, leaves)
        with (self.folder / "events.jsonl").open("wb") as file:
            for leaf in leaves:
                line = Proven(*_values(self._row_of(leaf), leaf), proof=proofs[leaf.sequence])
                file.write(LINES.encode_lines([line]))
        return nodes

    def _proofs(
        self, tree: KeptTree, spans: set[Span], leaves: Sequence[Leaf]
    ) -> tuple[dict[Span, bytes], dict[int, list[bytes]]]:
        """Some nodes of the signed tree and the proof of each leaf, without reading all leaves."""

        def prove(signed: Tree) -> tuple[dict[Span, bytes], dict[int, list[bytes]]]:
            nodes = {span: signed.node(span) for span in spans}
            return nodes, {leaf.sequence: signed.path(leaf.sequence, leaf.hash) for leaf in leaves}

        found = tree.proving(self.size, self.now.checkpoint.root, prove)
        if found is None:
            raise CannotBundle.because_the_log_moved()
        return found

    def _pages(self, first: int, end: int) -> Iterator[list[Leaf]]:
        """The leaves from one number up to, without, another."""
        while first < end:
            leaves = self.recorder.leaves(first, min(PAGE, end - first))
            if not leaves or leaves[-1].sequence != first + len(leaves) - 1:
                raise CannotBundle.because_the_log_moved()
            yield leaves
            first += len(leaves)

    def _leaves_of(self, stream: UUID) -> list[Leaf]:
        leaves = self.recorder.leaves_of(str(stream))
        if not leaves:
            raise CannotBundle.because_there_is_no_such_stream(stream)
        return [leaf for leaf in leaves if leaf.sequence < self.size]

    def _row_of(self, leaf: Leaf) -> Row:
        row = self.recorder.find_row(leaf.originator_id, leaf.originator_version)
        if row is None:
            raise CannotBundle.because_the_log_moved()
        return row

    def _readme(self, start: int, count: int) -> str:
        match self.part:
            case Part(stream=UUID()):
                scope = f"Alle {count} Schritte der Vermittlung {self.part.stream}, jeder mit einem Beweis."
            case Part(since=Signed()):
                scope = f"Die {count} Ereignisse, die auf den Prüfpunkt über {start} Ereignisse folgen."
            case _:
                scope = f"Das ganze Protokoll: {count} Ereignisse."
        text = (OWN / "LIESMICH.txt").read_text("utf-8")
        origin, size, root = self.now.checkpoint
        return text.format(scope=scope, origin=origin, size=size, root=root.hex())

    def _text(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")


def state_schema(cls: type[Event]) -> dict[str, Any]:
    """The JSON schema of an event's stored state."""
    schema = msgspec.json.schema(cls)
    fields = schema["$defs"][cls.__name__]["properties"]
    for name in BESIDE_THE_STATE:
        del fields[name]
    if cls.VERSION > 1:
        fields["class_version"] = {"type": "integer"}
    return schema


@cache
def _schema_text(cls: type[Event]) -> str:
    return json.dumps(state_schema(cls), ensure_ascii=False, indent=2) + "\n"


def _values(row: Row, leaf: Leaf) -> tuple[int, str, int, str, str, str]:
    try:
        state = row.state.decode()
    except UnicodeDecodeError:
        raise CannotBundle.because_a_state_is_no_text(row.position) from None
    return leaf.sequence, row.originator_id, row.originator_version, row.topic, state, leaf.hash.hex()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _text_of(stream: UUID | None) -> str | None:
    return None if stream is None else str(stream)
