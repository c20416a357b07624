"""Refusals as sentences: what was refused, and what to do now. Code → German sentence, params filled in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from web.language import N_, _, moment, short_day

SENTENCES: dict[str, str] = {
    "NotFound": N_("Dazu gibt es keinen Eintrag. Der Link ist vielleicht veraltet; gehen Sie über Ihre Fallliste."),
    "WrongOrderOfTime.in_the_future": N_("Der Tag liegt in der Zukunft. Geben Sie heute oder einen früheren Tag an."),
    "WrongOrderOfTime.before_the_step_it_depends_on": N_(
        "Der Tag liegt vor dem Schritt, auf den er folgt (%(earliest)s). Geben Sie einen späteren Tag an."
    ),
}
UNKNOWN = N_("Das geht im Moment nicht (%(code)s). Es wurde nichts eingetragen.")


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The refusal in the reader's language; the class alone is the fallback for its reasons."""
    words = SENTENCES.get(code) or SENTENCES.get(code.partition(".")[0]) or UNKNOWN
    return _(words, **{"code": code, **{key: _written(value) for key, value in params.items()}})


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return short_day(value) if isinstance(value, date) else str(value)
