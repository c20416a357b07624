"""On SQLite: Lotse and its peers, each on a file with `synchronous=FULL`; several rows read what is measured here."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
"""Which programs need a store; it is filled while Lotse starts, for nothing is measured yet."""
OF_A_PEER = "/caseload?manager={manager}"


class Measured(NamedTuple):
    """Steps by HTTP POST, and the caseload page afterwards."""

    posted: Asked
    read: Asked


def measured(here: Here) -> Measured:
    """Measured once in a run."""
    return here.once("on SQLite", lambda: _measured(here))


def _measured(here: Here) -> Measured:
    folder, number = here.new_folder().parent, here.measure.small
    town, django_site = here.town(number), _django_settings(folder)
    places = {module: str(folder / f"{module.rpartition('.')[2]}.sqlite") for module in FILLED.values()}
    with ExitStack() as stack, ThreadPoolExecutor() as beside:
        filling = [beside.submit(fill, module, place, number) for module, place in places.items()]
        filling.append(beside.submit(fill_django, django_site, number))
        ours = stack.enter_context(lotse(town.copied(here.new_folder()), town.town))
        check(ours)
        for each in filling:
            each.result()
        peers = {HELLO: stack.enter_context(peer(HELLO, "bench.peers.hello:build()", folder, {}))}
        for name, module in FILLED.items():
            settings = {"BENCH_DATABASE": places[module]}
            peers[name] = stack.enter_context(peer(name, f"{module}:build()", folder, settings))
        peers[DJANGO_HISTORY] = stack.enter_context(peer("Django", DJANGO_SITE, folder, django_site))
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


@contextmanager
def django(folder: Path, referrals: int, changes_each: int = 0) -> Iterator[Peer]:
    """Django with django-simple-history on a file of its own."""
    settings = _django_settings(folder)
    fill_django(settings, referrals, changes_each)
    with peer("Django", DJANGO_SITE, folder, settings) as running:
        yield running


def _django_settings(folder: Path) -> dict[str, str]:
    return {"BENCH_DATABASE": str(folder / "django.sqlite"), "BENCH_HISTORY": "simple"}


def check(ours: Lotse) -> None:
    """The page shows fifty rows, and who asks stands in each of them."""
    shown = ours.page("/caseload", ours.town.managers[0]).split("<tbody", 1)[-1]
    rows, names = shown.count("<tr"), sum(shown.count(name) for name in LAST)
    if rows < ROWS_OF_A_PAGE or names < ROWS_OF_A_PAGE:
        raise LoadFailed(f"The caseload shows {rows} rows and {names} names, not {ROWS_OF_A_PAGE}.")
