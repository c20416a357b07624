"""Resting and going on (Ruhen, Fortsetzen): help begins, rests, goes on; and what is looked at again or noted."""

from collections.abc import Mapping

from referrals.casework import Receipt, Sent
from referrals.referral import events as e
from referrals.referral.codes import PauseReason
from referrals.referral.state import Referral
from web import desk
from web.fields import Choice, Day, Flag, Options
from web.language import N_
from web.pages.referral.steps import Recorded, Step, Values, choices, happened, note, register


class OnADay(Recorded):
    """Nothing but the day."""

    day = happened()


class Pause(Recorded):
    """It rests until a day."""

    reason = Choice(N_("Warum ruht die Vermittlung?"), says={"not_chosen": N_("Wählen Sie den Grund aus.")})
    resume_on = Day(N_("Bis wann?"), future=True, past=False, hint=N_("An diesem Tag erinnert Lotse Sie daran."))
    day = happened(N_("Seit wann?"))


class FollowUp(Recorded):
    """A date with an owner."""

    due_on = Day(
        N_("Wann sehen Sie wieder nach?"), future=True, past=False, hint=N_("Zum Beispiel 3.12. oder 3.12.2026")
    )
    note = note(N_("Woran wollen Sie denken?"))


class Note(Recorded):
    """A few words; confided ones stay with their author (§ 65 SGB VIII)."""

    text = note(N_("Notiz"), optional=False, rows=5)
    confided = Flag(
        N_("Anvertraut"),
        hint=N_("Nur Sie selbst können die Notiz lesen, auch nach einer Fallübergabe oder Vertretung (§ 65 SGB VIII)."),
    )
    day = happened(N_("Von wann ist das?"))


def _reasons(_referral: Referral) -> Mapping[str, Options]:
    return {"reason": choices(PauseReason)}


def _start(sent: Sent, referral: Referral, _values: Values) -> Receipt:
    return desk.casework().referrals.start_service(sent, referral.id)


def _pause(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.pause(
        sent, referral.id, reason=PauseReason(values["reason"]), resume_on=values["resume_on"]
    )


def _resume(sent: Sent, referral: Referral, _values: Values) -> Receipt:
    return desk.casework().referrals.resume(sent, referral.id)


def _follow_up(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.set_follow_up(sent, referral.id, due_on=values["due_on"], note=values["note"])


def _note(sent: Sent, referral: Referral, values: Values) -> Receipt:
    steps = desk.casework().referrals
    return steps.take_note(sent, referral.id, text=values["text"], confided=values["confided"])


def _continue(sent: Sent, referral: Referral, _values: Values) -> Receipt:
    return desk.casework().referrals.continue_without_data(sent, referral.id)


SERVICE_START = register(
    Step(
        "service-start",
        N_("Hilfe hat begonnen"),
        OnADay,
        e.ServiceStarted,
        _start,
        lead=N_("Für Angebote, zu denen man ohne Termin geht."),
    )
)
PAUSE = register(
    Step(
        "pause",
        N_("Ruhen lassen"),
        Pause,
        e.ReferralPaused,
        _pause,
        options=_reasons,
        may=lambda referral: not referral.open_appointments,
    )
)
RESUMPTION = register(
    Step(
        "resumption",
        N_("Wieder aufnehmen"),
        OnADay,
        e.ReferralResumed,
        _resume,
        lead=N_("Die Vermittlung geht dort weiter, wo sie vor der Pause stand."),
    )
)
FOLLOW_UP = register(Step("follow-up", N_("Wiedervorlage setzen"), FollowUp, e.FollowUpSet, _follow_up))
NOTE = register(Step("note", N_("Notiz schreiben"), Note, e.NoteTaken, _note))
CONTINUATION = register(
    Step(
        "continuation",
        N_("Ohne Daten weitermachen"),
        OnADay,
        e.ContinuedWithoutData,
        _continue,
        lead=N_("Die Vermittlung bleibt offen, aber es wird nichts mehr weitergegeben."),
        may=lambda referral: referral.stopped is not None,
    )
)
