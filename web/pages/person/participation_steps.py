"""The steps of a participation in the ESF Plus: a form for each, when it fits, and the command behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import abort

from projections import words
from referrals.casework import Receipt, Sent
from referrals.participation import QUESTIONS, Answers, Participation
from referrals.participation_events import LeavingResult
from referrals.referral.codes import CorrectionReason, VoidReason
from web import desk, funder
from web.fields import Choice, Day, Options, Several
from web.forms import StepForm
from web.language import N_, language


class Asking(StepForm):
    """What the funder asks of everybody who enters; what nobody asked yet stays empty."""

    employment = Choice(N_("Erwerbsstatus beim Eintritt"), optional=True)
    age_group = Choice(N_("Alter beim Eintritt"), optional=True)
    sex = Choice(N_("Geschlecht"), optional=True)
    education = Choice(N_("Höchster Bildungsabschluss"), optional=True)
    household = Choice(N_("Haushalt"), optional=True)
    migration = Choice(
        N_("Staatsangehörigkeit und Herkunft"),
        optional=True,
        hint=N_("Nur mit Einwilligung in die Statistik. Ohne sie: „keine Angabe“."),
    )
    disability = Choice(
        N_("Behinderung"), optional=True, hint=N_("Nur mit Einwilligung in die Statistik. Ohne sie: „keine Angabe“.")
    )
    housing = Choice(
        N_("Wohnsituation"),
        optional=True,
        hint=N_("Wohnungslos ist auch, wer bei anderen oder in einer Unterkunft lebt."),
    )


class Entering(Asking):
    """The day of entry, and what the person answers today."""

    entered_on = Day(N_("Seit wann nimmt die Person teil?"), choice=True)


class Leaving(StepForm):
    """The day of leaving, and what is different now."""

    left_on = Day(N_("Wann ist die Person ausgetreten?"), choice=True)
    results = Several(
        N_("Was hat sich geändert?"), optional=True, hint=N_("Leer heißt: noch nicht erfragt. Mehreres ist möglich.")
    )


class FollowingUp(StepForm):
    """How it was on a day up to four weeks later."""

    asked_on = Day(N_("Für welchen Tag gilt das?"), choice=True)
    results = Several(N_("Was ist an diesem Tag anders als beim Eintritt?"))


class ComingBack(StepForm):
    """The day on which the person came back."""

    came_on = Day(N_("Seit wann nimmt die Person wieder teil?"), choice=True)


class TakingBack(StepForm):
    """Why the leaving was none."""

    reason = Choice(N_("Warum wird der Austritt zurückgenommen?"))


class Voiding(StepForm):
    """Why it should not stand there."""

    reason = Choice(N_("Warum war die Teilnahme eine Fehleingabe?"))


Values = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One form: its heading, its fields, the field with the day, whether it fits now, and the command."""

    heading: str
    schema: type[StepForm]
    fits: Callable[[Participation | None], bool]
    record: Callable[[Sent, UUID, Participation | None, Values], Receipt]
    day: str = ""


def _takes_part(known: Participation | None) -> bool:
    return stands(known) and known is not None and known.left_on is None


def _has_left(known: Participation | None) -> bool:
    return stands(known) and known is not None and known.left_on is not None


def stands(known: Participation | None) -> bool:
    """Whether there is one that was not entered in error."""
    return known is not None and not known.void


def _id(known: Participation | None) -> UUID:
    if known is None:
        abort(404)
    return known.id


STEPS: dict[str, Step] = {
    "entry": Step(
        N_("Eintritt in den ESF Plus"),
        Entering,
        lambda known: not stands(known),
        lambda sent, person_id, _known, new: desk.casework().participations.enter(sent, person_id, _answers(new)),
        day="entered_on",
    ),
    "answers": Step(
        N_("Angaben für den ESF Plus"),
        Asking,
        stands,
        lambda sent, _person_id, known, new: desk.casework().participations.note(
            sent, _id(known), _changed(known, new)
        ),
    ),
    "leaving": Step(
        N_("Austritt aus dem ESF Plus"),
        Leaving,
        _takes_part,
        lambda sent, _person_id, known, new: desk.casework().participations.leave(
            sent, _id(known), results=_results(new)
        ),
        day="left_on",
    ),
    "follow-up": Step(
        N_("Nachfrage nach dem Austritt"),
        FollowingUp,
        _has_left,
        lambda sent, _person_id, known, new: desk.casework().participations.follow_up(
            sent, _id(known), results=_results(new)
        ),
        day="asked_on",
    ),
    "re-entry": Step(
        N_("Wieder eingetreten"),
        ComingBack,
        _has_left,
        lambda sent, _person_id, known, _new: desk.casework().participations.reenter(sent, _id(known)),
        day="came_on",
    ),
    "leaving-taken-back": Step(
        N_("Austritt zurücknehmen"),
        TakingBack,
        _has_left,
        lambda sent, _person_id, known, new: desk.casework().participations.take_leaving_back(
            sent, _id(known), reason=CorrectionReason(new["reason"])
        ),
    ),
    "voiding": Step(
        N_("Teilnahme als Fehleingabe streichen"),
        Voiding,
        stands,
        lambda sent, _person_id, known, new: desk.casework().participations.void(
            sent, _id(known), reason=VoidReason(new["reason"])
        ),
    ),
}


def options(asked: Step) -> dict[str, Options]:
    """The choices of a step in the reader's language."""
    spoken = language()
    codes: dict[str, type[StrEnum]] = {**QUESTIONS, "results": LeavingResult}
    codes["reason"] = CorrectionReason if asked.schema is TakingBack else VoidReason
    return {name: dict(words.choices(cls, spoken)) for name, cls in codes.items()}


def answered(known: Participation) -> dict[str, str]:
    """The answers of a participation in clear, by question; those that were erased are missing."""
    texts = funder.opened(desk.house().vault, [known])
    return {name: texts[sealed.blob] for name, sealed in known.answers.items() if sealed.blob in texts}


def _answers(new: Values) -> Answers:
    chosen: dict[str, Any] = {name: cls(new[name]) for name, cls in QUESTIONS.items() if new.get(name)}
    return Answers(**chosen)


def _changed(known: Participation | None, new: Values) -> Answers:
    """Only what is answered otherwise than before."""
    before = answered(known) if known is not None else {}
    return _answers({name: answer for name, answer in new.items() if answer != before.get(name)})


def _results(new: Values) -> list[LeavingResult]:
    return [LeavingResult(code) for code in new["results"]]
