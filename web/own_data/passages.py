"""Passages (Stellen): the free texts of an answer, sentence by sentence, and the answer without some of them.

A text may speak of others, and their rights are not to be harmed (Art. 15(4) GDPR). Whoever answers reads every
sentence before the letter is made; the answer says of which day and text a sentence was left out, and why.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from msgspec.structs import replace

from web.own_data.contents import Omitted, OwnData, Referral, Step

SENTENCES = re.compile(r"((?<=[.!?…])\s+|\s*\n\s*)")
LEFT_OUT = "[…]"
HER_OWN = frozenset({"name", "phone", "email", "address", "birth_year"})


class Why(StrEnum):
    """Why a passage is left out."""

    OTHERS = "others"
    SOURCE = "source"


WHY = {
    Why.OTHERS: "Rechte anderer Menschen (Art. 15 Abs. 4 DSGVO)",
    Why.SOURCE: "Schutz dessen, der es uns gesagt hat (§ 83 SGB X, Art. 15 Abs. 4 DSGVO)",
}
"""In German, as it stands in the letter."""


class Passage(NamedTuple):
    """One sentence of a free text: what is chosen to leave it out, when and of what it was first, and how it reads.

    The same words have the same id: left out once, they are left out everywhere.
    """

    id: str
    on: date
    label: str
    text: str


Change = Callable[[Passage], str]


def passages(data: OwnData) -> list[Passage]:
    """Every sentence of every free text once, in the order of the answer."""
    found: dict[str, Passage] = {}

    def note(passage: Passage) -> str:
        found.setdefault(passage.id, passage)
        return passage.text

    _changed(data, note)
    return list(found.values())


def without(data: OwnData, chosen: Collection[str], why: Why) -> OwnData:
    """The answer without the chosen passages; it says what is missing."""
    missing: Counter[tuple[date, str]] = Counter()

    def leave_out(passage: Passage) -> str:
        if passage.id not in chosen:
            return passage.text
        missing[passage.on, passage.label] += 1
        return LEFT_OUT

    changed = _changed(data, leave_out)
    omitted = [Omitted(on, label, number, why.value, WHY[why]) for (on, label), number in missing.items()]
    return replace(changed, left_out=replace(data.left_out, passages=omitted))


def _changed(data: OwnData, change: Change) -> OwnData:
    def step(each: Step) -> Step:
        values = [
            value
            if value.field in HER_OWN
            else replace(value, text=_text(value.text, each.happened_on, value.label, change))
            for value in each.values
        ]
        return replace(each, values=values)

    def referral(each: Referral) -> Referral:
        return replace(each, steps=[step(one) for one in each.steps])

    return replace(
        data,
        disputes=[replace(each, note=_text(each.note, each.since, each.fact, change)) for each in data.disputes],
        referrals=[referral(each) for each in data.referrals],
        around_the_person=[step(each) for each in data.around_the_person],
    )


def _text(text: str, on: date, label: str, change: Change) -> str:
    """The text with each of its sentences changed; what stands between them stays."""
    pieces = SENTENCES.split(text)
    for number in range(0, len(pieces), 2):
        if pieces[number]:
            id_ = sha256(pieces[number].encode()).hexdigest()[:16]
            pieces[number] = change(Passage(id_, on, label, pieces[number]))
    return "".join(pieces)
