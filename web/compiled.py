"""Compiled (übersetzt): the code that Jinja makes of the templates is kept beside them, as Python keeps its own.

Compiling them all takes seconds, reading what was compiled a tenth of one. The source of each is compared.
"""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

KEPT = Path(__file__).parent / "templates" / "__pycache__"


class Beside(FileSystemBytecodeCache):
    """A folder of compiled templates; where it cannot be written, nothing is kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep(app: Flask) -> None:
    """Keep what is compiled, and use what was kept by this version of Jinja."""
    folder = KEPT / f"jinja2-{version('jinja2')}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = Beside(str(folder))


def all_of_them(app: Flask) -> None:
    """Compile every page, or read what was compiled."""
    for name in app.jinja_env.list_templates(extensions=("html",)):
        app.jinja_env.get_template(name)
