"""Branch coverage of the three rooms, where BRANCH_COVERAGE names the least per cent; without it nothing is measured.

SlipCover costs a tenth of the tests' time. The tracing of coverage.py, until Python 3.12, costs as much as the tests.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import slipcover

LEAST = float(os.environ.get("BRANCH_COVERAGE", "0"))
ROOMS = [str(Path(__file__).parents[1] / room) for room in ("referrals", "projections", "web")]
NEVER_RUN = ["if TYPE_CHECKING:", "@overload", "raise NotImplementedError", r"\.\.\."]
TOLD = pytest.StashKey[list[str]]()
MEASURED = pytest.StashKey[dict[str, Any]]()

measuring = slipcover.Slipcover(branch=True, source=ROOMS, exclude_also=NEVER_RUN)
if LEAST:
    slipcover.ImportManager(measuring, slipcover.FileMatcher(sources=ROOMS)).__enter__()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each process tells what it ran; the first one judges."""
    if not LEAST:
        return
    found = measuring.get_coverage()
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["coverage"] = json.dumps(found)
        return
    for told in session.config.stash.get(TOLD, []):
        slipcover.merge_coverage(found, json.loads(told))
    session.config.stash[MEASURED] = found
    if found["summary"]["percent_covered"] < LEAST:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """The first process hears it."""
    if told := getattr(node, "workeroutput", {}).get("coverage"):
        node.config.stash.setdefault(TOLD, []).append(told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The files with lines or branches that no test reached, and the sum."""
    if (found := config.stash.get(MEASURED, None)) is None:
        return
    terminalreporter.section("branch coverage")
    for name, file in sorted(found["files"].items()):
        if file["summary"]["percent_covered"] < 100:
            lines = ", ".join(map(str, file["missing_lines"][:20]))
            branches = ", ".join(f"{start}->{end}" for start, end in file["missing_branches"][:10])
            terminalreporter.line(f"{file['summary']['percent_covered']:5.1f} %  {name}  {lines}  {branches}".rstrip())
    terminalreporter.line(f"{found['summary']['percent_covered']:.1f} % in all; at least {LEAST:.0f} % are asked for.")
