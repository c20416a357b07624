"""Reading a directory: one function in, institutions with their offers and a verdict per row out."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from referrals.description import OFFER_STATUSES, InstitutionDescription, OfferDescription, OfferedAt, Place
from referrals.hsds import describing
from referrals.hsds.fields import Fields, Raw, identity
from referrals.hsds.known import completed, contradictions
from referrals.hsds.source import rows
from referrals.hsds.unfolding import Row
from referrals.hsds.verdict import CannotRead, RowKind, Verdict

REQUIRED = ("id", "name", "description")


class OfferRead(Struct, frozen=True):
    """An offer as the file describes it; `cleared` names the fields it empties explicitly."""

    description: OfferDescription
    cleared: frozenset[str]
    row: int


class InstitutionRead(Struct, frozen=True):
    """An institution as the file describes it, with its offers by id."""

    description: InstitutionDescription
    cleared: frozenset[str]
    row: int
    offers: dict[UUID, OfferRead] = field(default_factory=dict)


class Reading(Struct, frozen=True):
    """What a file holds: institutions by id, a verdict per row, and how many rows of which table are not used."""

    institutions: dict[UUID, InstitutionRead]
    verdicts: tuple[Verdict, ...]
    unused: dict[str, int]

    @property
    def left_out(self) -> tuple[Verdict, ...]:
        """The rows that were not imported."""
        return tuple(verdict for verdict in self.verdicts if not verdict.accepted)


def read(path: Path) -> Reading:
    """Read an HSDS 3 file: JSON (object, array, page, lines) or a tabular data package (folder, file, zip).

    Raises CannotRead with a sentence when the file as a whole is unusable.
    """
    source = rows(path)
    gathering = _Gathering()
    recognised = False
    for row in source.rows:
        recognised |= row.kind in ("organization", "service", "service_at_location", "bad")
        gathering.take(row)
    if not recognised:
        raise CannotRead.because_it_holds_no_institution(path.name)
    gathering.settle()
    return Reading(gathering.institutions, tuple(gathering.verdicts), source.unused)


class _Gathering:
    """Brings together what the rows of one file say about the same institution."""

    def __init__(self) -> None:
        self.institutions: dict[UUID, InstitutionRead] = {}
        self.offers: dict[UUID, UUID] = {}
        self.refused: set[UUID] = set()
        self.verdicts: list[Verdict] = []
        self.waiting: list[tuple[Row, Raw]] = []

    def take(self, row: Row) -> None:
        """Take one row of the file in; services that only name their organization wait until all are known."""
        if row.kind == "organization":
            organization = Fields(row.raw, [])
            institution_id = self.organization(row, organization)
            for service in organization.many("services"):
                self.service(row, service.raw, institution_id)
        elif row.kind == "service":
            self.service_row(row, row.raw)
        elif row.kind == "service_at_location":
            named = row.raw.get("service")
            link = {name: value for name, value in row.raw.items() if name != "service"}
            if isinstance(named, dict):
                self.service_row(row, {**named, "service_at_locations": [link]})
            else:
                self.refuse(row, "part", Fields(row.raw, []), "no_service")
        else:
            self.refuse(row, "part", Fields(row.raw, []), row.reason or "not_an_institution", row.field, row.value)

    def settle(self) -> None:
        """Decide on the services that waited."""
        for row, raw in self.waiting:
            nested = Fields(raw, []).one("organization")
            named = nested.text("id") if nested else Fields(raw, []).text("organization_id")
            institution_id = identity("organization", named) if named else None
            if institution_id in self.institutions:
                self.service(row, raw, institution_id)
            elif nested:
                self.service(row, raw, self.organization(row, nested))
            elif institution_id is None:
                self.refuse(row, "offer", Fields(raw, []), "no_organization")
            elif institution_id in self.refused:
                self.service(row, raw, None)
            else:
                self.refuse(row, "offer", Fields(raw, []), "organization_unknown", None, named)
        self.waiting.clear()

    def service_row(self, row: Row, raw: Raw) -> None:
        """Take a service in, with the organization nested in it; one that is only named must wait."""
        nested = Fields(raw, []).one("organization")
        if nested and all(nested.text(required) for required in REQUIRED):
            self.service(row, raw, self.organization(row, nested))
        else:
            self.waiting.append((row, raw))

    def organization(self, row: Row, fields: Fields) -> UUID | None:
        """The institution of this organization, new or completed; None when it cannot be taken."""
        raw_id, name, described = (fields.text(required) for required in REQUIRED)
        if raw_id is None or name is None or described is None:
            missing = "id" if raw_id is None else "name" if name is None else "description"
            self.refuse(row, "institution", fields, "missing", fields.path + missing)
            if raw_id and identity("organization", raw_id) not in self.institutions:
                self.refused.add(identity("organization", raw_id))
            return None
        institution_id = identity("organization", raw_id)
        description = describing.institution(fields, name)
        earlier = self.institutions.get(institution_id)
        if earlier is None:
            self.institutions[institution_id] = InstitutionRead(description, fields.cleared(), row.number)
            self.accept(row, "institution", fields, raw_id, name)
            return institution_id
        differing = contradictions(earlier.description, description)
        if differing:
            self.refuse(row, "institution", fields, "contradicts", ", ".join(differing), str(earlier.row))
            return institution_id
        self._complete(institution_id, completed(earlier.description, description))
        return institution_id

    def service(self, row: Row, raw: Raw, institution_id: UUID | None) -> None:
        """Take the offer of an institution in."""
        fields = Fields(raw, [])
        raw_id, name, status_text = (fields.text(required) for required in ("id", "name", "status"))
        status = fields.choice("status", OFFER_STATUSES)
        if institution_id is None:
            return self.refuse(row, "offer", fields, "organization_left_out")
        if raw_id is None or name is None or status_text is None:
            missing = "id" if raw_id is None else "name" if name is None else "status"
            return self.refuse(row, "offer", fields, "missing", missing)
        if status is None:
            return self.refuse(row, "offer", fields, "unknown_code", "status", status_text)
        offer_id = identity("service", raw_id)
        owner = self.offers.setdefault(offer_id, institution_id)
        if owner != institution_id:
            earlier_row = self.institutions[owner].offers[offer_id].row
            return self.refuse(row, "offer", fields, "other_organization", None, str(earlier_row))
        links = list(self._links(fields, institution_id))
        offer = describing.offer(fields, name, status, tuple(link for link, _ in links))
        return self._join_offer(row, fields, institution_id, offer_id, offer, [found for _, found in links])

    def _join_offer(
        self, row: Row, fields: Fields, institution_id: UUID, offer_id: UUID, offer: OfferDescription, at: list[Place]
    ) -> None:
        institution = self.institutions[institution_id]
        earlier = institution.offers.get(offer_id)
        differing = contradictions(earlier.description, offer) if earlier else []
        if earlier and differing:
            return self.refuse(row, "offer", fields, "contradicts", ", ".join(differing), str(earlier.row))
        if earlier:
            joined = OfferRead(completed(earlier.description, offer), earlier.cleared, earlier.row)
        else:
            joined = OfferRead(offer, fields.cleared(), row.number)
        institution.offers[offer_id] = joined
        self._add_places(row, fields, institution_id, at)
        return self.accept(row, "offer", fields, fields.text("id"), offer.name)

    def _links(self, fields: Fields, institution_id: UUID) -> Iterator[tuple[OfferedAt, Place]]:
        known = {found.id: found for found in self.institutions[institution_id].description.places}
        for entry in fields.many("service_at_locations"):
            nested = entry.one("location")
            found = describing.place(nested) if nested else None
            if found is None and (named := entry.text("location_id")):
                found = known.get(identity("location", named))
            if found is None:
                entry.remark("location", "unknown_place", entry.text("location_id"))
                continue
            yield describing.offered_at(entry, found), found

    def _add_places(self, row: Row, fields: Fields, institution_id: UUID, found: list[Place]) -> None:
        for entry in found:
            known = self.institutions[institution_id].description
            added = replace(known, places=(entry,))
            if contradictions(known, added):
                fields.remark("service_at_locations", "contradicts_place", entry.name)
            else:
                self._complete(institution_id, completed(known, added))

    def _complete(self, institution_id: UUID, description: InstitutionDescription) -> None:
        self.institutions[institution_id] = replace(self.institutions[institution_id], description=description)

    def accept(self, row: Row, kind: RowKind, fields: Fields, raw_id: str | None, name: str) -> None:
        """The row is taken; what was left out of it is remarked."""
        self.verdicts.append(
            Verdict(
                kind=kind,
                row=row.number,
                accepted=True,
                table=row.table,
                id=raw_id,
                name=name,
                remarks=tuple(fields.remarks),
            )
        )

    def refuse(
        self,
        row: Row,
        kind: RowKind,
        fields: Fields,
        reason: str,
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        """The row is left out, with the reason."""
        self.verdicts.append(
            Verdict(
                kind=kind,
                row=row.number,
                accepted=False,
                table=row.table,
                id=Fields(fields.raw, []).text("id"),
                # A part may be a contact, whose name is a person's.
                name=None if kind == "part" else Fields(fields.raw, []).text("name"),
                reason=reason,
                field=field,
                value=value,
            )
        )
