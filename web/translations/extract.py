"""`python -m web.translations.extract [--write]`: the German sentences of the pages that have no English yet.

A sentence belongs to the area of the page that says it: `pages/<area>.py` and `templates/<area>/` to
`en/<area>.po`, everything else to `en/foundation.po`. `--write` adds what is missing with an empty
translation, drops what nobody says any more, and sorts, so that areas are translated side by side without
merge conflicts.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent
ENGLISH = WEB / "translations" / "en"
METHODS = [("translations/**", "ignore"), ("templates/**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, int] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
Message = str | tuple[str, ...] | list[str]


def area_of(path: str) -> str:
    """The catalogue a file's sentences belong to."""
    parts = Path(path).parts
    if parts[0] == "pages" and len(parts) > 1:
        name = Path(parts[1]).stem
        return name if name != "__init__" else "foundation"
    if parts[0] == "templates" and len(parts) > 2 and parts[1] not in ("macros", "errors"):
        return parts[1]
    return "foundation"


def spoken() -> Iterator[tuple[str, Message]]:
    """Every (file, sentence) the pages can say; a sentence with a plural is a pair."""
    options = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
    found = [row[:3] for row in extract_from_dir(WEB, METHODS, options, keywords=KEYWORDS)]
    for filename, _line, message in sorted([*found, *_in_code()], key=lambda row: row[:2]):
        yield filename, message


def _in_code() -> Iterator[tuple[str, int, Message]]:
    for path in WEB.rglob("*.py"):
        for line, message in in_module(path.read_text("utf-8")):
            yield path.relative_to(WEB).as_posix(), line, message


def in_module(source: str) -> Iterator[tuple[int, Message]]:
    """(line, sentence) of a module, wherever it stands: Babel misses what is nested in a call, or in an f-string."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            many = len(KEYWORDS[call.func.id] or (1,))
            said = [each.value for each in call.args[:many] if isinstance(each, ast.Constant)]
            words = [each for each in said if isinstance(each, str)]
            if len(words) == many:
                yield call.lineno, words[0] if many == 1 else tuple(words)


def catalogues() -> dict[str, Catalog]:
    """The English catalogues by area."""
    read: dict[str, Catalog] = {}
    for path in sorted(ENGLISH.glob("*.po")):
        with path.open("rb") as file:
            read[path.stem] = read_po(file, locale="en")
    return read


def _key(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def missing() -> list[tuple[str, Message]]:
    """(file, sentence) for which no catalogue holds an English sentence, each sentence once."""
    known = {_key(m.id) for c in catalogues().values() for m in c if m.id and _translated(m.string)}
    first: dict[str, tuple[str, Message]] = {}
    for filename, message in spoken():
        first.setdefault(_key(message), (filename, message))
    return [entry for key, entry in first.items() if key not in known]


def unsaid() -> list[tuple[str, str]]:
    """(area, sentence) that stands in a catalogue although no page says it any more: it was reworded."""
    said = {_key(message) for _, message in spoken()}
    entries = [(area, _key(entry.id)) for area, catalog in catalogues().items() for entry in catalog if entry.id]
    return [(area, key) for area, key in entries if key not in said]


def rewrite() -> None:
    """Add what is missing, drop what is no longer said; sort the catalogues that this changes."""
    areas, changed = catalogues(), set()
    for area, key in unsaid():
        areas[area].delete(key)
        changed.add(area)
    for filename, message in missing():
        areas.setdefault(area_of(filename), Catalog(locale="en")).add(message)
        changed.add(area_of(filename))
    for area in changed:
        fresh = Catalog(locale="en")
        for entry in areas[area]:
            if entry.id:
                fresh.add(entry.id, entry.string, flags=entry.flags)
        with (ENGLISH / f"{area}.po").open("wb") as file:
            write_po(file, fresh, width=110, sort_output=True, omit_header=True)


def main() -> int:
    """List what has no English yet; exit 1 if there is any."""
    if "--write" in sys.argv[1:]:
        rewrite()
    for area, key in unsaid():
        sys.stdout.write(f"en/{area}.po: nobody says: {key}\n")
    open_sentences = missing()
    for filename, message in open_sentences:
        sys.stdout.write(f"{filename}: {_key(message)}\n")
    sys.stdout.write(f"{len(open_sentences)} without English\n")
    return 1 if open_sentences else 0


if __name__ == "__main__":
    sys.exit(main())
