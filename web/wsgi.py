"""What gunicorn serves: one house and one application per worker process, built after the fork."""

import os
from logging.config import dictConfig

from flask import Flask

from web.app import create_app
from web.house import open_house
from web.operations import logs
from web.settings import Settings


def build() -> Flask:
    """The application of this process (`gunicorn 'web.wsgi:build()'`)."""
    dictConfig(logs.configuration())
    return create_app(open_house(Settings.from_environ(os.environ)))
