"""Answers (Antworten): what the institution says to a referral: yes, later, or no."""

from collections.abc import Mapping

from referrals.casework import Receipt, Sent
from referrals.referral import events as e
from referrals.referral.codes import DeclineReason, Party, Way
from referrals.referral.state import Referral
from web import desk
from web.fields import Choice, Day, Options
from web.language import N_
from web.pages.referral.steps import Recorded, Step, Values, choices, happened, note, register

HOW_IT_CAME = N_("Wie kam die Antwort?")
ASK = {"not_chosen": N_("Wählen Sie aus, wie die Antwort kam.")}


class Acceptance(Recorded):
    """The institution will help."""

    source = Choice(HOW_IT_CAME, says=ASK)
    day = happened(N_("Wann kam die Zusage?"))
    note = note()


class WaitingList(Recorded):
    """The institution will help later."""

    source = Choice(HOW_IT_CAME, says=ASK)
    review_on = Day(N_("Wann fragen Sie nach?"), future=True, past=False, hint=N_("Zum Beispiel 3.8. oder 3.8.2027"))
    day = happened(N_("Wann kam die Antwort?"))
    note = note()


class Refused(Recorded):
    """No help from this institution."""

    decided_by = Choice(N_("Wer hat entschieden?"), says={"not_chosen": N_("Wählen Sie aus, wer entschieden hat.")})
    reason = Choice(N_("Aus welchem Grund?"), says={"not_chosen": N_("Wählen Sie den Grund aus.")})
    source = Choice(HOW_IT_CAME, says=ASK)
    day = happened(N_("Wann kam die Absage?"))
    note = note()


def _ways(_referral: Referral) -> Mapping[str, Options]:
    return {"source": choices(Way)}


def _refused(_referral: Referral) -> Mapping[str, Options]:
    return {"source": choices(Way), "reason": choices(DeclineReason), "decided_by": choices(Party)}


def _accept(sent: Sent, referral: Referral, values: Values) -> Receipt:
    steps = desk.casework().referrals
    return steps.accept(sent, referral.id, source=Way(values["source"]), note=values["note"])


def _waitlist(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.waitlist(
        sent, referral.id, source=Way(values["source"]), review_on=values["review_on"], note=values["note"]
    )


def _decline(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.decline(
        sent,
        referral.id,
        reason=DeclineReason(values["reason"]),
        decided_by=Party(values["decided_by"]),
        source=Way(values["source"]),
        note=values["note"],
    )


ACCEPTANCE = register(
    Step(
        "acceptance",
        N_("Zusage eintragen"),
        Acceptance,
        e.ReferralAccepted,
        _accept,
        options=_ways,
    )
)
WAITING_LIST = register(
    Step(
        "waiting-list",
        N_("Warteliste eintragen"),
        WaitingList,
        e.ReferralWaitlisted,
        _waitlist,
        options=_ways,
    )
)
REFUSAL = register(
    Step(
        "refusal",
        N_("Absage eintragen"),
        Refused,
        e.ReferralDeclined,
        _decline,
        options=_refused,
        start=lambda _referral: {"decided_by": Party.INSTITUTION.value},
    )
)
