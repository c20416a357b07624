"""Agreed (zugestimmt): one start for everything, in which nothing opens before the release step has agreed.

`bin/start.py` asks for it. The process of the pages reads the code once; its child takes the release step with it, so
that nothing of a store crosses a fork, while the pages are put together. Who waits, waits for a file.
"""

import os
import shlex
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path

COMMAND, TOLD = "RELEASE_COMMAND", "RELEASE_TOLD"
"""In the environment: what to call, and the file in which stands what it has told as soon as it has agreed."""
EVERY = 0.02


def begin(environ: Mapping[str, str]) -> Callable[[], None]:
    """Take the release step in a child, where one is asked for; what comes back waits until it has agreed."""
    if not (command := environ.get(COMMAND)):
        return lambda: None
    told = Path(environ[TOLD])
    draft = told.with_suffix(".draft")
    draft.touch()
    child = get_context("fork").Process(target=_release, args=(shlex.split(command), draft))
    child.start()

    def agreed() -> None:
        child.join()
        sys.stdout.write(draft.read_text("utf-8"))
        sys.stdout.flush()
        if child.exitcode:
            sys.exit(abs(child.exitcode))
        draft.rename(told)

    return agreed


def wait(environ: Mapping[str, str]) -> None:
    """Where the start is one for everything: until the release step has agreed."""
    while TOLD in environ and not Path(environ[TOLD]).exists():
        time.sleep(EVERY)


def _release(command: list[str], draft: Path) -> None:
    from web.cli import main

    with draft.open("wb") as sink:
        os.dup2(sink.fileno(), sys.stdout.fileno())
    main(command, prog_name="lotse")
