"""What gunicorn serves: the application is put together once, and each worker process gives it a house of its own.

Nothing that holds a connection, a key or a thread crosses the fork: the house is opened behind it.
"""

import gc
import importlib
import os
from logging.config import dictConfig

from flask import Flask

from web import compiled
from web.app import settle, without_house
from web.house import open_house
from web.operations import logs
from web.settings import Settings

SQLITE = ("referrals.log.sqlite", "sqlalchemy.dialects.sqlite.pysqlite")
POSTGRES = ("referrals.log.postgres", "sqlalchemy.dialects.postgresql.psycopg")
"""What a house reads when it is opened on this database."""
_prepared: list[Flask] = []


def prepare() -> None:
    """Put the application together before the workers are made, so that they share the memory it takes."""
    settings = Settings.from_environ(os.environ)
    for module in POSTGRES if settings.uses_postgresql else SQLITE:
        importlib.import_module(module)
    app = without_house(settings.proxy_hops)
    compiled.all_of_them(app)
    _prepared.append(app)
    gc.enable()
    gc.freeze()  # what is never looked at again is never written to, and stays shared; hardly any of it is garbage


def build() -> Flask:
    """The application of this process (`gunicorn 'web.wsgi:build()'`)."""
    if not _prepared:
        prepare()
    dictConfig(logs.configuration())
    app = _prepared[0]
    settle(app, open_house(Settings.from_environ(os.environ)))
    return app
