"""On PostgreSQL: Lotse and its peers, each in a database of its own on one server with fsync on."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from bench.asked import DJANGO_HISTORY, DJANGO_TRACKED, LOTSE, PLAIN, Ask, Asked, asked
from bench.here import Here
from bench.lotse import lotse
from bench.peers.served import DJANGO_SITE, Peer, fill, fill_django, peer
from bench.postgres import Database
from bench.towns import Kept

RAW, EVENTS = "bench.peers.raw_postgres", "bench.peers.plain_events"
MANY_TRIPS, ONE_STATEMENT = "Flask + raw SQL, five round trips", "Flask + raw SQL, one statement"
FLASK: dict[str, dict[str, str]] = {MANY_TRIPS: {}, ONE_STATEMENT: {"BENCH_ONE_STATEMENT": "1"}}
DJANGO = {DJANGO_HISTORY: "simple", DJANGO_TRACKED: "tracked"}


class Filled(NamedTuple):
    """A peer whose database is filled."""

    name: str
    application: str
    settings: dict[str, str]


class Everything(NamedTuple):
    """The town with the address of its database, and the peers."""

    town: Kept
    url: str
    peers: Sequence[Filled]


def posted(here: Here) -> Asked:
    """Steps by HTTP POST."""
    (town, url, others), server, folder = filled(here), here.postgres(), here.new_folder().parent
    with ExitStack() as stack:
        ours = stack.enter_context(lotse(town.folder, town.town, server, url))
        peers: dict[str, Peer] = {
            each.name: stack.enter_context(peer(each.name, each.application, folder, each.settings, server))
            for each in others
        }
        steps: dict[str, Ask] = {LOTSE: ours.post, **{name: each.post for name, each in peers.items()}}
        webs = {LOTSE: ours.web, **{name: each.web for name, each in peers.items()}}
        return asked(here, "POST on PostgreSQL", steps, lambda: {name: web.memory() for name, web in webs.items()})


def filled(here: Here) -> Everything:
    """All databases of this row."""
    return here.once("everything on PostgreSQL", lambda: _everything(here))


def _everything(here: Here) -> Everything:
    peers = list(_filled(here, here.postgres(), here.measure.tiny))
    return Everything(*here.town_on_postgres(here.measure.tiny), peers)


def _filled(here: Here, server: Database, number: int) -> Iterator[Filled]:
    here.say.line("filling the peers on PostgreSQL")
    ours = [(name, RAW, how) for name, how in FLASK.items()]
    for name, module, how in [*ours, (PLAIN, EVENTS, dict[str, str]())]:
        place = server.create(f"peer{len(how)}_{module.rpartition('.')[2]}")
        settings = {**how, "BENCH_DATABASE": place}
        fill(module, place, number)
        yield Filled(name, f"{module}:build()", settings)
    for name, kind in DJANGO.items():
        settings = {"BENCH_DATABASE": server.create(f"django_{kind}"), "BENCH_HISTORY": kind}
        fill_django(settings, number)
        yield Filled(name, DJANGO_SITE, settings)
