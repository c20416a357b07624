"""Mistyped (vertippt): which words of a list somebody may mean who typed none of them."""

from collections.abc import Iterable
from functools import lru_cache

from projections.spelling import typos_allowed, words

MOST = 20


def meant(term: str, known: Iterable[str]) -> list[str]:
    """The known words that the term is a misspelling of, the nearest first; none where it is too short to tell."""
    letters = _plain(term)
    allowed = typos_allowed(letters)
    if not allowed:
        return []
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    candidates = {each: _of_the_list(each) for each in known}
    near = extract(letters, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=MOST)
    return [word for _letters, _distance, word in near]


def _plain(text: str) -> str:
    return "".join(word.plain for word in words(text))


_of_the_list = lru_cache(maxsize=50_000)(_plain)
"""The words of a list stay the same; what somebody typed is not kept."""
