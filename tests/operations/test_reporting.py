"""The read-only SQL views: the columns that docs/operations.md names, and counts by which nobody is found."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from projections.rebuild import rebuild
from tests.real_house import Premises, open_premises
from web.operations import metrics, reporting
from web.operations.reporting import READER, SCHEMA, VIEWS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def house(data_folder: Path, postgres_url: str) -> Iterator[Premises]:
    """On PostgreSQL, with a role that may read the views."""
    opened = open_premises(data_folder, postgres_url)
    with opened.house.views.writing() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (READER,)).scalar():
            connection.exec_driver_sql(f"CREATE ROLE {READER}")
    reporting.create(opened.house.views)
    yield opened
    with opened.house.views.writing() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {READER}")
        connection.exec_driver_sql(f"DROP ROLE {READER}")
    opened.close()


def read(connection: Connection, view: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {SCHEMA}.{view}")]


def test_the_reader_counts_and_finds_nobody(house: Premises) -> None:
    """Seven are shown as five, two are not shown; the tables beneath are out of reach, also after a rebuild."""
    for number in range(7):
        house.take_in(name=f"Gül {number}", forwarded=number > 1)
    house.house.catch_up()
    for _ in range(2):
        with house.house.views.writing() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
            assert read(connection, "open_by_phase") == [("forwarded", 5)]
            assert read(connection, "open_by_need") == [("language", 5)]
            assert [count for _month, count in read(connection, "opened_by_month")] == [5]
            assert read(connection, "closed_by_month") == []
            assert {row[2] for row in read(connection, "projections")} == {house.house.log.head()}
        rebuild(house.house.runner)
    for forbidden in ("views.caseload_v1", "views.persons_v1", "events.events", "accounts.accounts"):
        with house.house.views.writing() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.exec_driver_sql(f"SELECT * FROM {forbidden}")


def test_the_views_have_the_columns_that_the_document_names(house: Premises) -> None:
    """With their types, and their meaning as a comment in the database; making them again changes nothing."""
    reporting.create(house.house.views)
    question = (
        "SELECT table_name, column_name, data_type, col_description((table_schema || '.' || table_name)::regclass, "
        "ordinal_position) FROM information_schema.columns WHERE table_schema = %s "
        "ORDER BY table_name, ordinal_position"
    )
    with house.house.views.reading() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(question, (SCHEMA,))]
    assert found == [(name, *column) for name in sorted(VIEWS) for column in VIEWS[name].columns]


def test_the_document_is_fresh() -> None:
    """Views and metrics: `described()` writes the table; every metric there is stands in it."""
    text = (DOCS / "operations.md").read_text()
    assert reporting.described() in text
    told = {f"lotse_projection_{name}" for name, _, _ in metrics.OF_PROJECTIONS} | {"lotse_requests_total"}
    source = Path(metrics.__file__).read_text()
    told |= {f"lotse_{name}" for name in re.findall(r'_gauge\("(\w+)"', source)}
    named = set(re.findall(r"`(lotse_\w+)`", text.partition("## The server log")[0]))
    assert named == told | {"lotse_request_seconds"}
