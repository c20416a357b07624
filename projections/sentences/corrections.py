"""How a correction is told: the step it names, and its old and new value in words."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from projections.sentences.of_referrals import OF_REFERRALS
from projections.sentences.pieces import Piece, day, text
from projections.sentences.slots import Telling, change
from projections.word import Word
from referrals.event import Event
from referrals.referral.events import ReferralEvent, StepCorrected
from referrals.referral.state import corrected, effective

FIELDS: dict[str, Word] = {
    "occurred_on": Word("Tag", "day"),
    "need": Word("Anliegen", "need"),
    "quarter": Word("Quartier", "quarter"),
    "language": Word("Sprache", "language"),
    "way": Word("Weg", "way"),
    "source": Word("Quelle der Antwort", "source of the answer"),
    "review_on": Word("Tag der Nachfrage", "review day"),
    "reason": Word("Grund", "reason"),
    "decided_by": Word("entschieden hat", "decided by"),
    "starts_at": Word("Zeit", "time"),
    "minutes": Word("Dauer", "length"),
    "place": Word("Ort", "place"),
    "company": Word("Begleitung", "company"),
    "by": Word("Beteiligte", "party"),
    "resume_on": Word("Ende der Pause", "end of the pause"),
    "outcome": Word("Ergebnis", "outcome"),
    "due_on": Word("Tag der Wiedervorlage", "day of the follow-up"),
    "note": Word("Notiz", "note"),
    "text": Word("Text", "text"),
    "wish": Word("Wunsch in eigenen Worten", "wish in the person's words"),
    "message": Word("Nachricht an die Institution", "message to the institution"),
    "origin": Word("Gruppenangebot", "group offer"),
}
"""What the fields of a step are called: in corrections, and above the sealed texts of an entry."""


SEALED_TEXTS = frozenset({"note", "wish", "place", "message", "text"})
"""The sealed fields that a page may open below a sentence; names and contact stand elsewhere."""


def step(t: Telling) -> list[Piece]:
    """„Termin vereinbart“ vom 3. November 2026; its number where the stream is not at hand."""
    wrong = named_step(t)
    if wrong is None:
        return t.say(f"Schritt {t.field('step')}", f"step {t.field('step')}")
    title = OF_REFERRALS[type(wrong)].title.in_language(t.language)
    return [*t.say(f"„{title}“ vom ", f"“{title}” of "), day(wrong.occasion.occurred_on, t.language)]


def changed(t: Telling) -> list[Piece]:
    """Tag von 3. November 2026 auf 2. November 2026; a sealed text only says that it is new."""
    event = t.event
    assert isinstance(event, StepCorrected)
    label = field_label(event.field, t.language)
    if event.sealed is not None:
        return t.say(f"{label} neu gefasst", f"{label} written anew")
    if event.field in SEALED_TEXTS:
        return t.say(f"{label} entfernt", f"{label} removed")
    wrong = named_step(t)
    if wrong is None or type(wrong) not in OF_REFERRALS:
        value = text(event.value or "") or change(t, event.field, None)
        return [*t.say(f"{label} ist jetzt ", f"{label} is now "), *value]
    right = corrected(wrong, event)
    old = change(t, event.field, _value(wrong, event.field, t))
    new = change(t, event.field, _value(right, event.field, t))
    return [Piece(f"{label}: "), *old, *t.say(" → ", " → "), *new]


def field_label(field: str, language: str) -> str:
    """What a field of a step is called."""
    return FIELDS[field].in_language(language) if field in FIELDS else field


def named_step(t: Telling) -> ReferralEvent | None:
    """The step as it was told before this correction, earlier corrections applied."""
    told = cast(
        Sequence[ReferralEvent],
        [event for event in t.told if event.originator_version < t.event.originator_version],
    )
    wanted = t.field("step")
    for events in (effective(told), told):
        for event in events:
            if event.originator_version == wanted:
                return event
    return None


def _value(event: Event, field: str, t: Telling) -> Any:
    if field == "occurred_on":
        return event.occasion.occurred_on
    return getattr(event, field)


CORRECTION_SLOTS: dict[str, Callable[[Telling], list[Piece]]] = {"step": step, "change": changed}
