"""Refusals as sentences: what was refused, and what to do now. Code → German sentence, params filled in."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from projections import words
from projections.sentences import SENTENCES as TOLD
from referrals.referral.codes import Outcome
from referrals.referral.state import AppointmentState
from referrals.release import Covers
from referrals.staff import Role
from web import refusal_sentences
from web.language import N_, _, language, moment, short_day

SENTENCES: dict[str, str] = {
    **refusal_sentences.SENTENCES,
    "NotFound": N_("Dazu gibt es keinen Eintrag. Der Link ist vielleicht veraltet; gehen Sie über Ihre Fallliste."),
    "WrongOrderOfTime.in_the_future": N_("Der Tag liegt in der Zukunft. Geben Sie heute oder einen früheren Tag an."),
    "WrongOrderOfTime.before_the_step_it_depends_on": N_(
        "Der Tag liegt vor dem Schritt, auf den er folgt (%(earliest)s). Geben Sie einen späteren Tag an."
    ),
    "CannotSignIn.wrong": N_(
        "Benutzername oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal."
    ),
    "CannotSignIn.locked": N_(
        "Zu viele Fehlversuche. Versuchen Sie es in %(minutes)s Min. wieder, oder bitten Sie die Verwaltung um ein "
        "neues Passwort."
    ),
    "CannotSetPassword.too_short": N_("Nehmen Sie mindestens %(min)s Zeichen, zum Beispiel mehrere Wörter."),
    "CannotSetPassword.too_long": N_("Nehmen Sie höchstens %(max)s Zeichen."),
    "CannotSetPassword.holds_the_login": N_("Der Benutzername darf nicht der größte Teil des Passworts sein."),
    "CannotSetPassword.too_easy": N_(
        "Dieses Passwort ist leicht zu erraten. Nehmen Sie mehrere Wörter, die nur Sie verbinden."
    ),
    "CannotSetPassword.unchanged": N_("Das ist das bisherige Passwort. Wählen Sie ein anderes."),
    "CannotSetPassword.present_one_wrong": N_("Das bisherige Passwort stimmt nicht. Geben Sie es noch einmal ein."),
    "CannotAddAccount.login_taken": N_("Diesen Benutzernamen hat schon jemand. Wählen Sie einen anderen."),
    "CannotAddAccount.login_not_one_word": N_(
        "Der Benutzername muss ein Wort ohne Leerzeichen sein, mit höchstens %(max)s Zeichen."
    ),
    "CannotAddAccount.has_an_account": N_("Diese Person hat schon einen Zugang."),
    "CannotOpen.similar_elsewhere": N_(
        "Es gibt schon eine ähnliche Person bei einer Kolleg:in. Fragen Sie dort nach, oder senden Sie noch einmal ab, "
        "wenn es eine andere ist."
    ),
    "CannotOpen.choice_gone": N_(
        "Die ausgewählte Person ist Ihnen nicht mehr zugeordnet. Senden Sie nur dann noch einmal ab, wenn eine neue "
        "Person angelegt werden soll."
    ),
    "CannotForward.no_release": N_(
        "Für diese Institution gibt es keine gültige Schweigepflichtentbindung. Fragen Sie die Person, und kreuzen Sie "
        "an, was weitergegeben werden darf."
    ),
    "CannotForward.no_institution": N_("Wählen Sie aus, an welche Institution es gehen soll."),
    "CannotForward.release_withdrawn": N_(
        "Die Schweigepflichtentbindung wurde am %(day)s widerrufen. Es darf nichts weitergegeben werden."
    ),
    "CannotForward.release_not_valid": N_(
        "Die Schweigepflichtentbindung gilt am %(day)s nicht. Fragen Sie die Person nach einer neuen."
    ),
    "CannotForward.beyond_release": N_(
        "Es würde mehr weitergegeben, als die Schweigepflichtentbindung erlaubt. Geben Sie weniger weiter, oder fragen "
        "Sie die Person nach einer weiteren."
    ),
    "CannotGiveRelease.no_institution": N_("Wählen Sie aus, für welche Institution die Entbindung gilt."),
    "CannotGiveRelease.covers_nothing": N_("Kreuzen Sie an, was weitergegeben werden darf."),
    "CannotGiveRelease.already_over": N_("Diese Entbindung wäre schon abgelaufen. Wählen Sie eine längere Dauer."),
    "CannotWithdrawRelease.already_withdrawn": N_("Diese Schweigepflichtentbindung ist schon widerrufen."),
    "CannotTakeAnnouncement.settled": N_(
        "Das angekündigte Anliegen hat inzwischen jemand übernommen. Wenn Sie trotzdem eine eigene Vermittlung anlegen "
        "möchten, senden Sie noch einmal ab."
    ),
    "CannotTakeAnnouncement.expired": N_(
        "Das angekündigte Anliegen ist älter als 14 Tage und abgelaufen. Wenn Sie trotzdem eine Vermittlung anlegen "
        "möchten, senden Sie noch einmal ab."
    ),
    "CannotChangePerson.same_value": N_("Das steht schon so da. Es gibt nichts zu ändern."),
    "CannotChangePerson.no_consent": N_("Es liegt keine Einwilligung vor, die widerrufen werden könnte."),
    "CannotChangePerson.empty_scope": N_("Kreuzen Sie an, wofür die Einwilligung gilt."),
    "CannotHandOver.nothing_there": N_("Es gibt keine laufende Vermittlung, die übergeben werden könnte."),
    "CannotHandOver.nothing_chosen": N_("Kreuzen Sie mindestens einen Fall an, oder wählen Sie den ganzen Bestand."),
    "CannotHandOver.incomplete": N_("Die Übergabe kam unvollständig an. Wählen Sie noch einmal aus, was mitgeht."),
    "CannotHandOver.no_longer_carried": N_(
        "Inzwischen hat jemand anderes einige dieser Fälle übernommen (%(count)s). Es wurde nichts übergeben. Wählen "
        "Sie neu aus."
    ),
    "Overtaken.by_a_step": N_(
        "Jemand war schneller: Diese Vermittlung hat sich eben geändert. Es wurde nichts eingetragen. Die Liste zeigt "
        "den neuen Stand."
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
    if isinstance(value, tuple | list):
        return ", ".join(_written(each) for each in value)
    if isinstance(value, StrEnum) and type(value) in words.WORDS:
        return words.word(value, language())
    return short_day(value) if isinstance(value, date) else _of_a_table(str(value))


def _of_a_table(code: str) -> str:
    """The title of a step named by its topic, or the word of a code that travelled as text."""
    for event, wording in TOLD.items():
        if code == event.TOPIC:
            return wording.title.in_language(language())
    for codes in (words.WORDS[Covers], words.WORDS[AppointmentState], words.WORDS[Role]):
        if code in codes:
            return codes[code].in_language(language())
    return words.word(Outcome.REFERRED_ON, language()) if code == "referral.referred_on" else code
