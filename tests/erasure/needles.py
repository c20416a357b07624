"""Needles: unmistakable values, and the search for them in every form a file can hold them in."""

import json
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

CORES = ("Zqxjvk", "zqxjvk", "ZQXJVK", "90817263554", "Ğßqöñ")
"""One of them stands in every value of the person: as typed, in small and large letters, as digits, beyond ASCII."""
CHUNK = 8 * 2**20


def forms(core: str) -> set[bytes]:
    """The core in UTF-8, UTF-16, Latin, hex, base64 at each of three offsets, URL-, JSON- and HTML-escaped."""
    found = {core.encode(), core.encode("utf-16-le"), core.encode("utf-16-be"), core.encode("latin-1", "replace")}
    found |= {quote(core).encode(), quote(core).lower().encode(), json.dumps(core)[1:-1].encode()}
    found |= {escape(core).encode(), core.encode("ascii", "xmlcharrefreplace")}
    for encoding in ("utf-8", "utf-16-le"):
        data = core.encode(encoding)
        found |= {data.hex().encode(), data.hex().upper().encode()}
        for offset in range(3):
            # Only the letters that depend on the core alone: the first and the last share bits with their neighbours.
            text = b64encode(b"\0" * offset + data)
            start, end = (0, 2, 3)[offset], len(text) - (0, 4, 4)[(offset + len(data)) % 3]
            found |= {text[start:end], text[start:end].replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in found if b"?" not in form}


FORMS = sorted({form for core in CORES for form in forms(core)})


def found_in(*folders: Path) -> list[str]:
    """Every file below the folders that holds a needle in one of the forms."""
    return [f"{path}: {form!r}" for folder in folders for path in files(folder) for form in forms_in(path)]


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder that can be read from its beginning to its end."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def forms_in(path: Path) -> list[bytes]:
    """The forms that a file holds; also where one lies across two chunks."""
    found: set[bytes] = set()
    rest = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                data = rest + chunk
                if data.strip(b"\0"):
                    found.update(form for form in FORMS if form in data)
                rest = data[-128:]
    except FileNotFoundError:  # the server has just removed it
        return []
    return sorted(found)
