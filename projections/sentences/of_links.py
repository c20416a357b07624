"""How the link of an institution is told, and what the institution itself recorded through it."""

from projections.sentences.wording import Wording, tells
from referrals import link
from referrals.event import Event
from referrals.referral import events as e

OF_LINKS: dict[type[Event], Wording] = {
    link.LinkMade: tells(
        "link",
        "Link gemacht",
        "Link made",
        "{actor} hat einen Link für {institution} gemacht, gültig bis zum {open_until} (Dringlichkeit: {urgency}).",
        "{actor} made a link for {institution}, open until {open_until} (urgency: {urgency}).",
    ),
    link.LinkMailed: tells(
        "link",
        "Link verschickt",
        "Link mailed",
        "{actor} hat den Link per E-Mail an die Institution geschickt.",
        "{actor} mailed the link to the institution.",
    ),
    link.LinkCodeTold: tells(
        "link",
        "Code genannt",
        "Code told",
        "{actor} hat einen Einmal-Code erzeugt, um ihn der Institution zu nennen.",
        "{actor} made a one-time code to tell the institution.",
    ),
    link.LinkNoticeConfirmed: tells(
        "link",
        "Zweck bestätigt",
        "Purpose confirmed",
        "{actor} hat bestätigt, die Angaben nur für den genannten Zweck zu nutzen (Hinweis Nr. {notice}).",
        "{actor} confirmed to use the data for the stated purpose only (notice no. {notice}).",
    ),
    link.LinkAnswered: tells(
        "link",
        "Über den Link geantwortet",
        "Answered through the link",
        "{actor} hat den Link beantwortet: {answer}.",
        "{actor} answered the link: {answer}.",
    ),
    link.LinkClosed: tells(
        "link",
        "Link geschlossen",
        "Link closed",
        "{actor} hat den Link geschlossen: {reason}.",
        "{actor} closed the link: {reason}.",
    ),
}

BY_THE_INSTITUTION: dict[type[Event], Wording] = {
    e.ReferralAccepted: tells(
        "accept",
        "Zugesagt",
        "Accepted",
        "{actor} hat zugesagt ({source}).",
        "{actor} accepted ({source}).",
    ),
    e.ReferralWaitlisted: tells(
        "waitlist",
        "Auf der Warteliste",
        "On the waiting list",
        "{actor} hat einen Platz auf der Warteliste angeboten ({source}), Nachfrage am {review_on}.",
        "{actor} offered a place on the waiting list ({source}), to be reviewed on {review_on}.",
    ),
    e.ReferralDeclined: tells(
        "decline",
        "Abgelehnt",
        "Declined",
        "{actor} hat abgesagt ({source}): {reason}.",
        "{actor} declined ({source}): {reason}.",
    ),
    e.AppointmentProposed: tells(
        "appointment",
        "Termin vorgeschlagen",
        "Appointment proposed",
        "{actor} hat einen Termin vorgeschlagen: {starts_at}{lasting}, {in_language}, {company}.",
        "{actor} proposed an appointment: {starts_at}{lasting}, {in_language}, {company}.",
    ),
}
"""What reads differently where the institution recorded it itself."""
