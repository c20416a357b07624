"""On PostgreSQL: Lotse and its peers, each in a database of its own on one server with fsync on."""

from contextlib import ExitStack

from bench.asked import DJANGO_HISTORY, DJANGO_TRACKED, LOTSE, PLAIN, Ask, Asked, asked
from bench.here import Here
from bench.lotse import lotse
from bench.peers.served import DJANGO_SITE, Peer, fill, fill_django, peer

RAW, EVENTS = "bench.peers.raw_postgres", "bench.peers.plain_events"
MANY_TRIPS, ONE_STATEMENT = "Flask + raw SQL, five round trips", "Flask + raw SQL, one statement"
FLASK: dict[str, dict[str, str]] = {MANY_TRIPS: {}, ONE_STATEMENT: {"BENCH_ONE_STATEMENT": "1"}}
DJANGO = {DJANGO_HISTORY: "simple", DJANGO_TRACKED: "tracked"}


def posted(here: Here) -> Asked:
    """Steps by HTTP POST."""
    folder, number, server = here.new_folder().parent, here.measure.tiny, here.postgres()
    with ExitStack() as stack:
        town, url = here.town_on_postgres(number)
        ours = stack.enter_context(lotse(town.folder, town.town, server, url))
        peers: dict[str, Peer] = {}

        def start(name: str, application: str, settings: dict[str, str]) -> None:
            peers[name] = stack.enter_context(peer(name, application, folder, settings, server))

        for name, how in FLASK.items():
            place = server.create(f"raw{len(peers)}")
            fill(RAW, place, number)
            start(name, f"{RAW}:build()", {**how, "BENCH_DATABASE": place})
        place = server.create("plain")
        fill(EVENTS, place, number)
        start(PLAIN, f"{EVENTS}:build()", {"BENCH_DATABASE": place})
        for name, kind in DJANGO.items():
            settings = {"BENCH_DATABASE": server.create(f"django_{kind}"), "BENCH_HISTORY": kind}
            fill_django(settings, number)
            start(name, DJANGO_SITE, settings)
        steps: dict[str, Ask] = {LOTSE: ours.post, **{name: each.post for name, each in peers.items()}}
        webs = {LOTSE: ours.web, **{name: each.web for name, each in peers.items()}}
        return asked(here, "POST on PostgreSQL", steps, lambda: {name: web.memory() for name, web in webs.items()})
