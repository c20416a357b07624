"""Row 9: the trail taken away as JSON lines, and a long list as CSV, against the history of django-simple-history."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from bench.asked import DJANGO_HISTORY, LOTSE
from bench.bundles import Written, bundle
from bench.goals import Detail, Row, at_least, at_most, plain
from bench.here import Here
from bench.lotse import lotse
from bench.on_sqlite import django as django_site
from bench.on_sqlite import fill_history
from bench.rounds import Rounds, Sample, cpu_ms, rate
from bench.server import LoadFailed, Server
from bench.town import COORDINATOR

HISTORY_LINES = 60_000
"""Of the peer; what is taken of it is a rate."""
CHANGES_EACH = 5
FLAT = 16.0
"""MiB that count as constant: what the interpreter holds varies by as much."""
TRAIL, CSV = "the trail (bundle)", "CSV of closed referrals"
LIST = "/team/referrals.csv?show=closed"


class Streamed(NamedTuple):
    """A stream read to its end: how many lines, in which time, and how much more its server held meanwhile."""

    sample: Sample
    grown: float


def measure(here: Here) -> Row:
    """Whole files, read to their end."""
    small, trail = bundle(here, here.measure.tiny), bundle(here, here.large)
    folder, town = filled_history(here), here.working_town(here.large)
    streamed: dict[str, list[Streamed]] = {CSV: [], DJANGO_HISTORY: []}
    with ExitStack() as stack:
        ours = stack.enter_context(lotse(town.folder, town.town))
        django = stack.enter_context(django_site(folder))
        headers = ours.headers(COORDINATOR)
        reading: dict[str, Callable[[], Streamed]] = {
            CSV: lambda: _read(ours.web, LIST, headers),
            DJANGO_HISTORY: lambda: _read(django.web, "/history.jsonl", {}),
        }

        def kept(name: str) -> Callable[[], Sample]:
            def ask() -> Sample:
                streamed[name].append(reading[name]())
                return streamed[name][-1].sample

            return ask

        for read in reading.values():
            read()
        rounds = here.rounds("export", {name: kept(name) for name in reading})
    history = rounds.median(DJANGO_HISTORY, rate)
    rows = rounds[CSV][0].done
    goals = (
        at_least(3, "django-simple-history (the trail)", trail.events / trail.seconds / history),
        at_least(3, "django-simple-history (CSV)", rounds.ratio(CSV, DJANGO_HISTORY, rate), note=f"{rows:,} rows"),
        at_most(FLAT, f"more for {trail.events:,} events than for {small.events:,}", trail.mib - small.mib, "MiB"),
        at_most(FLAT, "more while the CSV is written", _grown(streamed[CSV]), "MiB"),
    )
    return Row(9, "export of the trail; CSV of 120,000 rows", goals, [_detail(trail, rounds, streamed)])


def _detail(trail: Written, rounds: Rounds, streamed: dict[str, list[Streamed]]) -> Detail:
    speed, cpu = trail.events / trail.seconds, 1e6 * trail.cpu / trail.events
    shown = [[f"{LOTSE}: {TRAIL}", f"{trail.events:,}", plain(speed), plain(cpu), plain(trail.mib)]]
    for name, said in ((CSV, f"{LOTSE}: {CSV}"), (DJANGO_HISTORY, DJANGO_HISTORY)):
        speed, cpu = rounds.median(name, rate), 1000 * rounds.median(name, cpu_ms)
        done, grown = rounds[name][0].done, _grown(streamed[name])
        shown.append([said, f"{done:,}", plain(speed), plain(cpu), f"+ {plain(grown)}"])
    return Detail("Taking data out", ("what", "lines", "lines/s", "CPU µs a line", "memory MiB"), shown)


def _grown(streamed: list[Streamed]) -> float:
    return min(each.grown for each in streamed)


def filled_history(here: Here) -> Path:
    """The folder with the rows of the peer and all that they were before."""
    return here.once("history", lambda: _history(here))


def _history(here: Here) -> Path:
    folder, lines = here.new_folder().parent, HISTORY_LINES if not here.quick else HISTORY_LINES // 5
    here.say.line(f"filling the history of the peer: {lines:,} lines")
    fill_history(folder, lines // (CHANGES_EACH + 1), CHANGES_EACH)
    return folder


def _read(web: Server, path: str, headers: dict[str, str]) -> Streamed:
    with closing(HTTPConnection("127.0.0.1", web.port, timeout=600)) as connection, _watching(web) as most:
        held, cpu, begun = web.memory(), web.cpu(), time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        lines = 0
        while part := response.read(2**20):
            lines += part.count(b"\n")
        seconds = time.perf_counter() - begun
    if response.status != 200 or lines < 1000:
        raise LoadFailed(f"{path} was answered with {response.status} and {lines} lines.")
    return Streamed(Sample(lines, seconds, web.cpu() - cpu), max(0.0, max(most) - held))


@contextmanager
def _watching(web: Server) -> Iterator[list[float]]:
    """Look at the memory of the workers, again and again, while something else goes on."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            most.append(web.memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()
