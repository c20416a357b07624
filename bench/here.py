"""Here (Hier): what all rows share in one run: how much to measure, where to write, towns, PostgreSQL, and talking."""

import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.multiplied import multiplied
from bench.postgres import Database, cluster
from bench.rounds import Rounds, Sample, interleaved
from bench.towns import Kept, built, is_there, kept, made_on_postgres, told

T = TypeVar("T")
AFFORDABLE = 270.0
"""Seconds that making the large town may take."""
SMALLER = (1, 0.75, 0.5, 0.25)
"""Shares of its size that are tried."""


class Measure(NamedTuple):
    """How much is measured."""

    rounds: int
    seconds: float
    """Of one peer in one round."""
    alone: float
    """Of one peer in one round of a single browser, where its rate and its CPU are all that is taken."""
    warm: float
    """Before the first round: what is made at the first request is made then."""
    tiny: int
    """Referrals of the town of 10,000 events."""
    small: int
    """Referrals of the small town, of which rates are taken."""
    large: int
    """Referrals of the large one, generated and folded."""
    largest: int
    """Referrals of the one whose rows are copied."""


FULL = Measure(5, seconds=1.5, alone=0.75, warm=0.7, tiny=2_000, small=10_000, large=200_000, largest=1_000_000)
QUICK = Measure(2, seconds=0.35, alone=0.25, warm=0.25, tiny=2_000, small=5_000, large=5_000, largest=25_000)


class Here:
    """One run of the bench."""

    def __init__(self, measure: Measure, say: "Saying", folder: Path, stack: ExitStack) -> None:
        self.measure, self.say, self.folder = measure, say, folder
        self._stack = stack
        self._postgres: Database | None = None
        self._known: dict[str, Any] = {}
        self._turns: defaultdict[str, RLock] = defaultdict(RLock)
        self._numbered = 0

    @property
    def quick(self) -> bool:
        """Whether this is the short run."""
        return self.measure == QUICK

    def town(self, referrals: int) -> Kept:
        """The town with so many referrals."""
        return self.once(f"town {referrals}", lambda: kept(referrals, self.say.line))

    @property
    def large(self) -> int:
        """Referrals of the large town: fewer on a machine that would need too long to make it."""
        return self.once("large", self._affordable)

    def _affordable(self) -> int:
        sizes = [max(self.measure.small, int(share * self.measure.large)) for share in SMALLER]
        if is_there(sizes[0]):
            return sizes[0]
        slow = self.town(self.measure.small).made_in / self.measure.small
        return next((size for size in sizes if size * slow <= AFFORDABLE), sizes[-1])

    def tell_large_town(self) -> None:
        """Its events, where it is not there yet; its projections are built when nothing else is at work any more."""
        if self.large != self.measure.small and not is_there(self.large):
            self.once("draft", lambda: told(self.large, self.say.line))

    def build_large_town(self) -> None:
        """The projections of the town that was told; how fast that was is what row 6 asks for."""
        if draft := self._known.get("draft"):
            self.once(f"town {self.large}", lambda: built(self.large, draft, self.say.line))

    def working_town(self, referrals: int) -> Kept:
        """A copy of a town to write in, the same for all rows of this run; a step moves its versions on."""
        town = self.town(referrals)
        return self.once(f"copy of {referrals}", lambda: town._replace(folder=town.copied(self.new_folder())))

    def largest_town(self) -> Kept:
        """The town of the pages: its rows are copies of the small one's."""
        small, largest = self.town(self.measure.small), self.measure.largest
        return self.once("largest town", lambda: multiplied(largest, small, self.say.line))

    def town_on_postgres(self, referrals: int) -> tuple[Kept, str]:
        """A town in a database of its own, and the address of that."""
        url = self.postgres().create("lotse")
        return made_on_postgres(referrals, self.new_folder(), url, self.say.line), url

    def new_folder(self) -> Path:
        """A folder that is not there yet."""
        self._numbered += 1
        folder = self.folder / str(self._numbered)
        folder.mkdir()
        return folder / "data"

    def postgres(self) -> Database:
        """The PostgreSQL of this run, as durable as it comes."""
        if self._postgres is None:
            self.say.line("starting PostgreSQL")
            self._postgres = self._stack.enter_context(cluster())
        return self._postgres

    @property
    def postgres_version(self) -> str:
        """Of the PostgreSQL of this run; empty where none was needed."""
        return self._postgres.version if self._postgres else ""

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several rows ask for is made, or measured, for the first of them."""
        with self._turns[name]:
            if name not in self._known:
                self._known[name] = make()
            found: T = self._known[name]
            return found

    def rounds(self, what: str, peers: dict[str, Callable[[], Sample]], number: int = 0) -> Rounds:
        """Every peer in turn, as many rounds as this run has."""
        return interleaved(number or self.measure.rounds, peers, lambda text: self.say.line(f"{what}: {text}"))


class Saying:
    """Tells how far the run is: a bar on a terminal, lines with the seconds elsewhere."""

    def __init__(self, console: Console, rows: int) -> None:
        self._console, self._begun = console, time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True) if console.is_terminal else None
        self._task = self._bar.add_task("", total=rows) if self._bar else None

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._begun

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While this lasts, the bar is on the screen."""
        if self._bar is None:
            yield
            return
        with self._bar:
            yield

    def line(self, text: str) -> None:
        """What is being done."""
        if self._bar is None or self._task is None:
            self._console.print(f"[{self.elapsed:6.1f} s] {text}", markup=False, highlight=False, soft_wrap=True)
        else:
            self._bar.update(self._task, description=text[: max(20, self._console.width - 45)])

    def row_done(self) -> None:
        """One row more."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)


@contextmanager
def here(measure: Measure, say: Saying) -> Iterator[Here]:
    """A run with a folder of its own on the disk, gone afterwards."""
    place = Path("/var/tmp")  # noqa: S108 (on a disk, where /tmp may be memory)
    folder = Path(tempfile.mkdtemp(prefix="lotse-bench-", dir=place if place.is_dir() else None))
    try:
        with ExitStack() as stack:
            yield Here(measure, say, folder, stack)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
