"""Finding (Suche nach Namen): whom the worker may see by name, and whether somebody else's person could be the same."""

from dataclasses import dataclass, field
from uuid import UUID

from projections import carried, persons
from web import desk
from web.access_log import SEARCH
from web.case_number import case_number

MOST = 8
MOST_ELSEWHERE = 3
LONGEST = 200


@dataclass(frozen=True)
class Candidate:
    """A person the worker carries, as a choice."""

    id: UUID
    name: str = field(repr=False)
    language: str
    quarter: str
    code: str


@dataclass(frozen=True)
class Matches:
    """`alike`: some could be the same person; `others`: those whom only colleagues may see."""

    candidates: tuple[Candidate, ...] = ()
    others: tuple[UUID, ...] = ()
    alike: bool = False

    @property
    def elsewhere(self) -> list[str]:
        """The others as codes."""
        return [case_number(person_id) for person_id in self.others]

    def looked_at(self) -> None:
        """Record the looks: whoever shows candidates or codes calls this before."""
        desk.looked_at("finding", [(each.id, None) for each in self.candidates], purpose=SEARCH)
        desk.looked_at("finding.elsewhere", [(person_id, None) for person_id in self.others], purpose=SEARCH)


def carried_persons() -> frozenset[UUID]:
    """Everybody whom the worker carries today; the same as `rules.carries_person` says one by one."""
    managers = desk.carried_by_us()
    found = carried.persons_of(desk.views(), managers) | persons.registered_by(desk.views(), managers)
    return found - desk.closed_to_us()


def by_name(name: str, *, but: UUID | None = None) -> Matches:
    """Persons of this name, in any spelling; a page that shows them records the looks (`looked_at`)."""
    term = name[:LONGEST]
    if not term.strip():
        return Matches()
    ours, names = carried_persons() - {but}, desk.house().names.follow()
    alike = [found.person_id for found in names.similar(term, MOST, ours)]
    holding = [found.person_id for found in names.search(term, MOST, ours)]
    listed = list(dict.fromkeys([*alike, *holding]))[:MOST]
    others = [found.person_id for found in names.similar(term, MOST + MOST_ELSEWHERE) if found.person_id not in ours]
    others = [each for each in others if each != but and not desk.is_closed_to_us(each)][:MOST_ELSEWHERE]
    return Matches(_candidates(listed), tuple(others), alike=bool(alike or others))


def _candidates(person_ids: list[UUID]) -> tuple[Candidate, ...]:
    known, names = desk.persons_of(person_ids), desk.person_names(person_ids)
    return tuple(
        Candidate(each, names[each], known[each].language, known[each].quarter, case_number(each))
        for each in person_ids
        if each in known
    )
