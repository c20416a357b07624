"""A time offered from outside (Terminvorschlag): the case manager agrees it with the person, or not."""

from datetime import UTC, datetime
from uuid import UUID

from projections import words
from referrals.casework import Receipt, Sent
from referrals.link_standing import LinkStage
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.codes import Company
from web import desk
from web.audience import LINK, audience
from web.fields import Choice, ClockTime, Day, Line
from web.forms import StepForm
from web.language import N_, language
from web.pages.link.answering import Values, answered
from web.pages.link.blueprint import pages
from web.pages.link.reading import Answer
from web.pages.referral.steps import how_long


class Proposal(StepForm):
    """When and where the person is expected."""

    on = Day(N_("Tag des Termins"), future=True, past=False, hint=N_("Zum Beispiel 3.11. oder 3.11.2026"))
    at = ClockTime(N_("Uhrzeit"), hint=N_("Zum Beispiel 9:30"))
    minutes = how_long(N_("Dauer in Minuten"))
    place = Line(N_("Ort"), optional=True, hint=N_("Straße, Raum oder Ansprechperson"))
    language = Choice(N_("Sprache im Termin"), kind="select")
    company = Choice(N_("Wie soll die Person kommen?"))


@pages.route("/link/<uuid:link_id>/appointment", methods=["GET", "POST"])
@audience(LINK)
def appointment(link_id: UUID) -> Answer:
    """Offer a time; only after accepting."""
    return answered(
        link_id,
        e.AppointmentProposed,
        Proposal,
        N_("Termin vorschlagen"),
        lambda sent, values: _propose(sent, link_id, values),
        options={
            "language": dict(words.language_choices(language())),
            "company": dict(words.choices(Company, language())),
        },
        stage=LinkStage.PERSON,
        there="link.person",
        note="proposed",
        start={"language": "de", "company": Company.ALONE.value},
    )


def _propose(sent: Sent, link_id: UUID, values: Values) -> Receipt:
    return desk.casework().links.propose_appointment(
        sent,
        link_id,
        starts_at=datetime.combine(values["on"], values["at"], LOCAL).astimezone(UTC),
        minutes=values["minutes"],
        place=values["place"],
        language=values["language"],
        company=Company(values["company"]),
    )
