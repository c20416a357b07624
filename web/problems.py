"""Problems of a form: a code with parameters, and the sentence it becomes when it is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from web import refusals
from web.language import N_, _

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Problem:
    """Why a field or the form was not taken: a code with parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def sentence(found: Problem, words: Mapping[str, str], label: str) -> str:
    """A problem in the reader's language; what a rule refused has its sentence in `web.refusals`."""
    if found.code not in words:
        return refusals.sentence(found.code, found.params)
    return _(words[found.code], **{"label": showable(label), **shown(found.params)})


def shown(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a problem, fit to be shown."""
    return {key: showable(value) if isinstance(value, str) else value for key, value in params.items()}


def showable(value: Any) -> str:
    """What was typed, with a � for what no page may hold."""
    return _UNSHOWABLE.sub("\ufffd", str(value))


SENTENCES: Mapping[str, str] = {
    "required": N_("„%(label)s“: Füllen Sie dieses Feld aus."),
    "not_chosen": N_("„%(label)s“: Wählen Sie eine Antwort aus."),
    "not_confirmed": N_("„%(label)s“: Setzen Sie das Häkchen, um fortzufahren."),
    "not_offered": N_("„%(label)s“: Wählen Sie eine der angebotenen Antworten aus."),
    "too_long": N_("„%(label)s“: Kürzen Sie den Text auf %(max)s Zeichen, jetzt sind es %(length)s."),
    "not_text": N_("„%(label)s“: Geben Sie einen Text ein."),
    "unreadable": N_("„%(label)s“: Einige Zeichen sind nicht lesbar angekommen. Tippen Sie den Text neu ein."),
    "control_characters": N_("„%(label)s“: Der Text enthält unsichtbare Steuerzeichen. Tippen Sie ihn neu ein."),
    "direction_controls": N_(
        "„%(label)s“: Der Text enthält unsichtbare Zeichen für die Schreibrichtung. Tippen Sie ihn neu ein."
    ),
    "not_a_number": N_("„%(label)s“: Geben Sie eine ganze Zahl ein, zum Beispiel 12."),
    "number_out_of_range": N_("„%(label)s“: Geben Sie eine Zahl von %(min)s bis %(max)s ein."),
    "not_an_id": N_("Das Formular ist unvollständig angekommen. Senden Sie es noch einmal ab."),
    "no_time": N_("„%(label)s“: Geben Sie eine Uhrzeit ein, zum Beispiel 9:30."),
    "impossible_time": N_("„%(label)s“: Diese Uhrzeit gibt es nicht. Geben Sie eine Zeit von 0:00 bis 23:59 ein."),
    "no_day": N_("„%(label)s“: Geben Sie einen Tag ein, zum Beispiel 3.11. oder 3.11.2026."),
    "impossible_day": N_("„%(label)s“: Den Tag %(text)s gibt es nicht. Prüfen Sie Tag, Monat und Jahr."),
    "in_the_future": N_("„%(label)s“: Dieser Tag liegt in der Zukunft. Geben Sie heute oder einen früheren Tag ein."),
    "in_the_past": N_("„%(label)s“: Dieser Tag ist schon vorbei. Geben Sie heute oder einen späteren Tag ein."),
    "passwords_differ": N_("Die beiden neuen Passwörter sind verschieden. Geben Sie das neue zweimal gleich ein."),
    "unknown": N_("Das Feld „%(label)s“ gibt es hier nicht."),
}
