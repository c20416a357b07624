"""Row 4: the caseload page with 50 rows whose names are unsealed, against raw SQL and Django."""

from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from bench.goals import Detail, Row, at_most, plain
from bench.here import Here
from bench.lotse import Lotse, lotse
from bench.peers.people import LAST
from bench.peers.served import Peer, fill, peer
from bench.posting import DJANGO, FLOOR, LOTSE, MANY, ONE, django_on_sqlite
from bench.rounds import Rounds, cpu_ms, p95, rate
from bench.server import LoadFailed

ROWS_OF_A_PAGE = 50


class Read(NamedTuple):
    """The rounds with one and with eight browsers, and what the workers held afterwards."""

    one: Rounds
    many: Rounds
    memory: dict[str, float]


def measure(here: Here) -> Row:
    """The same fifty rows."""
    read = on_sqlite(here)
    goals = (
        at_most(0.2, "Django's CPU", read.many.ratio(LOTSE, DJANGO, cpu_ms)),
        at_most(1.3, "raw SQL + Jinja's CPU", read.many.ratio(LOTSE, FLOOR, cpu_ms)),
    )
    head = ("caseload page, 50 rows", "c=1 /s", "c=8 /s", "c=8 p95 ms", "CPU ms c=1", "CPU ms c=8", "memory MiB")
    lines = [[name, *(plain(each) for each in _figures(read, name))] for name in read.many]
    return Row(4, "caseload page, 50 rows, names unsealed", goals, [Detail("The caseload page, SQLite", head, lines)])


def _figures(read: Read, name: str) -> tuple[float, ...]:
    one, many = read.one, read.many
    rates = one.median(name, rate), many.median(name, rate), many.median(name, p95)
    return (*rates, one.median(name, cpu_ms), many.median(name, cpu_ms), read.memory[name])


def on_sqlite(here: Here) -> Read:
    """Lotse and two peers in turn."""
    return here.once("caseload on SQLite", lambda: _on_sqlite(here))


def _on_sqlite(here: Here) -> Read:
    folder, number, seconds = here.new_folder().parent, here.measure.small, here.measure.seconds
    town = here.town(number)
    with ExitStack() as stack:
        ours = stack.enter_context(lotse(town.copied(here.new_folder()), town.town))
        check(ours)
        place = str(folder / "raw.sqlite")
        fill("bench.peers.raw_sqlite", place, number)
        raw = stack.enter_context(peer(FLOOR, "bench.peers.raw_sqlite:build()", folder, {"BENCH_DATABASE": place}))
        django = stack.enter_context(django_on_sqlite(folder, number))
        pages: dict[str, tuple[Lotse | Peer, str]] = {
            LOTSE: (ours, "/caseload"),
            FLOOR: (raw, "/caseload?manager={manager}"),
            DJANGO: (django, "/caseload?manager={manager}"),
        }
        one, many = (
            here.rounds(
                f"caseload, c={threads}",
                {name: partial(each.read, path, seconds, threads) for name, (each, path) in pages.items()},
            )
            for threads in (ONE, MANY)
        )
        return Read(one, many, {name: each.web.memory() for name, (each, _path) in pages.items()})


def check(ours: Lotse) -> None:
    """The page shows fifty rows, and who asks stands in each of them."""
    shown = ours.page("/caseload", ours.town.managers[0]).split("<tbody", 1)[-1]
    rows, names = shown.count("<tr"), sum(shown.count(name) for name in LAST)
    if rows < ROWS_OF_A_PAGE or names < ROWS_OF_A_PAGE:
        raise LoadFailed(f"The caseload shows {rows} rows and {names} names, not {ROWS_OF_A_PAGE}.")
