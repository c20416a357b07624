"""Posting (Eintragen): one step by HTTP POST, Lotse and its peers in turn; several rows read what is measured here."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.goals import Detail, plain
from bench.here import Here
from bench.lotse import Lotse, lotse
from bench.peers.served import Peer, fill, fill_django, peer
from bench.rounds import Rounds, Sample, cpu_ms, p95, rate

LOTSE, FLOOR, PLAIN, DJANGO, HELLO = "Lotse", "Flask + raw SQL", "plain eventsourcing", "Django", "Flask hello world"
DJANGO_HISTORY, DJANGO_TRACKED = "Django + simple-history", "Django + pghistory"
MANY_TRIPS, ONE_STATEMENT = "Flask + raw SQL, five round trips", "Flask + raw SQL, one statement"
DJANGO_SITE = "bench.peers.django_site.wsgi:application"
ONE, MANY = 1, 8
"""Browsers at a time."""


class Posted(NamedTuple):
    """The rounds with one and with eight browsers, and what the workers held afterwards."""

    one: Rounds
    many: Rounds
    memory: dict[str, float]

    def table(self, title: str) -> Detail:
        """What was measured of each peer."""
        head = ("one step by HTTP POST", "c=1 /s", "c=8 /s", "c=8 p95 ms", "CPU ms c=1", "CPU ms c=8", "memory MiB")
        return Detail(title, head, [self._line(name) for name in self.many])

    def _line(self, name: str) -> list[str]:
        figures = (
            self.one.median(name, rate),
            self.many.median(name, rate),
            self.many.median(name, p95),
            self.one.median(name, cpu_ms),
            self.many.median(name, cpu_ms),
            self.memory[name],
        )
        return [name, *map(plain, figures)]


def on_sqlite(here: Here) -> Posted:
    """Every peer on a SQLite file with `synchronous=FULL`."""
    return here.once("posting on SQLite", lambda: _on_sqlite(here))


def _on_sqlite(here: Here) -> Posted:
    folder, number = here.new_folder().parent, here.measure.small
    town = here.town(number)
    with ExitStack() as stack:
        running: dict[str, Lotse | Peer] = {
            LOTSE: stack.enter_context(lotse(town.copied(here.new_folder()), town.town))
        }
        for name, module in ((FLOOR, "bench.peers.raw_sqlite"), (PLAIN, "bench.peers.plain_events")):
            place = str(folder / f"{module.rpartition('.')[2]}.sqlite")
            fill(module, place, number)
            running[name] = stack.enter_context(peer(name, f"{module}:build()", folder, {"BENCH_DATABASE": place}))
        running[DJANGO_HISTORY] = stack.enter_context(django_on_sqlite(folder, number))
        hello = stack.enter_context(peer(HELLO, "bench.peers.hello:build()", folder, {}))
        return _posted(here, "POST on SQLite", running, {HELLO: hello})


@contextmanager
def django_on_sqlite(folder: Path, referrals: int, changes_each: int = 0) -> Iterator[Peer]:
    """Django with django-simple-history on a file of its own."""
    settings = {"BENCH_DATABASE": str(folder / "django.sqlite"), "BENCH_HISTORY": "simple"}
    fill_django(settings, referrals, changes_each)
    with peer("Django", DJANGO_SITE, folder, settings) as running:
        yield running


def on_postgres(here: Here) -> Posted:
    """Every peer in a database of its own on one server with fsync on."""
    return here.once("posting on PostgreSQL", lambda: _on_postgres(here))


def _on_postgres(here: Here) -> Posted:
    folder, number, server = here.new_folder().parent, here.measure.tiny, here.postgres()
    raw, events = "bench.peers.raw_postgres", "bench.peers.plain_events"
    flask = {MANY_TRIPS: {}, ONE_STATEMENT: {"BENCH_ONE_STATEMENT": "1"}}
    django = {DJANGO_HISTORY: "simple", DJANGO_TRACKED: "tracked"}
    with ExitStack() as stack:
        data, url = here.town_on_postgres(number)
        running: dict[str, Lotse | Peer] = {LOTSE: stack.enter_context(lotse(data.folder, data.town, server, url))}
        for name, settings in flask.items():
            place = server.create(f"raw{len(running)}")
            fill(raw, place, number)
            settings = {**settings, "BENCH_DATABASE": place}
            running[name] = stack.enter_context(peer(name, f"{raw}:build()", folder, settings, server))
        place = server.create("plain")
        fill(events, place, number)
        settings = {"BENCH_DATABASE": place}
        running[PLAIN] = stack.enter_context(peer(PLAIN, f"{events}:build()", folder, settings, server))
        for name, kind in django.items():
            settings = {"BENCH_DATABASE": server.create(f"django_{kind}"), "BENCH_HISTORY": kind}
            fill_django(settings, number)
            running[name] = stack.enter_context(peer(name, DJANGO_SITE, folder, settings, server))
        return _posted(here, "POST on PostgreSQL", running, {})


def _posted(here: Here, what: str, running: dict[str, Lotse | Peer], reading: dict[str, Peer]) -> Posted:
    def peers(threads: int) -> dict[str, Callable[[], Sample]]:
        found: dict[str, Callable[[], Sample]] = {
            name: partial(each.post, here.measure.seconds, threads) for name, each in running.items()
        }
        return found | {name: partial(each.read, "/", here.measure.seconds, threads) for name, each in reading.items()}

    for each in peers(MANY).values():  # what is made at the first request is made before
        each()
    one, many = here.rounds(f"{what}, c=1", peers(ONE)), here.rounds(f"{what}, c=8", peers(MANY))
    return Posted(one, many, {name: each.web.memory() for name, each in (running | reading).items()})
