"""How the rights of a person are told (Einschränkung, Bestreiten, Sperre, Auskunft, Mitteilung)."""

from projections.sentences.wording import Wording, tells
from referrals import person_events as p
from referrals import retention as t
from referrals.event import Event

OF_RIGHTS: dict[type[Event], Wording] = {
    p.PersonRestricted: tells(
        "rights",
        "Verarbeitung eingeschränkt",
        "Processing restricted",
        "{actor} hat die Verarbeitung der Daten eingeschränkt: {ground}.",
        "{actor} restricted the processing of the data: {ground}.",
    ),
    p.RestrictionLifted: tells(
        "rights",
        "Einschränkung aufgehoben",
        "Restriction lifted",
        "{actor} hat die Einschränkung der Verarbeitung aufgehoben: {reason}.",
        "{actor} lifted the restriction of processing: {reason}.",
    ),
    p.FactDisputed: tells(
        "rights",
        "Angabe bestritten",
        "Detail disputed",
        "{actor} hat eingetragen, dass die ratsuchende Person eine Angabe bestreitet: {field}.",
        "{actor} recorded that the person disputes a detail: {field}.",
    ),
    p.DisputeSettled: tells(
        "rights",
        "Streit um eine Angabe geklärt",
        "Dispute settled",
        "{actor} hat eingetragen, dass eine bestrittene Angabe geklärt ist: {field} – {result}.",
        "{actor} recorded that a disputed detail is settled: {field} – {result}.",
    ),
    p.HoldPlaced: tells(
        "rights",
        "Löschsperre gesetzt",
        "Hold placed",
        "{actor} hat eine Löschsperre gesetzt ({ground}){until_day}.",
        "{actor} placed a hold on the file ({ground}){until_day}.",
    ),
    p.HoldLifted: tells(
        "rights",
        "Löschsperre aufgehoben",
        "Hold lifted",
        "{actor} hat die Löschsperre aufgehoben ({ground}).",
        "{actor} lifted the hold on the file ({ground}).",
    ),
    p.PersonInformed: tells(
        "rights",
        "Auskunft erteilt",
        "Information given",
        "{actor} hat der ratsuchenden Person Auskunft über ihre Daten erteilt ({way}).",
        "{actor} told the person what is recorded about her ({way}).",
    ),
    p.RecipientNotified: tells(
        "rights",
        "Institution benachrichtigt",
        "Institution notified",
        "{actor} hat {institution} benachrichtigt ({way}): {about}.",
        "{actor} notified {institution} ({way}): {about}.",
    ),
    t.RetentionSuspended: tells(
        "rights",
        "Löschfristen ausgesetzt",
        "Retention suspended",
        "{actor} hat den automatischen Lauf der Löschfristen ausgesetzt: {reason}.",
        "{actor} suspended the automatic run of the retention periods: {reason}.",
    ),
    t.RetentionResumed: tells(
        "rights",
        "Löschfristen laufen wieder",
        "Retention resumed",
        "{actor} hat den automatischen Lauf der Löschfristen wieder aufgenommen.",
        "{actor} resumed the automatic run of the retention periods.",
    ),
}
