"""`python -m bench [--quick] [ROW …]`: measure, print one table, keep it."""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console

from bench import results, table
from bench.here import FULL, QUICK, Here, Saying, here
from bench.rows import ROWS, in_order, make
from bench.server import LoadFailed
from bench.surroundings import DidNotStart

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
NOT_MEASURED = 2


def main(arguments: Sequence[str]) -> int:
    """0 when everything could be measured, whatever came out; 2 when something went wrong."""
    parser = argparse.ArgumentParser(prog="bench", description="How fast Lotse is, against what.")
    parser.add_argument("rows", metavar="ROW", type=int, nargs="*", help="only these rows")
    parser.add_argument("--quick", action="store_true", help="10,000 referrals only, fewer rounds: three minutes")
    parser.add_argument("--show", action="store_true", help="measure nothing: the table of what was measured")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.rows) - set(ROWS):
        parser.error(f"there is no row {min(unknown)}: there are {min(ROWS)} to {max(ROWS)}.")
    wanted = in_order(set(asked.rows) or set(ROWS))
    console = Console(soft_wrap=True)
    signal.signal(signal.SIGTERM, _stop)  # whoever ends the bench ends its servers too
    saying = Saying(console, len(wanted))
    if asked.show:
        _show(console, quick=asked.quick)
        return 0
    try:
        with here(QUICK if asked.quick else FULL, saying) as run, saying.shown():
            saying.line("making what is measured")
            make(run, wanted)
            for number in wanted:
                _measure(run, number)
    except (DidNotStart, LoadFailed) as failure:
        console.print(f"bench: {failure}", style="bold", markup=False)
        return NOT_MEASURED
    _show(console, quick=asked.quick)
    console.print(f"{saying.elapsed / 60:.1f} minutes.", highlight=False)
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(NOT_MEASURED)


def _measure(run: Here, number: int) -> None:
    run.say.line(f"row {number}")
    results.keep(run, ROWS[number](run), datetime.now(UTC))
    run.say.row_done()


def _show(console: Console, *, quick: bool) -> None:
    """The table, with the rows of earlier runs where this one had not all; a short run leaves the page as it is."""
    about, rows = results.read(results.place(quick=quick))
    if console.is_terminal:
        console.print(table.for_terminal(rows))
    else:
        console.print(table.as_markdown(rows, about), markup=False, highlight=False)
    if not quick:
        table.written_into(PAGE, table.as_markdown(rows, about))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
