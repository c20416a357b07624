"""PostgreSQL: the cluster of the tests, but on a disk and with everything on that keeps what was answered."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
from psycopg import sql

from bench.server import used
from tests import postgres as of_the_tests

DURABLE = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=100",
    "shared_buffers=256MB",
    "listen_addresses=",
    "log_min_messages=fatal",
)


class Database:
    """A running server, and how much CPU it takes."""

    name = "PostgreSQL"

    def __init__(self, server: of_the_tests.Server, root: psutil.Process, home: Path) -> None:
        self._server, self._root, self.home = server, root, home
        self.version = server.version

    def cpu(self) -> float:
        """Seconds of CPU of the server and of all its backends, those that ended included."""
        return used(self._root)

    def said(self) -> str:
        """What it printed."""
        return (self.home / "log").read_text("utf-8", "replace")[-2000:]

    def create(self, name: str) -> str:
        """A new, empty database; its address."""
        with self._server.administration() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._server.url(name)


@contextlib.contextmanager
def cluster() -> Iterator[Database]:
    """A cluster in a folder of its own on the disk, gone afterwards."""
    folder, origin = of_the_tests.programs()
    place = Path("/var/tmp")  # noqa: S108 (on a disk, where /tmp may be memory)
    home = Path(tempfile.mkdtemp(prefix="lotse-pg-", dir=place if place.is_dir() else None))
    before, rights = of_the_tests.without_root(folder, home)
    of_the_tests.initialise(before, rights, folder, home)
    server = [*before, str(folder / "postgres"), "-D", str(home / "data"), "-k", str(home)]
    for setting in DURABLE:
        server += ["-c", setting]
    command = ["sh", "-c", of_the_tests.KEEPER, str(home), *server]
    process = subprocess.Popen(command, cwd="/", stdin=subprocess.PIPE, start_new_session=True, **rights)
    try:
        parameters = {"host": str(home), "port": "5432", "user": "postgres", "dbname": "postgres"}
        version = of_the_tests.wait_for(parameters, home)
        yield Database(of_the_tests.Server(parameters, origin, version), psutil.Process(process.pid), home)
    finally:
        process.communicate(timeout=60)
