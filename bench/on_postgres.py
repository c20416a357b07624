"""On PostgreSQL: Lotse and its peers, each in a database of its own on one server with fsync on."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

from bench.asked import DJANGO_HISTORY, DJANGO_TRACKED, LOTSE, PLAIN, Ask, Asked, asked
from bench.here import Here
from bench.lotse import lotse
from bench.peers.served import DJANGO_SITE, Peer, fill, fill_django, peer
from bench.postgres import Database

RAW, EVENTS = "bench.peers.raw_postgres", "bench.peers.plain_events"
MANY_TRIPS, ONE_STATEMENT = "Flask + raw SQL, five round trips", "Flask + raw SQL, one statement"
FLASK: dict[str, dict[str, str]] = {MANY_TRIPS: {}, ONE_STATEMENT: {"BENCH_ONE_STATEMENT": "1"}}
DJANGO = {DJANGO_HISTORY: "simple", DJANGO_TRACKED: "tracked"}


class Filled(NamedTuple):
    """A peer whose database is being filled."""

    name: str
    application: str
    settings: dict[str, str]
    done: "Future[None]"


def posted(here: Here) -> Asked:
    """Steps by HTTP POST; nothing is measured yet while the peers are filled beside the town."""
    folder, number, server = here.new_folder().parent, here.measure.tiny, here.postgres()
    with ExitStack() as stack, ThreadPoolExecutor(2) as beside:
        filled = [*_filled(server, number, beside)]
        town, url = here.town_on_postgres(number)
        for each in filled:
            each.done.result()
        ours = stack.enter_context(lotse(town.folder, town.town, server, url))
        peers: dict[str, Peer] = {
            each.name: stack.enter_context(peer(each.name, each.application, folder, each.settings, server))
            for each in filled
        }
        steps: dict[str, Ask] = {LOTSE: ours.post, **{name: each.post for name, each in peers.items()}}
        webs = {LOTSE: ours.web, **{name: each.web for name, each in peers.items()}}
        return asked(here, "POST on PostgreSQL", steps, lambda: {name: web.memory() for name, web in webs.items()})


def _filled(server: Database, number: int, beside: Executor) -> Iterator[Filled]:
    ours = [(name, RAW, how) for name, how in FLASK.items()]
    for name, module, how in [*ours, (PLAIN, EVENTS, dict[str, str]())]:
        place = server.create(f"peer{len(how)}_{module.rpartition('.')[2]}")
        settings = {**how, "BENCH_DATABASE": place}
        yield Filled(name, f"{module}:build()", settings, beside.submit(fill, module, place, number))
    for name, kind in DJANGO.items():
        settings = {"BENCH_DATABASE": server.create(f"django_{kind}"), "BENCH_HISTORY": kind}
        yield Filled(name, DJANGO_SITE, settings, beside.submit(fill_django, settings, number))
