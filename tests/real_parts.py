"""Says at the end of a run which real parts took part, so that a green run hides no skipped half."""

import os
import sqlite3
from typing import Any

import pytest

REAL_PARTS = pytest.StashKey[dict[str, str]]()
NOBODY_ASKED = "no test asked for it"


def pytest_configure(config: pytest.Config) -> None:
    """Before the first test: nobody has asked for a server or a browser yet."""
    config.stash[REAL_PARTS] = {
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": NOBODY_ASKED,
        "Chromium": NOBODY_ASKED,
    }


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where several processes test side by side, each tells the first one what it had."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["real_parts"] = session.config.stash[REAL_PARTS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """The first process hears it."""
    for part, ran in getattr(node, "workeroutput", {}).get("real_parts", {}).items():
        if ran != NOBODY_ASKED:
            node.config.stash[REAL_PARTS][part] = ran


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line per part, after the coverage, where it is still on the screen."""
    terminalreporter.section("real parts")
    for part, ran in config.stash[REAL_PARTS].items():
        terminalreporter.line(f"{part}: {ran}")


def missing(config: pytest.Config, part: str, variable: str, reason: str) -> None:
    """Skips a test whose real part is not here, or fails it where the part is required."""
    config.stash[REAL_PARTS][part] = f"skipped: {reason}"
    if os.environ.get(variable) == "1":
        pytest.fail(f"{variable}=1, but there is no {part}: {reason}", pytrace=False)
    pytest.skip(f"no {part}: {reason}")
