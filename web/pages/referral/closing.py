"""Closing (Abschluss): how it ended and who decided, checked once more; reopening, and referring on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from referrals.casework import Receipt, Sent
from referrals.referral import closing as decisions
from referrals.referral import events as e
from referrals.referral.codes import Outcome, Party, ReopenReason
from referrals.referral.state import Referral
from referrals.sealing import Group, Sealed
from web import desk, rules
from web.audience import audience
from web.fields import Choice, Options
from web.forms import Form, read
from web.language import N_
from web.pages.referral import checking
from web.pages.referral.places import chosen_place, places
from web.pages.referral.steps import (
    STEPS,
    Page,
    Recorded,
    Step,
    Values,
    choices,
    happened,
    note,
    offer,
    pages,
    register,
    way_back,
)
from web.pages.referral.still_open import open_appointments
from web.parts import CASE_MANAGER

DECIDED = {"not_chosen": N_("Wählen Sie aus, wer entschieden hat.")}


class Closing(checking.Checked):
    """It ends."""

    outcome = Choice(N_("Wie ist es ausgegangen?"), says={"not_chosen": N_("Wählen Sie das Ergebnis aus.")})
    decided_by = Choice(N_("Wer hat das entschieden?"), says=DECIDED)
    day = happened(N_("Wann war das?"))
    note = note(hint=N_("Bei „anderes Ergebnis“ nötig."))


class Reopening(Recorded):
    """It is taken up again."""

    reason = Choice(N_("Warum geht es weiter?"), says={"not_chosen": N_("Wählen Sie den Grund aus.")})
    day = happened(N_("Wann war das?"))


class ReferringOn(Recorded):
    """The need goes to another place."""

    where = Choice(N_("Wohin jetzt?"), kind="select", optional=True, hint=N_("Sie können das auch später entscheiden."))
    decided_by = Choice(N_("Wer hat das entschieden?"), says=DECIDED)
    day = happened(N_("Wann war das?"))
    note = note()


def _closing(_referral: Referral) -> Mapping[str, Options]:
    return {"outcome": choices(Outcome, without=(Outcome.REFERRED_ON,)), "decided_by": choices(Party)}


def _close(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.close(sent, referral.id, **_ending(values), note=values["note"])


def _ending(values: Values) -> dict[str, Any]:
    return {"outcome": Outcome(values["outcome"]), "decided_by": Party(values["decided_by"])}


def _rehearse(referral: Referral, form: Form) -> object:
    some_words = Sealed(referral.person_id, Group.CASE, "") if form.values["note"] else None
    occasion = desk.occasion(form.values["day"])
    return decisions.close(referral, occasion, **_ending(form.values), note=some_words)


CLOSING = Step(
    "closing",
    N_("Abschließen"),
    Closing,
    e.ReferralClosed,
    _close,
    button=N_("Weiter zur Prüfung"),
    options=_closing,
)
STEPS[CLOSING.endpoint] = CLOSING


@pages.route("/referrals/<uuid:referral_id>/closing", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_referral)
def closing(referral_id: UUID) -> Page:
    """Say how it ended, look at it once more, and close."""
    referral = desk.referral(referral_id)
    more = {"still_open": open_appointments(referral, CLOSING.address(referral, way_back()))}
    if request.method == "GET":
        return offer(CLOSING, referral, "referral/checked_step.html", **more)
    form = read(Closing, request.form, options=_closing(referral))
    return checking.answer(
        CLOSING,
        referral,
        form,
        rehearse=lambda filled: _rehearse(referral, filled),
        preview=lambda _filled: checking.Preview(),
        command=lambda sent, _shown: _close(sent, referral, form.values),
        **more,
    )


def _reopen(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().referrals.reopen(sent, referral.id, reason=ReopenReason(values["reason"]))


def _refer_on(sent: Sent, referral: Referral, values: Values) -> Receipt:
    institution_id, offer_id = chosen_place(values["where"]) if values["where"] else (None, None)
    return desk.casework().referrals.refer_on(
        sent,
        referral.id,
        decided_by=Party(values["decided_by"]),
        institution_id=institution_id,
        offer_id=offer_id,
        note=values["note"],
    )


REOPENING = register(
    Step(
        "reopening",
        N_("Wieder eröffnen"),
        Reopening,
        e.ReferralReopened,
        _reopen,
        options=lambda _referral: {"reason": choices(ReopenReason)},
        lead=N_("Die Vermittlung geht dort weiter, wo sie vor dem Abschluss stand."),
        may=lambda referral: referral.next_referral is None,
    )
)
REFERRING_ON = register(
    Step(
        "referring-on",
        N_("Weitervermitteln"),
        ReferringOn,
        e.ReferralClosed,
        _refer_on,
        options=lambda referral: {"where": places(referral), "decided_by": choices(Party)},
        lead=N_(
            "Diese Vermittlung wird mit „weitervermittelt“ abgeschlossen, "
            "und für dasselbe Anliegen beginnt gleich die nächste."
        ),
        may=lambda referral: referral.phase in decisions.CAN_BE_REFERRED_ON and not referral.open_appointments,
    )
)
