"""Ist dieses Protokoll unverändert?  python3 -I ORDNER/verify.py ORDNER [--previous NOTE] [--json]

Exit status: 0 intact, 1 tampered (first bad position and reason), 2 cannot judge. Python 3.9 or newer, nothing else,
no network. Every leaf is recomputed from the stored text of its event; no hash in the folder is believed.
Sources: RFC 9162 section 2.1 (tree and proofs), RFC 8032 section 5.1 (Ed25519), C2SP signed-note and tlog-checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

LEAF_FORMAT, BUNDLE_FORMAT, LONGEST_LINE = "lotse/1", "lotse-bundle/1", 16 * 2**20
HEADER = ["sequence", "originator_id", "originator_version", "topic", "state", "leaf"]
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Tampered(Exception):
    """Something is not as it was recorded: the reason and, where it is known, the first bad position."""


class CannotJudge(Exception):
    """What lies here can be neither confirmed nor refuted."""


def leaf_hash(event: dict[str, Any]) -> bytes:
    """H(0x00 ‖ leaf data), from the event itself."""
    header = [LEAF_FORMAT] + [str(event[name]) for name in HEADER[:4]]
    return hashlib.sha256(b"\x00" + ("\n".join(header) + "\n" + event["state"]).encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append_leaf(nodes: list[bytes], size: int, leaf: bytes) -> None:
    """Grow a tree of `size` leaves, kept as the roots of its complete subtrees."""
    while size & 1:
        leaf, size = node_hash(nodes.pop(), leaf), size >> 1
    nodes.append(leaf)


def root_of(nodes: list[bytes]) -> bytes:
    """The root over complete subtrees, largest first; the hash of nothing over none."""
    root = nodes[-1] if nodes else hashlib.sha256(b"").digest()
    for left in nodes[-2::-1]:
        root = node_hash(left, root)
    return root


def sides(index: int, last: int, steps: int) -> list[bool] | None:
    """For each hash of a path of that many steps, whether it stands left; None when the path has another length."""
    left: list[bool] = []
    while len(left) < steps and last:
        left.append(bool(index & 1) or index == last)
        while left[-1] and not index & 1 and index:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return left if len(left) == steps and last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf hash at `index` of the tree of `size` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != 32 for each in (leaf, root, *path)):
        return False
    left = sides(index, size - 1, len(path))
    for place, other in enumerate(path if left is not None else ()):
        leaf = node_hash(other, leaf) if left and left[place] else node_hash(leaf, other)
    return left is not None and leaf == root


def verify_consistency(first: int, size: int, first_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """Whether the path proves that the tree of `size` extends the one of `first` (RFC 9162 section 2.1.4.2)."""
    if not 0 < first <= size or any(len(each) != 32 for each in (first_root, root, *path)):
        return False
    if first == size:
        return not path and first_root == root
    low = first & -first
    hashes = [first_root, *path] if first == low else path
    left = sides((first - 1) // low, (size - 1) // low, len(hashes) - 1)
    if left is None:
        return False
    old = new = hashes[0]
    for place, other in enumerate(hashes[1:]):
        old, new = (node_hash(other, old), node_hash(other, new)) if left[place] else (old, node_hash(new, other))
    return old == first_root and new == root


def _decode(point: bytes) -> tuple[int, int, int, int] | None:
    y, sign = int.from_bytes(point, "little") & ((1 << 255) - 1), point[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def _add(p: tuple[int, int, int, int], q: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    result = (0, 1, 1, 0)
    while number:
        result = _add(result, point) if number & 1 else result
        point, number = _add(point, point), number >> 1
    return result


GENERATOR = _decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's (RFC 8032 section 5.1.7): [S]B = R + [k]A, compared in its encoding."""
    key, s = _decode(public) if len(public) == 32 else None, int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = _add(_times(s, GENERATOR), _times(k, (P - key[0], key[1], 1, P - key[3])))
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little") == signature[:32]


def decode_base64(text: str) -> bytes:
    """The bytes behind base64 as it is written one way only; nothing where it is not."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def read_verifier(path: Path) -> tuple[str, bytes, bytes]:
    """Name, id and public key of `name+id+key`; the id is the start of a hash (C2SP signed-note)."""
    name, _, rest = path.read_bytes().decode("utf-8", "replace").strip().partition("+")
    public = decode_base64(rest[9:])
    key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if len(public) != 33 or public[0] != 1 or not name or rest[:9] != key_id.hex() + "+":
        raise CannotJudge(f"{path} enthält keinen Ed25519-Prüfschlüssel.")
    return name, key_id, public[1:]


def verify_note(path: Path, verifier: tuple[str, bytes, bytes]) -> tuple[int, bytes]:
    """Size and root in a checkpoint, when the key has signed it (C2SP tlog-checkpoint)."""
    data, (name, key_id, public) = path.read_bytes().decode("utf-8", "replace"), verifier
    text, gap, signatures = data.rpartition("\n\n")
    lines = text.split("\n")
    number = len(lines) == 3 and re.fullmatch("0|[1-9][0-9]{0,17}", lines[1])
    root = decode_base64(lines[2]) if number else b""
    if not gap or len(root) != 32 or re.search("[\x00-\x09\x0b-\x1f]", data):
        raise CannotJudge(f"{path} ist kein Prüfpunkt.")
    if lines[0] != name:
        raise CannotJudge(f"{path} gehört zu einem anderen Protokoll ({lines[0]}, nicht {name}).")
    for line in signatures.split("\n"):
        signature = decode_base64(line[len(name) + 3 :]) if line.startswith(f"— {name} ") else b""
        if signature[:4] == key_id and verify_ed25519(public, (text + "\n").encode(), signature[4:]):
            return int(lines[1]), root
    raise Tampered(f"{path} ist nicht mit dem Schlüssel dieses Bündels unterschrieben.", None)


def read_event(line: bytes, names: list[str], expected: int) -> dict[str, Any]:
    """The event in a line, written in the one way it can be written."""
    try:
        event: dict[str, Any] = json.loads(line)
        again = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        kinds = "".join(type(value).__name__[0] for value in event.values())
        fits = again == line and list(event) == names and kinds == "isisssl"[: len(names)]
    except (ValueError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise Tampered(f"Wo Ereignis {expected} stehen müsste, steht kein Ereignis.", expected)
    return event


def events_of(folder: Path, names: list[str], expected: int) -> Iterator[dict[str, Any]]:
    """The events in order; each is the one whose leaf was recorded."""
    with (folder / "events.jsonl").open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            event = read_event(line, names, expected)
            if leaf_hash(event).hex() != event["leaf"] or "\n" in event["topic"]:
                raise Tampered(f"Ereignis {event['sequence']} ist nicht das aufgezeichnete.", event["sequence"])
            yield event
            expected = event["sequence"] + 1


def verify_events(folder: Path, start: int, nodes: list[bytes], signed: dict[int, set[bytes]]) -> int:
    """Recompute every leaf and, at each signed size, the root; the number of events."""
    size, good, last = start, 0, max(signed)
    for event in chain([None], events_of(folder, HEADER, start)):
        if event is not None:
            if event["sequence"] != size or size >= last:
                raise Tampered(f"Wo Ereignis {size} stehen müsste, steht Ereignis {event['sequence']}.", size)
            append_leaf(nodes, size, bytes.fromhex(event["leaf"]))
            size += 1
        if size in signed and signed[size] != {root_of(nodes)}:
            raise Tampered(f"Die Wurzel über {size} Ereignisse ist nicht die unterschriebene.", good)
        good = size if size in signed else good
    if size != last:
        raise Tampered(f"Unterschrieben sind {last} Ereignisse, hier enden sie nach {size}.", size)
    return size - start


def verify_stream(folder: Path, stream: str, size: int, root: bytes) -> int:
    """Check each event of one file against the signed root by its proof; the number of events."""
    version = 0
    for event in events_of(folder, [*HEADER, "proof"], 0):
        version, sequence = version + 1, event["sequence"]
        if (event["originator_id"], event["originator_version"]) != (stream, version):
            raise Tampered(f"Schritt {version} der Akte fehlt vor Ereignis {sequence}.", sequence)
        path = [decode_base64(str(each)) for each in event["proof"]]
        if not verify_inclusion(bytes.fromhex(event["leaf"]), sequence, size, path, root):
            raise Tampered(f"Ereignis {sequence} gehört nicht zum unterschriebenen Protokoll.", sequence)
    if version == 0:
        raise CannotJudge("Das Bündel enthält kein Ereignis dieser Akte.")
    return version


def verify_previous(folder: Path, verifier: tuple[str, bytes, bytes], size: int, root: bytes) -> dict[int, set[bytes]]:
    """The signed roots by size: of today, and of each earlier checkpoint that today's tree extends."""
    signed = {size: {root}}
    for path in sorted((folder / "previous").glob("*.note")):
        then, then_root = verify_note(path, verifier)
        proof = [
            decode_base64(line) for line in path.with_suffix(".proof").read_bytes().decode("utf-8", "replace").split()
        ]
        if not verify_consistency(then, size, then_root, root, proof):
            raise Tampered(f"Der Prüfpunkt von heute setzt {path} nicht fort: dazwischen wurde geändert.", 0)
        signed[then] = {then_root}
    return signed


def verify_bundle(folder: Path, kept: list[Path]) -> dict[str, Any]:
    """Size and root that are proven, and how many events were checked; raises Tampered or CannotJudge."""
    verifier, unproven = read_verifier(folder / "verifier.key"), []
    size, root = verify_note(folder / "checkpoint.note", verifier)
    try:
        about = json.loads((folder / "bundle.json").read_bytes())
        start, nodes, stream = about["start"], [decode_base64(each) for each in about["nodes"]], about["stream"]
        fits = about["format"] == BUNDLE_FORMAT and bin(start).count("1") == len(nodes)
    except (ValueError, TypeError, KeyError, AttributeError):
        fits = False
    if not fits:
        raise CannotJudge("bundle.json beschreibt kein Bündel dieser Fassung.")
    signed = verify_previous(folder, verifier, size, root)
    for then, then_root in [verify_note(path, verifier) for path in kept]:
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


def judge(folder: Path, kept: list[Path]) -> dict[str, Any]:
    """The verdict, as --json prints it."""
    verdict = {"intact": True, "size": None, "root": None, "checked": 0, "first_bad": None, "reason": None}
    try:
        return {**verdict, **verify_bundle(folder, kept)}
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
