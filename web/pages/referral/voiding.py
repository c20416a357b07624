"""Voiding (Fehleingabe): a referral that should never have been recorded.

Where data has left us this only asks: a second person agrees on the team page, by the code of the case alone.
"""

from uuid import UUID

from flask import request

from referrals.casework import Receipt, Sent
from referrals.referral import events as e
from referrals.referral.codes import VoidReason
from referrals.referral.refusals import CannotVoid
from referrals.referral.state import Referral
from web import desk, rules
from web.audience import audience
from web.fields import Choice
from web.forms import read
from web.language import N_
from web.pages.referral.steps import Page, Recorded, Step, Values, choices, offer, pages, record, show
from web.parts import CASE_MANAGER


class Void(Recorded):
    """Why it should never have been recorded."""

    reason = Choice(N_("Warum ist es eine Fehleingabe?"), says={"not_chosen": N_("Wählen Sie den Grund aus.")})


def _void(sent: Sent, referral: Referral, values: Values) -> Receipt:
    return desk.casework().corrections.void(sent, referral.id, reason=VoidReason(values["reason"]))


def may_be_voided(referral: Referral) -> bool:
    """Whether the page offers it: not where it is void, or somebody has asked already."""
    return referral.phase.value != "void" and referral.void_requested_by is None


VOID = Step(
    "void",
    N_("Als Fehleingabe kennzeichnen"),
    Void,
    e.NoteTaken,  # every phase but void
    _void,
    button=N_("Als Fehleingabe kennzeichnen"),
    options=lambda _referral: {"reason": choices(VoidReason)},
    may=may_be_voided,
)


@pages.route("/referrals/<uuid:referral_id>/void", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_referral)
def void(referral_id: UUID) -> Page:
    """Void it, or ask a second person to."""
    referral = desk.referral(referral_id)
    if request.method == "GET":
        if referral.phase.value == "void":
            raise CannotVoid.because_it_is_void()
        return offer(VOID, referral, "referral/void.html")
    form = read(Void, request.form, options=VOID.options(referral))
    done = record(form, referral, lambda sent: _void(sent, referral, form.values))
    return done or (show(VOID, referral, form, "referral/void.html"), 422)
