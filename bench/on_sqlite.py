"""On SQLite: Lotse and its peers, each on a file with `synchronous=FULL`; several rows read what is measured here."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.asked import DJANGO_HISTORY, FLOOR, HELLO, LOTSE, PLAIN, Asked, asked
from bench.here import Here
from bench.lotse import Lotse, lotse
from bench.peers.people import LAST
from bench.peers.served import DJANGO_SITE, Peer, fill, fill_django, peer
from bench.server import LoadFailed

ROWS_OF_A_PAGE = 50
FILLED = {FLOOR: "bench.peers.raw_sqlite", PLAIN: "bench.peers.plain_events"}
"""Which programs need a store."""
OF_A_PEER = "/caseload?manager={manager}"


class Measured(NamedTuple):
    """Steps by HTTP POST, and the caseload page afterwards."""

    posted: Asked
    read: Asked


def measured(here: Here) -> Measured:
    """Measured once in a run."""
    return here.once("on SQLite", lambda: _measured(here))


def filled(here: Here) -> Path:
    """The folder with the stores of the peers."""
    return here.once("peers on SQLite", lambda: _filled(here))


def _filled(here: Here) -> Path:
    folder, number = here.new_folder().parent, here.measure.small
    here.say.line("filling the peers on SQLite")
    for module in FILLED.values():
        fill(module, _place(folder, module), number)
    fill_django(_django_settings(folder), number)
    return folder


def _place(folder: Path, module: str) -> str:
    return str(folder / f"{module.rpartition('.')[2]}.sqlite")


def _measured(here: Here) -> Measured:
    town, folder = here.town(here.measure.small), filled(here)
    with ExitStack() as stack:
        ours = stack.enter_context(lotse(town.copied(here.new_folder()), town.town))
        check(ours)
        peers = {HELLO: stack.enter_context(peer(HELLO, "bench.peers.hello:build()", folder, {}))}
        for name, module in FILLED.items():
            settings = {"BENCH_DATABASE": _place(folder, module)}
            peers[name] = stack.enter_context(peer(name, f"{module}:build()", folder, settings))
        peers[DJANGO_HISTORY] = stack.enter_context(peer("Django", DJANGO_SITE, folder, _django_settings(folder)))
        return Measured(_posted(here, ours, peers), _read(here, ours, peers))


def _posted(here: Here, ours: Lotse, peers: dict[str, Peer]) -> Asked:
    steps = {LOTSE: ours.post, **{name: peers[name].post for name in (FLOOR, PLAIN, DJANGO_HISTORY)}}
    hello = {HELLO: lambda seconds, browsers: peers[HELLO].read("/", seconds, browsers)}
    return asked(here, "POST on SQLite", {**steps, **hello}, lambda: _memory(ours, peers))


def _read(here: Here, ours: Lotse, peers: dict[str, Peer]) -> Asked:
    raw, django_site = peers[FLOOR], peers[DJANGO_HISTORY]
    pages = {
        LOTSE: lambda seconds, browsers: ours.read("/caseload", seconds, browsers),
        FLOOR: lambda seconds, browsers: raw.read(OF_A_PEER, seconds, browsers),
        DJANGO_HISTORY: lambda seconds, browsers: django_site.read(OF_A_PEER, seconds, browsers),
    }
    return asked(here, "caseload", pages, lambda: _memory(ours, peers))


def _memory(ours: Lotse, peers: dict[str, Peer]) -> dict[str, float]:
    return {LOTSE: ours.web.memory(), **{name: each.web.memory() for name, each in peers.items()}}


def fill_history(folder: Path, referrals: int, changes_each: int) -> None:
    """Django with django-simple-history, and rows that were changed so many times."""
    fill_django(_django_settings(folder), referrals, changes_each)


@contextmanager
def django(folder: Path) -> Iterator[Peer]:
    """Django with django-simple-history on the file that was filled."""
    with peer("Django", DJANGO_SITE, folder, _django_settings(folder)) as running:
        yield running


def _django_settings(folder: Path) -> dict[str, str]:
    return {"BENCH_DATABASE": str(folder / "django.sqlite"), "BENCH_HISTORY": "simple"}


def check(ours: Lotse) -> None:
    """The page shows fifty rows, and who asks stands in each of them."""
    shown = ours.page("/caseload", ours.town.managers[0]).split("<tbody", 1)[-1]
    rows, names = shown.count("<tr"), sum(shown.count(name) for name in LAST)
    if rows < ROWS_OF_A_PAGE or names < ROWS_OF_A_PAGE:
        raise LoadFailed(f"The caseload shows {rows} rows and {names} names, not {ROWS_OF_A_PAGE}.")
