"""Placing (Zuordnen): which person, institution and case manager a row means; what cannot be said leaves it out."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec.structs import replace

from referrals.old_list.identity import Identities
from referrals.old_list.places import Places
from referrals.old_list.reading import OldReferral
from referrals.old_list.telling import Placed
from referrals.old_list.verdict import BadRow, CannotReadList, Remark


class Placing:
    """Gives each row its ids; `managers` holds logins and the names that a column file gives them."""

    def __init__(
        self, ids: Identities, places: Places, managers: Mapping[str, UUID], default_manager: UUID | None
    ) -> None:
        self._ids = ids
        self._places = places
        self._managers = managers
        self._default = default_manager
        self._rows: dict[UUID, int] = {}
        self._persons: dict[UUID, OldReferral] = {}

    def place(self, old: OldReferral) -> Placed:
        """The row with its ids and remarks; raises BadRow."""
        referral_id = self._ids.row(old)
        if referral_id in self._rows:
            raise BadRow("same_number" if old.number else "repeats", "number", self._rows[referral_id])
        manager = self._manager(old)
        created = len(self._places.created)
        institution_id = self._places.find(old.institution) if old.institution else None
        self._rows[referral_id] = old.row
        person_id = self._ids.person(old)
        remarks = [*old.remarks, *self._same_person(person_id, old)]
        if len(self._places.created) > created:
            remarks.append(Remark("institution_created", "institution", old.institution))
        return Placed(
            old=replace(old, remarks=tuple(remarks)),
            person_id=person_id,
            referral_id=referral_id,
            case_manager=manager,
            institution_id=institution_id,
        )

    def _manager(self, old: OldReferral) -> UUID:
        if old.case_manager is None:
            if self._default is None:
                raise CannotReadList.because_of("no_case_manager")
            return self._default
        manager = self._managers.get(old.case_manager.casefold())
        if manager is None:
            raise BadRow("unknown_case_manager", "case_manager", old.case_manager)
        return manager

    def _same_person(self, person_id: UUID, old: OldReferral) -> Iterable[Remark]:
        first = self._persons.setdefault(person_id, old)
        if first is old:
            return
        by = "pseudonym" if old.by == "pseudonym" else "name, quarter and language"
        yield Remark("same_person", by, str(first.row))
        for field in ("quarter", "language"):
            if getattr(first, field) != getattr(old, field):
                yield Remark("differs_from_person", field, str(first.row))
