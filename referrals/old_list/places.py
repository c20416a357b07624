"""Places (Stellen): which institution of the directory a name in a list means."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from uuid import UUID, uuid5

from referrals.institution import Institution
from referrals.old_list.verdict import BadRow
from referrals.old_list.words import plain

NAMESPACE = UUID("5f0c9c4e-3c4b-5b1e-9a53-6d6f7e0b8f52")
_LEGAL_FORM = re.compile(r"\b(e\. ?v\.?|ev|g?gmbh|ag|kg|a\. ?ö\. ?r\.?)(?=\W|$)", re.IGNORECASE)


class Places:
    """The directory by name: without case, accents, punctuation and legal form; else nothing is guessed."""

    def __init__(self, directory: Mapping[UUID, Institution], *, create: bool = False) -> None:
        self._create = create
        self._known = set(directory)
        self._by_name: dict[str, set[UUID]] = {}
        self._names: dict[str, str] = {}
        self._suggested: dict[str, str | None] = {}
        self.created: dict[UUID, str] = {}
        for wanted in (True, False):  # one that was taken out of the directory counts where no other has the name
            named = dict(self._by_name)
            for key, institution in directory.items():
                if institution.listed is wanted:
                    self._enter(key, institution, taken=set() if wanted else set(named))

    def find(self, name: str) -> UUID:
        """The institution that a cell names, by name or by id; raises BadRow with the nearest name."""
        key = _key(name)
        found = self._by_name.get(key, set())
        if len(found) > 1:
            raise BadRow("ambiguous_institution", "institution", name)
        if found:
            return next(iter(found))
        if (by_id := _as_id(name)) in self._known and by_id is not None:
            return by_id
        if not self._create:
            raise BadRow("unknown_institution", "institution", name, self._suggestion(key))
        made = uuid5(NAMESPACE, key)
        self._by_name[key] = {made}
        self.created[made] = name
        return made

    def _enter(self, key: UUID, institution: Institution, taken: set[str]) -> None:
        described = institution.description
        for name in filter(None, (described.name, described.alternate_name)):
            if _key(name) not in taken:
                self._by_name.setdefault(_key(name), set()).add(key)
                self._names.setdefault(_key(name), name)

    def _suggestion(self, key: str) -> str | None:
        if key not in self._suggested:
            near = get_close_matches(key, self._names, n=1, cutoff=0.6)
            inside = [known for known in self._names if len(key) >= 3 and key in known]
            best = near[0] if near else inside[0] if inside else None
            self._suggested[key] = self._names[best] if best else None
        return self._suggested[key]


def _key(name: str) -> str:
    return plain(_LEGAL_FORM.sub(" ", name)) or plain(name)


def _as_id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
