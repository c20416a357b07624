"""Terms of a release (Schweigepflichtentbindung) as a form asks for them: what, until when, how, in which language."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from projections import words
from referrals.casework import NewRelease
from referrals.release import Covers, Given
from web.fields import Choice, Options, Several
from web.forms import StepForm
from web.language import N_, language

MONTHS = {"3": N_("3 Monate"), "6": N_("6 Monate"), "12": N_("1 Jahr")}


class ReleaseTerms(StepForm):
    """A year, told by word of mouth, is what mostly happens at a door."""

    covers = Several(
        N_("Was darf weitergegeben werden?"),
        says={
            "not_chosen": N_(
                "Kreuzen Sie an, was weitergegeben werden darf. Ohne Schweigepflichtentbindung geht nichts hinaus."
            )
        },
    )
    months = Choice(N_("Wie lange gilt sie?"), MONTHS)
    given = Choice(N_("Wie wurde sie gegeben?"))
    release_language = Choice(N_("In welcher Sprache?"), kind="select", optional=True)


START: Mapping[str, Any] = {"months": "12", "given": Given.ORAL.value}
"""What is chosen beforehand."""


def options() -> dict[str, Options]:
    """The choices of these fields in the reader's language."""
    return {
        "covers": dict(words.choices(Covers, language())),
        "given": dict(words.choices(Given, language())),
        "release_language": dict(words.language_choices(language())),
    }


def new_release(values: Mapping[str, Any], institution_id: UUID, spoken: str, today: date) -> NewRelease:
    """The release that was filled in; without another language it was explained in the one the person speaks."""
    return NewRelease(
        institution_ids=(institution_id,),
        covers=tuple(Covers(each) for each in values["covers"]),
        valid_until=months_after(today, int(values["months"])),
        given=Given(values["given"]),
        language=values.get("release_language") or spoken,
    )


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that one is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
