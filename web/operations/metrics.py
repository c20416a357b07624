"""Metrics (Kennzahlen): what Prometheus reads: the requests of all workers, and how log and projections stand.

Names, ids and addresses are nowhere among them: labels are routes, methods, statuses and names of projections.
"""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from projections import erasures, oversight
from referrals.checkpoint import Checkpoints
from referrals.log.errors import StoreFailed
from referrals.occasion import LOCAL
from referrals.signing import NoteBroken
from web.house import RealHouse
from web.operations.requests import REQUESTS

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The setting of prometheus_client: where workers leave their counts for each other (web/gunicorn.conf.py sets it)."""

OF_PROJECTIONS = (
    ("position", "Last event that the projection has read.", "position"),
    ("lag_events", "Events of the log that the projection has not read.", "lag_events"),
    ("lag_seconds", "Age of the oldest event that the projection has not read.", "lag_seconds"),
    ("parked_events", "Events that the projection could not take in.", "parked"),
)


def told(house: RealHouse) -> bytes:
    """Everything, in the text format of Prometheus."""
    requests = REQUESTS
    if os.environ.get(FOLDER):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    own = CollectorRegistry()
    own.register(Standing(house))
    return generate_latest(requests) + generate_latest(own)


class Standing(Collector):
    """How log, projections and duties stand, asked when somebody reads it."""

    def __init__(self, house: RealHouse) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """What is known; without the databases, that they do not answer."""
        try:
            known = [*self._of_projections(), *self._of_log(), *self._of_duties()]
        except (SQLAlchemyError, StoreFailed):
            known = []
        yield _gauge("database_up", "Whether the databases answer.", 1 if known else 0)
        yield from known

    def _of_projections(self) -> Iterator[Metric]:
        statuses = self._house.runner.status(self._house.now())
        for name, said, field in OF_PROJECTIONS:
            family = GaugeMetricFamily(f"lotse_projection_{name}", said, labels=["projection"])
            for each in statuses:
                family.add_metric([each.name], getattr(each, field))
            yield family
        if beat := statuses[0].heartbeat:
            said = "When the process that leads last said that it is there."
            yield _gauge("leader_heartbeat_timestamp_seconds", said, beat.timestamp())

    def _of_log(self) -> Iterator[Metric]:
        yield _gauge("log_events", "Events in the log.", self._house.log.head())
        with self._house.views.reading() as connection:
            yield _gauge("log_bytes", "Bytes that the log takes up on disk.", self._bytes(connection))
        folder = self._house.settings.checkpoints
        try:
            newest = Checkpoints(folder).newest()
        except NoteBroken:
            newest = None
        if newest is not None:
            at = max(path.stat().st_mtime for path in folder.glob("*.note"))
            yield _gauge("checkpoint_events", "Events that the newest checkpoint counts.", newest.checkpoint.size)
            yield _gauge("checkpoint_timestamp_seconds", "When the newest checkpoint was signed.", at)

    def _of_duties(self) -> Iterator[Metric]:
        today = self._house.now().astimezone(LOCAL).date()
        with self._house.views.reading() as connection:
            waiting = [each.review_by for each in oversight.emergencies(connection)]
            waiting += [each.review_by for each in oversight.audit_files(connection)]
            due = len(erasures.due(connection, today))
        overdue = sum(day < today for day in waiting)
        said = "Emergency accesses and audit files whose five working days for a review are over."
        yield _gauge("reviews_overdue", said, overdue)
        yield _gauge("erasures_due", "Approved erasures whose waiting time is over.", due)

    def _bytes(self, connection: Connection) -> int:
        if self._house.views.is_sqlite:
            paths = self._house.settings.data.glob("events.sqlite*")
            return sum(path.stat().st_size for path in paths)
        found = connection.exec_driver_sql(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'events' AND c.relkind = 'r'"
        )
        return int(found.scalar_one())


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"lotse_{name}", said, value=value)
