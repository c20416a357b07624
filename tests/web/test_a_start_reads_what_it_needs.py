"""A start is short: what it does not need is not read, and what can be kept is kept."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import Flask, render_template
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Map, Rule

from tests.real_house import Premises
from web import compiled
from web.late_rule import LateRule
from web.passwords import Passwords

ROOT = Path(__file__).parents[2]
READ = """
import sys
import web.cli.processes, web.cli.projections
assert "flask" not in sys.modules, "release and projections show no page"
import web.wsgi
seldom = {"psycopg", "icalendar", "rapidfuzz", "segno", "rich", "asyncpg", "sqlalchemy.dialects.postgresql"}
assert not seldom & set(sys.modules), seldom & set(sys.modules)
"""
VALUES: dict[str, object] = {"UUIDConverter": UUID(int=7), "IntegerConverter": 7, "DateConverter": "2026-11-03"}


def test_release_reads_no_pages_and_pages_read_no_other_database() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_every_address_is_built_as_werkzeug_builds_it(premises: Premises) -> None:
    """At the first time, and again."""
    for rule in premises.app.url_map.iter_rules():
        assert isinstance(rule, LateRule)
        converters = rule._converters
        values = {name: VALUES.get(type(each).__name__, "word") for name, each in converters.items()}
        plain = Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
        Map([plain], converters=premises.app.url_map.converters)
        for more in ({}, {"page": "2", "show": "all"}, {}):
            given = {**values, **more}
            assert rule.build(given, True) == plain.build(given, True)
        assert rule.build(values, False) == plain.build(values, False)


def page(folder: Path, text: str) -> str:
    """What an application that was just started makes of a page."""
    (folder / "page.html").write_text(text)
    app = Flask(__name__, template_folder=str(folder))
    compiled.keep(app)
    compiled.all_of_them(app)
    with app.test_request_context():
        return render_template("page.html")


def test_a_page_is_compiled_once_and_again_when_it_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "KEPT", tmp_path / "kept")
    assert page(tmp_path, "one") == "one"
    (kept,) = (tmp_path / "kept").rglob("*.cache")
    written = kept.stat().st_mtime_ns
    assert page(tmp_path, "one") == "one"
    assert kept.stat().st_mtime_ns == written
    assert page(tmp_path, "two") == "two"


def test_where_nothing_can_be_kept_pages_are_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code may belong to somebody else."""

    def refused(_cache: object, _bucket: object) -> None:
        raise PermissionError

    monkeypatch.setattr(compiled, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(FileSystemBytecodeCache, "dump_bytecode", refused)
    assert page(tmp_path, "one") == "one"
    assert not list((tmp_path / "kept").rglob("*.cache"))


def test_nobody_has_a_password_of_the_same_cost() -> None:
    """It is made without hashing anything, and takes as long to compare."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=2)
    passwords = Passwords(hasher)
    assert not hasher.check_needs_rehash(passwords._nobody)
    assert passwords._nobody != Passwords(hasher)._nobody
    assert not passwords.matches(None, "")
    assert not passwords.matches(None, "Sieben-Webschiffe-2026")
