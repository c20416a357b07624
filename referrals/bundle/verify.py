"""Ist dieses Protokoll unverändert?  python3 -I verify.py ORDNER-ODER-QUITTUNG [--previous NOTE] [--json]

Exit status: 0 intact, 1 tampered (first bad position and reason), 2 cannot judge. Python 3.9 or newer, nothing else,
no network. Every leaf is recomputed from the stored text of its event; no hash in the folder is believed.
Sources: RFC 9162 section 2.1 (tree and proofs), RFC 8032 section 5.1 (Ed25519), C2SP signed-note and tlog-checkpoint.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from referrals.bundle.notes import (
    CannotJudge,
    Tampered,
    decode_base64,
    read_verifiers,
    text_of,
    verify_handovers,
    verify_note,
)
from referrals.bundle.proving import (
    HEADER,
    append_leaf,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

BUNDLE_FORMAT, RECEIPT_FORMAT, LONGEST_LINE = "lotse-bundle/1", "lotse-receipt/1", 16 * 2**20
KINDS = [int, str, int, str, str, str, list]
SEALED = re.compile(r'{"person":"([^"\\]+)","group":"[^"\\]+","blob":"([^"\\]+)"}')
written, read = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode, json.JSONDecoder().decode
scan = json.JSONDecoder().raw_decode


def read_event(line: bytes, names: list[str], expected: int) -> dict[str, Any]:
    """The event in a line, written in the one way it can be written."""
    try:
        text = line.decode()
        event: dict[str, Any] = scan(text, 0)[0]
        fits = list(map(type, event.values())) == KINDS[: len(names)] and form(event, names) == text
    except (ValueError, AttributeError, RecursionError, StopIteration):
        fits = False
    if not fits:
        raise Tampered(f"Wo Ereignis {expected} stehen müsste, steht kein Ereignis.", expected)
    return event


def form(event: dict[str, Any], names: list[str]) -> str:
    """How the event is written; ids and hashes hold nothing that could be written otherwise."""
    if names is not HEADER:
        return written(event) + "\n" if list(event) == names else ""
    sequence, stream, version, topic, state, leaf = event.values()
    head = f'{{"sequence":{sequence},"originator_id":"{stream}","originator_version":{version}'
    return f'{head},"topic":{written(topic)},"state":{written(state)},"leaf":"{leaf}"}}\n'


def events_of(folder: Path, names: list[str], expected: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The events in order, and the leaf of each, which is the one that was recorded."""
    with (folder / "events.jsonl").open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            event = read_event(line, names, expected)
            leaf = leaf_hash(event)
            if leaf.hex() != event["leaf"] or "\n" in event["topic"]:
                raise Tampered(f"Ereignis {event['sequence']} ist nicht das aufgezeichnete.", event["sequence"])
            yield event, leaf
            expected = event["sequence"] + 1


def sealed_values(state: str) -> list[tuple[str, str]]:
    """The same from the stored text; it is parsed only where a sealed value could hide behind another spelling."""
    if "blob" not in state and "\\" not in state:
        return []
    found: list[tuple[str, str]] = SEALED.findall(state)
    return found if len(found) == state.count("blob") and "\\" not in state else list(sealed_in(read(state)))


def sealed_in(value: Any) -> Iterator[tuple[str, str]]:
    """Whose sealed values a state speaks of, and their fingerprints."""
    if isinstance(value, dict) and set(value) == {"person", "group", "blob"}:
        yield str(value["person"]), str(value["blob"])
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from sealed_in(each)


class Erasures:
    """Whose sealed values may be gone (keys destroyed) and whose must be (certified), as the events tell it."""

    def __init__(self, there: set[str]) -> None:
        self.there = there
        self.gone: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.told: dict[str, dict[str, Any]] = {}

    def take(self, event: dict[str, Any]) -> None:
        """One event more: which values it speaks of, and whether it is a step of an erasure."""
        stream, place = event["originator_id"], event["sequence"]
        try:
            for owner, blob in sealed_values(event["state"]):
                (self.kept if blob in self.there else self.gone).setdefault(owner, place)
            if event["topic"] == "erasure.keys_destroyed":
                state = read(event["state"])
                counts = {"owners": list(state["owners"]), "keys": state["keys"], "blobs": state["blobs"]}
                self.told[stream] = {"erasure": stream, "keys_destroyed": place, "certified": None, **counts}
            elif event["topic"] == "erasure.certified" and stream in self.told:
                self.told[stream]["certified"] = place
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Tampered(f"Ereignis {place} ist nicht lesbar.", place) from None

    def verify(self, folder: Path, start: int) -> None:
        """Gone needs an erasure, a certificate needs them gone, and erasures.jsonl says what the events say."""
        destroyed = {owner for each in self.told.values() for owner in each["owners"]}
        certified = {owner for each in self.told.values() if each["certified"] for owner in each["owners"]}
        for place in sorted(place for owner, place in self.gone.items() if owner not in destroyed):
            raise Tampered(f"Ein versiegelter Wert aus Ereignis {place} fehlt, und keine Löschung sagt es.", place)
        for place in sorted(place for owner, place in self.kept.items() if owner in certified):
            raise Tampered(f"Ein Wert aus Ereignis {place} ist noch da, obwohl seine Löschung bescheinigt ist.", place)
        try:
            lines = [json.loads(line) for line in (folder / "erasures.jsonl").read_bytes().splitlines()]
            fits = [line for line in lines if line["keys_destroyed"] >= start] == list(self.told.values())
        except (ValueError, KeyError, TypeError):
            fits = False
        if not fits:
            raise Tampered("erasures.jsonl sagt nicht, was die Ereignisse über die Löschungen sagen.", None)


def verify_events(folder: Path, start: int, nodes: list[bytes], signed: dict[int, set[bytes]]) -> int:
    """Recompute every leaf and, at each signed size, the root; hold the sealed values against the erasures."""
    size, good, last = start, 0, max(signed)
    erasures = Erasures(set((folder / "sealed.txt").read_bytes().decode("ascii", "replace").split()))
    for event, leaf in chain([(None, b"")], events_of(folder, HEADER, start)):
        if event is not None:
            if event["sequence"] != size or size >= last:
                raise Tampered(f"Wo Ereignis {size} stehen müsste, steht Ereignis {event['sequence']}.", size)
            append_leaf(nodes, size, leaf)
            erasures.take(event)
            size += 1
        if size in signed and signed[size] != {root_of(nodes)}:
            raise Tampered(f"Die Wurzel über {size} Ereignisse ist nicht die unterschriebene.", good)
        good = size if size in signed else good
    if size != last:
        raise Tampered(f"Unterschrieben sind {last} Ereignisse, hier enden sie nach {size}.", size)
    erasures.verify(folder, start)
    return size - start


def verify_stream(folder: Path, stream: str, size: int, root: bytes) -> int:
    """Check each event of one file against the signed root by its proof; the number of events."""
    version = 0
    for event, leaf in events_of(folder, [*HEADER, "proof"], 0):
        version, sequence = version + 1, event["sequence"]
        if (event["originator_id"], event["originator_version"]) != (stream, version):
            raise Tampered(f"Schritt {version} der Akte fehlt vor Ereignis {sequence}.", sequence)
        path = [decode_base64(str(each)) for each in event["proof"]]
        if not verify_inclusion(leaf, sequence, size, path, root):
            raise Tampered(f"Ereignis {sequence} gehört nicht zum unterschriebenen Protokoll.", sequence)
    if version == 0:
        raise CannotJudge("Das Bündel enthält kein Ereignis dieser Akte.")
    return version


def verify_previous(
    folder: Path, verifiers: list[tuple[str, bytes, bytes]], size: int, root: bytes
) -> tuple[dict[int, set[bytes]], list[set[int]]]:
    """The signed roots by size, of today and of each earlier checkpoint that today's tree extends; and who signed."""
    signed, signers = {size: {root}}, []
    for path in sorted((folder / "previous").glob("*.note")):
        then, then_root, by = verify_note(text_of(path), path, verifiers)
        proof = [decode_base64(line) for line in text_of(path.with_suffix(".proof")).split()]
        if not verify_consistency(then, size, then_root, root, proof):
            raise Tampered(f"Der Prüfpunkt von heute setzt {path} nicht fort: dazwischen wurde geändert.", 0)
        signed[then] = {then_root}
        signers.append(by)
    return signed, signers


def verify_bundle(folder: Path, kept: list[Path]) -> dict[str, Any]:
    """Size and root that are proven, and how many events were checked; raises Tampered or CannotJudge."""
    verifiers, unproven = read_verifiers(text_of(folder / "verifier.key"), folder / "verifier.key"), []
    size, root, by = verify_note(text_of(folder / "checkpoint.note"), folder / "checkpoint.note", verifiers)
    try:
        about = json.loads((folder / "bundle.json").read_bytes())
        start, nodes, stream = about["start"], [decode_base64(each) for each in about["nodes"]], about["stream"]
        fits = about["format"] == BUNDLE_FORMAT and bin(start).count("1") == len(nodes)
    except (ValueError, TypeError, KeyError, AttributeError):
        fits = False
    if not fits:
        raise CannotJudge("bundle.json beschreibt kein Bündel dieser Fassung.")
    signed, earlier = verify_previous(folder, verifiers, size, root)
    verify_handovers(len(verifiers), by, earlier)
    for then, then_root, _ in [verify_note(text_of(path), path, verifiers) for path in kept]:
        if then > size:
            raise Tampered(f"Ihr Prüfpunkt zählt {then} Ereignisse, das Bündel nur {size}.", size)
        if stream or then < start:  # no event here says what the tree was then
            unproven += [then] if then not in signed else []
            if signed.get(then, {then_root}) != {then_root}:
                raise Tampered(f"Ihr Prüfpunkt über {then} Ereignisse hat eine andere Wurzel: davor geändert.", 0)
        signed.setdefault(then, set()).add(then_root)
    checked = verify_stream(folder, stream, size, root) if stream else verify_events(folder, start, nodes, signed)
    if unproven:
        raise CannotJudge(f"Das Bündel enthält keinen Beweis ab Ihrem Prüfpunkt ({unproven[0]} Ereignisse).")
    return {"size": size, "root": root.hex(), "checked": checked}


def verify_receipt(path: Path, kept: list[Path]) -> dict[str, Any]:
    """The same for one event in a file of its own, with its proof and the checkpoint."""
    try:
        told = json.loads(path.read_bytes())
        note, proof, handovers = str(told["checkpoint"]), [decode_base64(str(each)) for each in told["proof"]], []
        line = json.dumps(told["event"], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        fits = told["format"] == RECEIPT_FORMAT
        verifiers = read_verifiers("\n".join(map(str, told["verifiers"])), path)
        handovers = [verify_note(str(each), path, verifiers)[2] for each in told["handovers"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise CannotJudge(f"{path} ist keine Quittung dieser Fassung.")
    size, root, by = verify_note(note, path, verifiers)
    verify_handovers(len(verifiers), by, handovers)
    event = read_event(line, HEADER, 0)
    sequence = event["sequence"]
    if leaf_hash(event).hex() != event["leaf"] or "\n" in event["topic"]:
        raise Tampered(f"Ereignis {sequence} ist nicht das aufgezeichnete.", sequence)
    if not verify_inclusion(bytes.fromhex(event["leaf"]), sequence, size, proof, root):
        raise Tampered(f"Ereignis {sequence} gehört nicht zum unterschriebenen Protokoll.", sequence)
    for then, then_root, _ in [verify_note(text_of(each), each, verifiers) for each in kept]:
        if then != size:
            raise CannotJudge(f"Die Quittung gilt für {size} Ereignisse; Ihr Prüfpunkt zählt {then}.")
        if then_root != root:
            raise Tampered(f"Ihr Prüfpunkt über {then} Ereignisse hat eine andere Wurzel: davor geändert.", 0)
    return {"size": size, "root": root.hex(), "checked": 1}


def judge(folder: Path, kept: list[Path]) -> dict[str, Any]:
    """The verdict, as --json prints it."""
    verdict = {"intact": True, "size": None, "root": None, "checked": 0, "first_bad": None, "reason": None}
    try:
        return {**verdict, **(verify_receipt if folder.is_file() else verify_bundle)(folder, kept)}
    except Tampered as found:
        return {**verdict, "intact": False, "reason": found.args[0], "first_bad": found.args[1]}
    except (CannotJudge, OSError) as found:
        return {**verdict, "intact": None, "reason": str(found)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--previous", type=Path, action="append", default=[], help="ein Prüfpunkt, den Sie aufbewahren")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = judge(given.folder, given.previous)
    status, told = {
        True: (0, "UNVERSEHRT: {checked} Ereignisse geprüft; unterschrieben sind {size}, Wurzel {root}."),
        False: (1, "VERÄNDERT: {reason} Erste falsche Stelle: {first_bad}."),
        None: (2, "NICHT BEURTEILBAR: {reason}"),
    }[found["intact"]]
    line = json.dumps(found) if given.json else told.format(**found)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.exit(status)
