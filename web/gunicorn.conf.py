"""How gunicorn runs Lotse: two processes with four threads each, nothing shared between them.

No preload: a database connection or the log's application must never cross a fork.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger


class OneLineEach(Logger):  # type: ignore[misc]  # gunicorn tells no types
    """An access log nobody can forge lines in: the path is written as it was sent, percent-encoded."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> Any:
        """What a line can name."""
        path = quote(str(environ.get("PATH_INFO", "")).encode("latin-1", "replace"), safe="/:@")
        return {**super().atoms(resp, req, environ, request_time), "U": path}


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
accesslog = "-"
logger_class = OneLineEach
# The path alone (%(U)s): query strings, referrers and addresses are nobody's business in a log.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def worker_exit(server: Any, worker: Any) -> None:
    """Let go of every connection before the process ends."""
    application = getattr(worker, "wsgi", None)
    if application is not None:
        application.extensions["lotse"].close()
