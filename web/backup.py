"""Backup (Sicherung): copies of the stores while they are written to, verified; log and keys never beside each other.

What signs, encrypts and wraps (signing key, secret key, key-encryption key) is in neither part: whoever finds a backup
must not be able to open it, nor to sign a forged log.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlalchemy import select

from referrals import copies
from referrals.checkpoint import Checkpoints
from referrals.keys import keys as key_rows
from referrals.log.application import Log
from referrals.signing import replace_whole
from referrals.store import Store
from referrals.verify import Kept, Verdict, verify
from web.access_tables import metadata as access_tables
from web.erasure_papers import FOLDER as ERASURES
from web.house import open_store
from web.release import TABLES
from web.settings import Settings

FORMAT = "lotse-backup/1"
MANIFEST = "backup.json"
LAST = "last-backup.json"
EVENTS, KEYS = "events", "keys"
METADATA = {**TABLES, "access": access_tables}
"""The tables of every store but the log, and the views, which are built again."""


class CannotBackUp(Exception):
    """No backup was written; the sentence says why."""

    @classmethod
    def because_the_folder_is_in_use(cls, folder: Path) -> Self:
        return cls(f"{folder} is there already and not empty. Name a folder that is not there yet.")

    @classmethod
    def because_the_parts_would_lie_together(cls, one: Path, other: Path) -> Self:
        return cls(
            f"{one} and {other} lie beside each other: whoever finds both, and the key-encryption key, reads "
            "everything. Put the keys to another place."
        )

    @classmethod
    def because_the_copy_is_not_intact(cls, verdict: Verdict) -> Self:
        return cls(f"The copy of the log is not intact: {verdict.reason} Run `./lotse audit verify`.")


class BackedUp(NamedTuple):
    """What was written."""

    events: int | None
    keys: int | None


def back_up(settings: Settings, folder: Path | None, keys_folder: Path | None, now: datetime) -> BackedUp:
    """Write one part or both, each whole or not at all; the keys last, so that none is missing that the log needs."""
    for each in filter(None, (folder, keys_folder)):
        if each.exists() and (not each.is_dir() or any(each.iterdir())):
            raise CannotBackUp.because_the_folder_is_in_use(each)
    if folder and keys_folder and (folder.parent in (keys_folder.parent, keys_folder) or _holds(folder, keys_folder)):
        raise CannotBackUp.because_the_parts_would_lie_together(folder, keys_folder)
    events = _write(folder, lambda draft: _events(settings, draft, now)) if folder else None
    keys = _write(keys_folder, lambda draft: _keys(settings, draft, now)) if keys_folder else None
    _remember(settings, now, folder, keys_folder)
    return BackedUp(events["log"]["size"] if events else None, keys["rows"]["keys.keys"] if keys else None)


def _holds(folder: Path, keys_folder: Path) -> bool:
    return folder in keys_folder.parents or keys_folder in folder.parents


def _write(folder: Path, fill: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        manifest = fill(draft)
        manifest["files"] = {path.relative_to(draft).as_posix(): fingerprint(path) for path in files(draft)}
        replace_whole(draft / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _events(settings: Settings, draft: Path, now: datetime) -> dict[str, Any]:
    """Log, accounts and access log at one moment, with what lies beside them; verified."""
    kept = Checkpoints(settings.checkpoints).kept()
    for name in (settings.checkpoints.name, ERASURES):
        if (settings.data / name).is_dir():
            shutil.copytree(settings.data / name, draft / name, ignore=shutil.ignore_patterns(".*"))
    with copies.snapshot(settings.database_url) as moment:
        for name in ("accounts", "access"):
            _copy(settings, name, draft, moment)
        copies.copy_log(settings.store_url("events"), draft / "events.sqlite", moment)
    verdict = verified(draft / "events.sqlite", kept)
    if not verdict.intact:
        raise CannotBackUp.because_the_copy_is_not_intact(verdict)
    return _about(EVENTS, draft, now) | {"log": {"size": verdict.size, "root": verdict.root}}


def _keys(settings: Settings, draft: Path, now: datetime) -> dict[str, Any]:
    with copies.snapshot(settings.keys_url if _on_server(settings.keys_url) else None) as moment:
        _copy(settings, "keys", draft, moment)
    with opened(draft / "keys.sqlite", "keys") as store, store.reading() as connection:
        wrapped_by = sorted(connection.scalars(select(key_rows.c.kek_id).distinct()))
    return _about(KEYS, draft, now) | {"wrapped_by": wrapped_by}


def _copy(settings: Settings, name: str, draft: Path, moment: str | None) -> None:
    with store_of(settings, name) as store:
        copies.copy_store(store, METADATA[name], draft / f"{name}.sqlite", moment)


def _on_server(url: str | None) -> bool:
    return url is not None and not url.startswith("sqlite:")


def _about(part: str, draft: Path, now: datetime) -> dict[str, Any]:
    rows = {
        f"{path.stem}.{table}": count
        for path in sorted(draft.glob("*.sqlite"))
        for table, count in copies.check_file(path).items()
    }
    return {"format": FORMAT, "part": part, "made_at": now.isoformat(), "rows": rows}


def verified(path: Path, kept: Iterable[Kept]) -> Verdict:
    """What `audit verify` says of a copy of the log."""
    with closing(Log.open(path)) as log:
        return verify(log.recorder, kept=kept)


@contextmanager
def store_of(settings: Settings, name: str) -> Iterator[Store]:
    """One store of the installation, for a moment."""
    store = open_store(settings, name)
    try:
        yield store
    finally:
        store.dispose()


@contextmanager
def opened(path: Path, name: str) -> Iterator[Store]:
    """A copy, opened for a moment."""
    store = Store(f"sqlite:///{path.absolute()}", schema=name, private=True)
    try:
        yield store
    finally:
        store.dispose()


def files(folder: Path) -> list[Path]:
    """Everything in a part of a backup but its manifest."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return file_digest(file, "sha256").hexdigest()


def _remember(settings: Settings, now: datetime, folder: Path | None, keys_folder: Path | None) -> None:
    """Beside the stores, for the self-check: when and where the last backup of each part was written."""
    told = last(settings)
    for part, place in ((EVENTS, folder), (KEYS, keys_folder)):
        if place is not None:
            told[part] = {"made_at": now.isoformat(), "folder": str(place)}
    replace_whole(settings.data / LAST, json.dumps(told, indent=1) + "\n")


def last(settings: Settings) -> dict[str, dict[str, str]]:
    """When and where the last backup of each part was written."""
    path = settings.data / LAST
    told: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told
