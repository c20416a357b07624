"""Mistyped (vertippt): which words of a list somebody may mean who typed none of them."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from projections.spelling import typos_allowed, words

MOST = 20


def meant(term: str, known: Iterable[str]) -> list[str]:
    """The known words that the term is a misspelling of, the nearest first; none where it is too short to tell."""
    letters = "".join(word.plain for word in words(term))
    allowed = typos_allowed(letters)
    if not allowed:
        return []
    candidates = {each: "".join(word.plain for word in words(each)) for each in known}
    near = extract(letters, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=MOST)
    return [word for _letters, _distance, word in near]
