"""How gunicorn runs Lotse: two processes with four threads each, nothing shared between them.

No preload: a database connection or the log's application must never cross a fork.
"""

import ctypes
import gc
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from web.operations.logs import configuration

wsgi_app = "web.wsgi:build()"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = False
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
# Requests leave their line in web/operations/requests.py: by route, for addresses hold ids and queries.
accesslog = None
COUNTS = Path(os.environ.get("LOTSE_DATA") or "var").absolute() / "counts"
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108


logconfig_dict = configuration()


ONE_ARENA = (-8, 1)
"""`mallopt(M_ARENA_MAX, 1)` of the C library of Linux: threads that take turns anyway need no heap each."""


def on_starting(server: Any) -> None:
    """Put the application together once for all workers, and empty the place where they leave their counts.

    Code and pages alone are shared: `build` opens the house in the worker. A new version needs a restart, not a reload.
    Nothing listens before this has ended.
    """
    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(COUNTS)))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(*ONE_ARENA)
    gc.disable()  # what is read now stays
    wsgi = importlib.import_module("web.wsgi")
    agreed = importlib.import_module("web.agreed").begin(os.environ)
    try:
        wsgi.prepare()
    finally:  # what the release step refuses stops the pages too: its sentence is the one to be heard
        agreed()


def child_exit(server: Any, worker: Any) -> None:
    """A worker that is gone holds no gauge any more; what it counted stays counted."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def worker_exit(server: Any, worker: Any) -> None:
    """Let go of every connection before the process ends."""
    application = getattr(worker, "wsgi", None)
    if application is not None:
        application.extensions["lotse"].close()
