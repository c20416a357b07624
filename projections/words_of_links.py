"""The words of the codes around the link of an institution (Link der Institution)."""

from enum import StrEnum

from projections.word import Word
from referrals.link import Answer, CloseReason, Urgency
from referrals.link_standing import LinkStage

OF_LINKS: dict[type[StrEnum], dict[str, Word]] = {
    Urgency: {
        Urgency.ORDINARY: Word("nicht eilig", "not urgent"),
        Urgency.SOON: Word("bald, in dieser oder der nächsten Woche", "soon, this week or next"),
        Urgency.URGENT: Word("dringend, heute oder morgen", "urgent, today or tomorrow"),
    },
    Answer: {
        Answer.ACCEPTED: Word("zugesagt", "accepted"),
        Answer.WAITLISTED: Word("auf die Warteliste gesetzt", "put on the waiting list"),
        Answer.DECLINED: Word("abgelehnt", "declined"),
    },
    CloseReason: {
        CloseReason.WITHDRAWN: Word("zurückgezogen", "withdrawn"),
        CloseReason.REPLACED: Word("durch einen neuen ersetzt", "replaced by a new one"),
    },
    LinkStage: {
        LinkStage.ENQUIRY: Word("Anfrage ohne Namen", "enquiry without a name"),
        LinkStage.PERSON: Word("Angaben nach der Zusage", "details after acceptance"),
        LinkStage.ANSWERED: Word("beantwortet", "answered"),
    },
}
