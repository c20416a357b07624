"""A correction names the step it corrects, and the old and the new value in words."""

from typing import Any

import pytest

from projections.sentences import sentence
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason
from tests.projections.examples import NAMES, sealed
from tests.projections.story import DECLINED, agreed, opened, step

CORRECTED: dict[str, Any] = {"step": 2, "reason": CorrectionReason.TYPING_MISTAKE}


@pytest.mark.parametrize(
    ("wrong", "field", "value", "german"),
    [
        (DECLINED, "reason", "not_eligible", "Grund: kein Platz → nicht anspruchsberechtigt"),
        (DECLINED, "decided_by", "person", "entschieden hat: die Institution → die ratsuchende Person"),
        (DECLINED, "occurred_on", "2026-11-02", "Tag: 3. November 2026 → 2. November 2026"),
        (agreed(), "language", "tr", "Sprache: Deutsch → Türkisch"),
        (agreed(), "company", "alone", "Begleitung: mit Sprachmittlung → allein"),
        (
            agreed(),
            "starts_at",
            "2026-11-10T10:00:00Z",
            "Zeit: Dienstag, 10. November 2026, 10:30 Uhr → Dienstag, 10. November 2026, 11:00 Uhr",
        ),
        (agreed(place=sealed()), "place", None, "Ort entfernt"),
    ],
)
def test_a_correction_names_its_step_and_both_values(wrong: Any, field: str, value: str | None, german: str) -> None:
    """Old and new, in words."""
    correction = step(e.StepCorrected, 3, field=field, value=value, **CORRECTED)
    title = sentence(wrong, NAMES).title
    assert (
        str(sentence(correction, NAMES, told=[opened(), wrong, correction]))
        == f"Anna hat „{title}“ vom 3. November 2026 berichtigt: {german}. Grund: Tippfehler."
    )


def test_the_second_correction_starts_from_the_first() -> None:
    """The old value is the one that stood there before, not the one told first."""
    first = step(e.StepCorrected, 3, field="reason", value="not_eligible", **CORRECTED)
    second = step(e.StepCorrected, 4, field="reason", value="no_interpreter", **CORRECTED)
    told = str(sentence(second, NAMES, told=[opened(), DECLINED, first, second]))
    assert "Grund: nicht anspruchsberechtigt → keine Sprachmittlung" in told


def test_taking_back_names_the_step() -> None:
    """Without its stream, by its number."""
    back = step(e.StepTakenBack, 3, **CORRECTED)
    told = [opened(), DECLINED, back]
    assert (
        str(sentence(back, NAMES, "de", told))
        == "Anna hat „Abgelehnt“ vom 3. November 2026 zurückgenommen. Grund: Tippfehler."
    )
    assert str(sentence(back, NAMES, "en", told)) == (
        "Anna took back “Declined” of 3 November 2026. Reason: typing mistake."
    )
    assert str(sentence(back, NAMES)) == "Anna hat Schritt 2 zurückgenommen. Grund: Tippfehler."


def test_a_corrected_place_opens_as_a_place() -> None:
    """It is sealed for the field that it puts right."""
    correction = step(e.StepCorrected, 3, field="place", sealed=sealed("Raum 3"), **CORRECTED)
    assert [field.field for field in sentence(correction, NAMES).sealed] == ["place"]
    assert "Ort neu gefasst" in str(sentence(correction, NAMES))
