"""Answering (Antworten von außen): yes, later, or no; recorded in the referral and in the link at once."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for

from projections import words
from referrals.casework import Receipt, Sent
from referrals.keys import PersonErased
from referrals.link import CannotUseLink
from referrals.link_standing import LinkStage
from referrals.referral import events as e
from referrals.referral.codes import DeclineReason
from referrals.referral.steps import possible
from referrals.refusal import Refusal
from referrals.rights import ProcessingRestricted
from web import desk
from web.audience import LINK, audience
from web.fields import Choice, Day, Flag, Options, Text
from web.forms import FormSchema, StepForm, blank, read
from web.language import N_, _, language
from web.pages.link import notice, reading
from web.pages.link.blueprint import pages
from web.pages.link.reading import Answer

CLOSED = (CannotUseLink, ProcessingRestricted, PersonErased)
"""What closes the link under the reader's hands."""
Values = dict[str, Any]


def _remark() -> Text:
    return Text(
        N_("Nachricht an uns"),
        optional=True,
        max=1000,
        rows=3,
        hint=N_("Zum Beispiel Ansprechperson, Durchwahl oder was noch fehlt. Bitte keine Namen anderer Menschen."),
    )


class Acceptance(StepForm):
    """The institution will help."""

    confirmed = Flag(
        N_("Ich bestätige das für meine Institution."),
        must=True,
        says={"not_confirmed": N_("Bestätigen Sie den Zweck. Erst danach dürfen wir Ihnen sagen, um wen es geht.")},
    )
    note = _remark()


class WaitingList(StepForm):
    """The institution will help later."""

    review_on = Day(
        N_("Wann sollen wir wieder nachfragen?"), future=True, past=False, hint=N_("Zum Beispiel 3.8. oder 3.8.2027")
    )
    note = _remark()


class Refused(StepForm):
    """The institution will not help."""

    reason = Choice(N_("Aus welchem Grund?"), says={"not_chosen": N_("Wählen Sie den Grund aus.")})
    note = _remark()


@pages.route("/link/<uuid:link_id>/acceptance", methods=["GET", "POST"])
@audience(LINK)
def acceptance(link_id: UUID) -> Answer:
    """Yes; the purpose notice is confirmed with it."""
    return answered(
        link_id,
        e.ReferralAccepted,
        Acceptance,
        N_("Zusagen"),
        lambda sent, values: desk.casework().links.accept(sent, link_id, notice=notice.PRESENT, note=values["note"]),
        there="link.person",
        template="link/acceptance.html",
        notices=[_(line) for line in notice.NOTICES[notice.PRESENT]],
    )


@pages.route("/link/<uuid:link_id>/waiting-list", methods=["GET", "POST"])
@audience(LINK)
def waiting_list(link_id: UUID) -> Answer:
    """Later."""
    return answered(
        link_id,
        e.ReferralWaitlisted,
        WaitingList,
        N_("Auf die Warteliste setzen"),
        lambda sent, values: desk.casework().links.waitlist(
            sent, link_id, review_on=values["review_on"], note=values["note"]
        ),
    )


@pages.route("/link/<uuid:link_id>/refusal", methods=["GET", "POST"])
@audience(LINK)
def refusal(link_id: UUID) -> Answer:
    """No, and why."""
    reasons = dict(words.choices(DeclineReason, language()))
    del reasons[DeclineReason.NO_LONGER_WANTED.value]  # that is the person's to say
    return answered(
        link_id,
        e.ReferralDeclined,
        Refused,
        N_("Nicht zusagen"),
        lambda sent, values: desk.casework().links.decline(
            sent, link_id, reason=DeclineReason(values["reason"]), note=values["note"]
        ),
        options={"reason": reasons},
    )


def answered(
    link_id: UUID,
    step: type[e.ReferralEvent],
    schema: type[FormSchema],
    title: str,
    command: Callable[[Sent, Values], Receipt],
    *,
    options: Mapping[str, Options] | None = None,
    there: str = "link.enquiry",
    stage: LinkStage = LinkStage.ENQUIRY,
    start: Values | None = None,
    template: str = "link/step.html",
    note: str = "",
    **more: object,
) -> Answer:
    """The form of one answer, or the answer recorded; a link that closed meanwhile leads back to where it says so."""
    found = reading.at_stage(link_id, stage)
    back = redirect(url_for("link.enquiry", link_id=link_id), 303)
    if request.method == "GET":
        if found is None or not possible(found.referral, step):
            return back
        return reading.show(template, found, title=title, form=blank(schema, options=options, **(start or {})), **more)
    form = read(schema, request.form, options=options)
    g.form = form
    known = found or reading.stands(link_id)
    if known is None:
        return back
    if form.ok:
        try:
            command(reading.sent(form, known), form.values)
        except CLOSED:
            return back
        except Refusal as refused:
            form.refuse(str(refused.params.get("field", "")), refused.code, **refused.params)
        else:
            said: dict[str, Any] = {note: 1} if note else {}
            return redirect(url_for(there, link_id=link_id, **said), 303)
    if found is None:
        return back
    return reading.show(template, found, title=title, form=form, **more), 422
