"""Names (Namen): the in-memory directory in which a person is found by name; no name is searchable on disk.

Tolerant of spelling and script (see `projections.spelling`). Filled by the persons projection; an erased person is
removed in every process. Pure: no input, no output.
"""

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from threading import RLock
from uuid import UUID

from projections.spelling import ARTICLES, Word, typos_allowed, words

SHORTEST_TERM = 2
MOST_WORDS = 6

SAME, BEGINS, HOLDS, TYPO, SOUNDS, BONES = 100, 95, 88, 80, 78, 70


@dataclass(frozen=True)
class Found:
    """A person whose name fits, and how well (100 is the same)."""

    person_id: UUID
    score: int
    name: str = field(repr=False)


@dataclass(frozen=True)
class _Entry:
    name: str
    sort_key: str
    name_words: frozenset[Word]
    other_words: frozenset[Word]

    @property
    def all_words(self) -> frozenset[Word]:
        return self.name_words | self.other_words if self.other_words else self.name_words


NO_WORDS: frozenset[Word] = frozenset()
NOBODY = _Entry("", "", NO_WORDS, NO_WORDS)


class _Vocabulary:
    """All words in use, and who uses them; the texts for scanning are made anew after a change."""

    def __init__(self) -> None:
        self.users: dict[Word, set[UUID]] = {}
        self._by_sound: defaultdict[str, set[Word]] = defaultdict(set)
        self._by_bones: defaultdict[str, set[Word]] = defaultdict(set)
        self._stale = True

    def add(self, word: Word, person_id: UUID) -> None:
        users = self.users.get(word)
        if users is not None:
            users.add(person_id)
            return
        self.users[word] = {person_id}
        self._by_sound[word.sound].add(word)
        self._by_bones[word.bones].add(word)
        self._stale = True

    def remove(self, word: Word, person_id: UUID) -> None:
        users = self.users[word]
        users.discard(person_id)
        if users:
            return
        del self.users[word]
        for index, key in ((self._by_sound, word.sound), (self._by_bones, word.bones)):
            index[key].discard(word)
            if not index[key]:
                del index[key]
        self._stale = True
        self._refresh()  # an erased name stays in no text

    def fitting(self, term: Word, *, parts: bool) -> dict[Word, int]:
        """The words that fit a term, with their score; `parts`: also words that only hold it."""
        self._refresh()
        scores = dict.fromkeys(self._boned(term), BONES)
        if len(term.sound) >= 3:
            found = self._holding(term.sound, self._sounds) if parts else self._by_sound.get(term.sound, ())
            scores.update(dict.fromkeys(found, SOUNDS))
        for word, distance in self._mistyped(term):
            scores[word] = TYPO - 4 * (distance - 1)
        for word in self._holding(term.plain, self._plains):
            if word.plain == term.plain:
                scores[word] = SAME
            elif parts:
                scores[word] = BEGINS if word.plain.startswith(term.plain) else HOLDS
        return scores

    def _boned(self, term: Word) -> Iterator[Word]:
        if len(term.bones) >= 2:
            for word in self._by_bones.get(term.bones, ()):
                alike = len(term.bones) >= 3 and abs(len(word.plain) - len(term.plain)) <= 1
                if alike or word.semitic != term.semitic:
                    yield word

    def _mistyped(self, term: Word) -> Iterator[tuple[Word, int]]:
        allowed = typos_allowed(term.plain)
        if allowed:
            from rapidfuzz.distance import OSA
            from rapidfuzz.process import extract

            near = extract(term.plain, self._plain_list, scorer=OSA.distance, score_cutoff=allowed, limit=None)
            for _, distance, position in near:
                if distance:
                    yield self._words[position], int(distance)

    def _holding(self, part: str, text: str) -> Iterator[Word]:
        """The words of a newline-joined text that hold a part: one scan, counting the lines in between."""
        line, counted, at = 0, 0, text.find(part)
        while at >= 0:
            line += text.count("\n", counted, at)
            yield self._words[line]
            counted = at
            end = text.find("\n", at)
            at = text.find(part, end) if end >= 0 else -1

    def _refresh(self) -> None:
        if self._stale:
            self._words = list(self.users)
            self._plain_list = [word.plain for word in self._words]
            self._plains = "\n".join(self._plain_list)
            self._sounds = "\n".join([word.sound for word in self._words])
            self._stale = False


class NameDirectory:
    """Who has which name; safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: dict[UUID, _Entry] = {}
        self._vocabulary = _Vocabulary()
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"NameDirectory({len(self._entries)} persons)"

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, person_id: UUID) -> bool:
        return person_id in self._entries

    def add(self, person_id: UUID, name: str, extra: str = "") -> None:
        """Enter a person, or put a new name in place of the old; `extra` (a former name, a year) is found too."""
        name_words = words(name)
        sort_key = " ".join([word.plain for word in name_words])
        entry = _Entry(name, sort_key, frozenset(name_words), frozenset(words(extra)) if extra else NO_WORDS)
        with self._lock:
            before = self._entries.get(person_id, NOBODY)
            self._entries[person_id] = entry
            for word in entry.all_words - before.all_words:
                self._vocabulary.add(word, person_id)
            for word in before.all_words - entry.all_words:
                self._vocabulary.remove(word, person_id)

    def remove(self, person_id: UUID) -> None:
        """Forget a person; nothing happens if they are not here."""
        with self._lock:
            entry = self._entries.pop(person_id, None)
            if entry is not None:
                for word in entry.all_words:
                    self._vocabulary.remove(word, person_id)

    def search(self, term: str, limit: int = 20, allowed: Container[UUID] | None = None) -> list[Found]:
        """The persons in whose name every word of the term fits, best first; `allowed`: only these (None: all)."""
        terms = [word for word in words(term) if word.plain not in ARTICLES][:MOST_WORDS]
        if not any(len(word.plain) >= SHORTEST_TERM for word in terms):
            return []
        with self._lock:
            fitting = self._persons(terms[0], allowed, parts=True)
            for word in terms[1:]:
                scores = self._persons(word, allowed, parts=True)
                fitting = {person: fitting[person] + scores[person] for person in fitting.keys() & scores.keys()}
            return self._best({person: score // len(terms) for person, score in fitting.items()}, limit)

    def similar(self, name: str, limit: int = 5, allowed: Container[UUID] | None = None) -> list[Found]:
        """Persons who may be the same as somebody of this name: most words fit, however they are spelled."""
        wanted = [word for word in words(name) if word.plain not in ARTICLES][:MOST_WORDS]
        with self._lock:
            per_word = [self._persons(word, allowed, parts=False) for word in wanted]
            likely: dict[UUID, int] = {}
            for person in set().union(*per_word) if per_word else set():
                fits = [scores[person] for scores in per_word if person in scores]
                needed = min(len(wanted), len(self._entries[person].name_words), 2)
                if len(fits) >= needed:
                    likely[person] = sum(fits) // max(len(wanted), len(fits))
            return self._best(likely, limit)

    def _persons(self, word: Word, allowed: Container[UUID] | None, *, parts: bool) -> dict[UUID, int]:
        best: dict[UUID, int] = {}
        fitting = self._vocabulary.fitting(word, parts=parts)
        for known in sorted(fitting, key=fitting.__getitem__):
            users = self._vocabulary.users[known]
            if allowed is None:
                best.update(dict.fromkeys(users, fitting[known]))
            else:
                best.update((person, fitting[known]) for person in users if person in allowed)
        return best

    def _best(self, scores: dict[UUID, int], limit: int) -> list[Found]:
        groups: defaultdict[int, list[UUID]] = defaultdict(list)
        for person, score in scores.items():
            groups[score].append(person)
        best: list[Found] = []
        for score in sorted(groups, reverse=True):
            ranked = sorted(groups[score], key=lambda person: (self._entries[person].sort_key, person))
            best += [Found(person, score, self._entries[person].name) for person in ranked[: limit - len(best)]]
            if len(best) >= limit:
                break
        return best
