"""The enquiry (Anfrage): first without a name (§ 64(2a) SGB VIII), and who it is once the institution has accepted."""

from uuid import UUID

from flask import redirect, request, url_for

from projections import words
from referrals.link_standing import LinkStage, Standing
from referrals.person_events import Fact
from referrals.referral import events as e
from referrals.referral.steps import possible
from referrals.release import Covers
from web.audience import LINK, audience
from web.language import _, language
from web.pages.link import notice, reading
from web.pages.link.age import age_band
from web.pages.link.blueprint import pages
from web.pages.link.reading import Answer
from web.parts import today

FACTS_OF = {
    Covers.CONTACT: (Fact.NAME, Fact.CONTACT, Fact.LANGUAGE),
    Covers.NEED: (Fact.NEED,),
    Covers.BIRTH_YEAR: (Fact.BIRTH_YEAR,),
}
"""What the person can dispute of what a box lets through."""
ANSWERS = (
    ("link.acceptance", e.ReferralAccepted),
    ("link.waiting_list", e.ReferralWaitlisted),
    ("link.refusal", e.ReferralDeclined),
)


@pages.get("/link/<uuid:link_id>/enquiry")
@audience(LINK)
def enquiry(link_id: UUID) -> Answer:
    """Need, age band, quarter and urgency, and the answers that are possible; once answered, what was said."""
    found = reading.stands(link_id)
    if found is None:
        return reading.gone(link_id)
    if found.stage is not LinkStage.ENQUIRY:
        answer = words.word(found.link.answer, language()) if found.link.answer else ""
        return reading.show("link/answered.html", found, answer=answer, may_read=found.stage is LinkStage.PERSON)
    reading.looked(found)
    offered = {endpoint for endpoint, step in ANSWERS if possible(found.referral, step)}
    return reading.show("link/enquiry.html", found, facts=facts(found), offered=offered)


@pages.get("/link/<uuid:link_id>/person")
@audience(LINK)
def person(link_id: UUID) -> Answer:
    """Exactly what the case manager has checked and the release covers; only after accepting."""
    found = reading.at_stage(link_id, LinkStage.PERSON)
    if found is None or found.forwarded is None:
        return redirect(url_for("link.enquiry", link_id=link_id), 303)
    reading.looked(found)
    message = reading.opened(found.forwarded.message, found.referral.id, "message")
    return reading.show(
        "link/person.html",
        found,
        message=message,
        disputed=[words.word(fact, language()) for fact in disputed_of(found)],
        notices=[_(line) for line in notice.NOTICES[found.link.notice or notice.PRESENT]],
        may_propose=possible(found.referral, e.AppointmentProposed),
        proposed="proposed" in request.args,
    )


def facts(found: Standing) -> list[tuple[str, str, bool]]:
    """(label, value, disputed) of the pseudonymous enquiry; the birth year is opened here and leaves as a band."""
    spoken, whose = language(), found.person
    disputed = {each.field for each in whose.disputes}
    year = reading.opened(whose.birth_year, whose.id, "birth_year")
    return [
        (_("Anliegen"), words.word(found.referral.need, spoken), Fact.NEED in disputed),
        (_("Alter"), _(age_band(year, today().year)), Fact.BIRTH_YEAR in disputed),
        (_("Quartier"), words.quarter(found.referral.quarter, spoken), Fact.QUARTER in disputed),
        (_("Dringlichkeit"), words.word(found.link.urgency, spoken), False),
    ]


def disputed_of(found: Standing) -> list[Fact]:
    """What of the passed-on details the person calls wrong (§ 84(2) SGB X)."""
    shared = found.forwarded.shared if found.forwarded else ()
    could = [fact for code in shared for fact in FACTS_OF.get(Covers(code), ())]
    return [each.field for each in found.person.disputes if each.field in could]
