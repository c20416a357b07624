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
from bench.goals import Row
from bench.here import FULL, QUICK, Here, Saying, here
from bench.rows import ROWS
from bench.server import DidNotStart, LoadFailed

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
NOT_MEASURED = 2


def main(arguments: Sequence[str]) -> int:
    """0 when everything could be measured, whatever came out; 2 when something went wrong."""
    parser = argparse.ArgumentParser(prog="bench", description="How fast Lotse is, against what.")
    parser.add_argument("rows", metavar="ROW", type=int, nargs="*", help="only these rows")
    parser.add_argument("--quick", action="store_true", help="10,000 referrals only, fewer rounds: three minutes")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.rows) - set(ROWS):
        parser.error(f"there is no row {min(unknown)}: there are {min(ROWS)} to {max(ROWS)}.")
    wanted = sorted(set(asked.rows) or ROWS)
    console = Console(soft_wrap=True)
    signal.signal(signal.SIGTERM, _stop)  # whoever ends the bench ends its servers too
    saying = Saying(console, len(wanted))
    try:
        with here(QUICK if asked.quick else FULL, saying) as run:
            with saying.shown():
                measured = [_measured(run, number) for number in wanted]
            _keep(run, measured, console, everything=len(wanted) == len(ROWS))
    except (DidNotStart, LoadFailed) as failure:
        console.print(f"bench: {failure}", style="bold", markup=False)
        return NOT_MEASURED
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(NOT_MEASURED)


def _measured(run: Here, number: int) -> Row:
    run.say.line(f"row {number}")
    row = ROWS[number](run)
    run.say.row_done()
    return row


def _keep(run: Here, measured: Sequence[Row], console: Console, *, everything: bool) -> None:
    now = datetime.now(UTC)
    markdown = table.as_markdown(measured, results.about(run, now))
    if console.is_terminal:
        console.print(table.for_terminal(measured))
    else:
        console.print(markdown, markup=False, highlight=False)
    if everything:
        results.write(run, measured, now)
        if not run.quick:
            table.written_into(PAGE, markdown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
