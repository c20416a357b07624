"""From tables to nested objects: the tabular package is read through the same door as the nested JSON."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from referrals.hsds.fields import Raw
from referrals.hsds.tables import FILES, LISTS, SINGLES

Tables = Mapping[str, list[tuple[int, Raw]]]

# An attribute may belong to any kind of object, so one that no offer has is no mistake.
_MAY_STAND_ALONE = frozenset({"organization", "service", "attribute", "taxonomy_term", "taxonomy", "unit"})


class Row(Struct, frozen=True):
    """One row of a file: kind organization, service, service_at_location, other, or bad with its reason."""

    number: int
    kind: str
    raw: Raw
    table: str | None = None
    reason: str | None = None
    field: str | None = None
    value: str | None = None


def unfolded(tables: Tables, bad: Iterable[Row] = ()) -> Iterator[Row]:
    """The organizations, then the services, each with everything that belongs to it; then what is wrong."""
    folding = _Folding(tables)
    for kind in ("organization", "service"):
        for number, raw in tables.get(kind, ()):
            yield Row(number, kind, folding.nested(kind, raw), FILES[kind])
    yield from bad
    yield from folding.left_over()


class _Folding:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.by_id: dict[tuple[str, object], Raw] = {}
        self.repeated: list[Row] = []
        self.by_parent: dict[tuple[str, str, object], list[Raw]] = defaultdict(list)
        self.used: set[int] = set()
        parents = {(table, column) for lists in LISTS.values() for _, table, column in lists}
        for table, entries in tables.items():
            links = [column for linked, column in parents if linked == table]
            for number, raw in entries:
                self._index(table, number, raw, links)

    def _index(self, table: str, number: int, raw: Raw, links: list[str]) -> None:
        key = (table, raw.get("id"))
        if table in ("location", "taxonomy_term", "unit") and key in self.by_id:
            same = self.by_id[key] == raw
            self.used.add(id(raw))
            if not same:
                self.repeated.append(_bad(table, number, raw, "repeated_id", str(raw.get("id"))))
            return
        self.by_id[key] = raw
        for column in links:
            if raw.get(column):
                self.by_parent[table, column, raw[column]].append(raw)

    def nested(self, kind: str, raw: Raw) -> Raw:
        """The object with its lists and single objects, all the way down."""
        self.used.add(id(raw))
        whole = dict(raw)
        for name, table, column in LISTS.get(kind, ()):
            children = self.by_parent.get((table, column, raw.get("id")))
            if children and raw.get("id"):
                whole[name] = [self.nested(table, child) for child in children]
        for name, table, column in SINGLES.get(kind, ()):
            found = self.by_id.get((table, raw.get(column)))
            if found is not None:
                whole[name] = self.nested(table, found)
        return whole

    def left_over(self) -> Iterator[Row]:
        """The rows that belong to nothing that was read, and those whose id was taken."""
        yield from self.repeated
        for table, entries in self.tables.items():
            if table not in _MAY_STAND_ALONE:
                for number, raw in entries:
                    if id(raw) not in self.used:
                        yield _bad(table, number, raw, "belongs_to_nothing")


def _bad(table: str, number: int, raw: Raw, reason: str, value: str | None = None) -> Row:
    return Row(number, "bad", raw, FILES[table], reason=reason, value=value)
