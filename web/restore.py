"""Restore (Zurückspielen): a verified backup into an empty place; what was erased since is erased again first.

A file in the data folder says that it is under way: nothing is served until it is gone, and called again the restore
begins anew.
"""

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Self

from projections.rebuild import rebuild
from projections.runner import Runner
from referrals import copies, restoring
from referrals.checkpoint import Checkpoints
from referrals.erasure_events import ErasureBegun
from referrals.keys import KekUnusable, load_kek
from referrals.log.application import Log
from referrals.restoring import Restored
from referrals.signing import replace_whole
from referrals.store import Store
from web import access_tables, erasure_papers, fitting, forgetting
from web.backup import EVENTS, FORMAT, KEYS, MANIFEST, METADATA, files, fingerprint, store_of
from web.house import RealHouse
from web.settings import Settings

PARTS = {EVENTS: ("accounts", "access", "events"), KEYS: ("keys",)}


class CannotRestore(Exception):
    """Nothing was put back; the sentence says why."""

    @classmethod
    def because_it_is_no_backup(cls, folder: Path, part: str) -> Self:
        return cls(f"{folder} holds no backup of the {part}. Name the folder that `./lotse backup` wrote.")

    @classmethod
    def because_a_file_is_not_as_written(cls, path: Path) -> Self:
        return cls(f"{path} is missing or not as it was written. Take another backup.")

    @classmethod
    def because_something_is_there(cls, name: str) -> Self:
        return cls(f"The store '{name}' is not empty; a backup is only put back where nothing is. Move it away first.")

    @classmethod
    def because_a_part_would_be_missing(cls, name: str) -> Self:
        return cls(f"The store '{name}' is missing too: give both folders, DIR and --keys.")

    @classmethod
    def because_the_keys_are_wrapped_otherwise(cls, folder: Path, kek_file: Path) -> Self:
        return cls(
            f"The keys in {folder} are not wrapped by {kek_file}: either that is another key-encryption key, or the "
            "backup is from before an erasure, which turned it. Take the newest backup of the keys."
        )


class PutBack(NamedTuple):
    """What was put back."""

    restored: Restored
    erased_again: int
    """Persons who were erased after the backup, and are now erased again."""


def restore(settings: Settings, folders: dict[str, Path]) -> PutBack:
    """Put the parts back that are given, EVENTS or KEYS or both; the other one has to be there."""
    manifests = {part: check_part(folder, part) for part, folder in folders.items()}
    settings.prepare_folder()
    if not settings.kek_file.exists():
        raise KekUnusable.because_it_is_missing(settings.kek_file)
    kek = load_kek(settings.kek_file)
    if KEYS in manifests and not set(manifests[KEYS]["wrapped_by"]) <= {kek.id}:
        raise CannotRestore.because_the_keys_are_wrapped_otherwise(folders[KEYS], settings.kek_file)
    marker = settings.data / fitting.RESTORING
    _make_room(settings, marker, folders)
    replace_whole(marker, json.dumps({part: str(folder) for part, folder in folders.items()}) + "\n")
    for part, folder in folders.items():
        for name in PARTS[part]:
            _load(settings, name, folder / f"{name}.sqlite")
        if part == EVENTS:
            _beside(settings, folder)
    known = manifests[EVENTS]["log"]["size"] if EVENTS in manifests else 0
    put_back = _go_on(settings, known)
    marker.unlink()
    return put_back


def check_part(folder: Path, part: str) -> dict[str, Any]:
    """The manifest of a part that is complete and as it was written."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        fits = manifest["format"] == FORMAT and manifest["part"] == part
    except (OSError, ValueError, TypeError, KeyError):
        fits = False
    if not fits:
        raise CannotRestore.because_it_is_no_backup(folder, part)
    found = {path.relative_to(folder).as_posix() for path in files(folder)}
    for name, expected in manifest["files"].items():
        if name not in found or fingerprint(folder / name) != expected:
            raise CannotRestore.because_a_file_is_not_as_written(folder / name)
    return manifest


def _make_room(settings: Settings, marker: Path, folders: dict[str, Path]) -> None:
    """Refuse where something is; what an interrupted restore put there goes."""
    begun = json.loads(marker.read_text("utf-8")) if marker.exists() else {}
    given = [name for part in folders for name in PARTS[part]]
    for part in begun:
        for name in PARTS[part]:
            with store_of(settings, name) as store:
                copies.clear(store)
    for name in given:
        with store_of(settings, name) as store:
            if not copies.is_empty(store):
                raise CannotRestore.because_something_is_there(name)
            copies.clear(store)
    for name in ("accounts", "access", "events", "keys"):
        with store_of(settings, name) as store:
            if name not in given and not store.exists:
                raise CannotRestore.because_a_part_would_be_missing(name)


def _load(settings: Settings, name: str, path: Path) -> None:
    if name == "events":
        copies.load_log(path, settings.store_url("events"))
        return
    with store_of(settings, name) as store:
        copies.load_store(path, store, METADATA[name], partial(_prepare, name))


def _prepare(name: str, store: Store) -> None:
    """Make what is missing, and bring the tables of an earlier version up to this one."""
    access_tables.prepare(store) if name == "access" else store.create(METADATA[name])


def _beside(settings: Settings, folder: Path) -> None:
    """Checkpoints and papers of erasures: what is here already is newer and stays."""
    for name in (settings.checkpoints.name, erasure_papers.FOLDER):
        for path in sorted((folder / name).rglob("*")) if (folder / name).is_dir() else ():
            target = settings.data / path.relative_to(folder)
            if path.is_file() and not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                target.chmod(0o600)


def _go_on(settings: Settings, known: int) -> PutBack:
    """The log says that it was put back, the views are built from it, and what was erased is erased again."""
    for name in METADATA:
        with store_of(settings, name) as store:
            _prepare(name, store)
    with store_of(settings, "views") as views, closing(Log.open(settings.store_url("events"))) as log:
        log.check_contents()
        runner = Runner(log, views)
        runner.create()
        seen = max(known, max(runner.positions().values()))
        now = datetime.now(UTC)
        restored = restoring.accept(Checkpoints(settings.checkpoints), log, now, seen, always=True)
        assert restored is not None
        rebuild(runner, afresh=True)
    house = RealHouse(settings)
    try:
        return PutBack(restored, _erase_again(house))
    finally:
        house.close()


def _erase_again(house: RealHouse) -> int:
    """Every erasure that the log, the key store or the papers beside them know of; how many had to be told again."""
    again = set(erasure_papers.tell_again(house))
    erased = house.keys.erased()
    for event in house.log.told(ErasureBegun.TOPIC):
        assert isinstance(event, ErasureBegun)
        for owner in event.owners:
            if owner not in erased or house.keys.count([owner]):
                house.keys.destroy(owner, house.now())
                again.add(event.originator_id)
    forgetting.carry_out(house)
    return len(again)
