"""What verify.py reads signed notes with: keys, the hand-over from one key to the next, and checkpoints.

Sources: C2SP signed-note and tlog-checkpoint.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from referrals.bundle.proving import verify_ed25519


class Tampered(Exception):
    """Something is not as it was recorded: the reason and, where it is known, the first bad position."""


class CannotJudge(Exception):
    """What lies here can be neither confirmed nor refuted."""


def text_of(path: Path) -> str:
    """What a file says; what is no UTF-8 becomes a sign that fits nowhere."""
    return path.read_bytes().decode("utf-8", "replace")


def decode_base64(text: str) -> bytes:
    """The bytes behind base64 as it is written one way only; nothing where it is not."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def read_verifiers(text: str, where: object) -> list[tuple[str, bytes, bytes]]:
    """Name, id and public key of each `name+id+key`, the newest last; the id is the start of a hash."""
    verifiers = []
    for line in text.strip().split("\n"):
        name, _, rest = line.strip().partition("+")
        public = decode_base64(rest[9:])
        key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        if len(public) != 33 or public[0] != 1 or not name or rest[:9] != key_id.hex() + "+":
            raise CannotJudge(f"{where} enthält keinen Ed25519-Prüfschlüssel.")
        verifiers.append((name, key_id, public[1:]))
    if len({name for name, _, _ in verifiers}) > 1:
        raise CannotJudge(f"{where} enthält Schlüssel verschiedener Protokolle.")
    return verifiers


def verify_note(data: str, where: object, verifiers: list[tuple[str, bytes, bytes]]) -> tuple[int, bytes, set[int]]:
    """Size and root in a checkpoint, and which of the keys have signed it: one at least."""
    text, gap, signatures = data.rpartition("\n\n")
    lines, name = text.split("\n"), verifiers[0][0]
    number = len(lines) == 3 and re.fullmatch("0|[1-9][0-9]{0,17}", lines[1])
    root = decode_base64(lines[2]) if number else b""
    if not gap or len(root) != 32 or re.search("[\x00-\x09\x0b-\x1f]", data):
        raise CannotJudge(f"{where} ist kein Prüfpunkt.")
    if lines[0] != name:
        raise CannotJudge(f"{where} gehört zu einem anderen Protokoll ({lines[0]}, nicht {name}).")
    signers = set()
    for line in signatures.split("\n"):
        signature = decode_base64(line[len(name) + 3 :]) if line.startswith(f"— {name} ") else b""
        for place, (_, key_id, public) in enumerate(verifiers):
            if signature[:4] == key_id and verify_ed25519(public, (text + "\n").encode(), signature[4:]):
                signers.add(place)
    if not signers:
        raise Tampered(f"{where} ist nicht mit dem Schlüssel dieses Bündels unterschrieben.", None)
    return int(lines[1]), root, signers


def verify_handovers(count: int, today: set[int], earlier: list[set[int]]) -> None:
    """Each key was handed over to the next by a note that both have signed, and the newest has signed today's."""
    if count - 1 not in today:
        raise Tampered("Der Prüfpunkt ist nicht mit dem neuesten Schlüssel unterschrieben.", None)
    for place in range(count - 1):
        if not any({place, place + 1} <= signers for signers in [today, *earlier]):
            raise Tampered(f"Den {place + 2}. Schlüssel hat der {place + 1}. nicht übergeben.", None)
