"""How looking is told (Notfallzugriff, Akteneinsicht zur Prüfung, geschlossene Akte, Zugriffsprüfung)."""

from projections.sentences.wording import Wording, tells
from referrals import access_segment as s
from referrals import audit_file as a
from referrals import break_glass as b
from referrals import closed_group as c
from referrals.access_review import AccessReviewed
from referrals.event import Event

OF_ACCESS: dict[type[Event], Wording] = {
    b.BreakGlassOpened: tells(
        "access",
        "Notfallzugriff",
        "Emergency access",
        "{actor} hat die Akte im Notfall geöffnet, bis {until}: {reason}.",
        "{actor} opened the file in an emergency, until {until}: {reason}.",
    ),
    b.BreakGlassEnded: tells(
        "access",
        "Notfallzugriff beendet",
        "Emergency access ended",
        "{actor} hat den Notfallzugriff beendet.",
        "{actor} ended the emergency access.",
    ),
    b.BreakGlassReviewed: tells(
        "review",
        "Notfallzugriff geprüft",
        "Emergency access reviewed",
        "{actor} hat den Notfallzugriff geprüft: {verdict}.",
        "{actor} reviewed the emergency access: {verdict}.",
    ),
    a.AuditFileRequested: tells(
        "access",
        "Akteneinsicht angefragt",
        "File asked for",
        "{actor} hat zur Prüfung um Einsicht in die Akte gebeten: {reason}.",
        "{actor} asked to read the file for an audit: {reason}.",
    ),
    a.AuditFileGranted: tells(
        "access",
        "Akteneinsicht freigegeben",
        "File granted",
        "{actor} hat die Akte zur Prüfung freigegeben, bis {until}.",
        "{actor} opened the file for the audit, until {until}.",
    ),
    a.AuditFileRefused: tells(
        "access",
        "Akteneinsicht nicht freigegeben",
        "File not granted",
        "{actor} hat die Akte nicht zur Prüfung freigegeben.",
        "{actor} did not open the file for the audit.",
    ),
    a.AuditFileReviewed: tells(
        "review",
        "Akteneinsicht geprüft",
        "File access reviewed",
        "{actor} hat die Akteneinsicht geprüft: {verdict}.",
        "{actor} reviewed the reading of the file: {verdict}.",
    ),
    AccessReviewed: tells(
        "review",
        "Einsicht geprüft",
        "Look reviewed",
        "{actor} hat Einsichten außerhalb der eigenen Fälle geprüft ({staff_id}, {day}): {verdict}.",
        "{actor} reviewed looks outside one’s own cases ({staff_id}, {day}): {verdict}.",
    ),
    c.PersonClosed: tells(
        "closed",
        "Akte geschlossen",
        "File closed",
        "{actor} hat die Akte geschlossen; sehen dürfen sie nur: {group}.",
        "{actor} closed the file; it may be seen only by {group}.",
    ),
    c.PersonOpenedAgain: tells(
        "closed",
        "Akte wieder offen",
        "File open again",
        "{actor} hat die geschlossene Akte wieder geöffnet.",
        "{actor} opened the closed file again.",
    ),
    s.SegmentClosed: tells(
        "ledger",
        "Einsichten eines Tages abgeschlossen",
        "Looks of a day closed",
        "{actor} hat das Protokoll der Einsichten vom {day} abgeschlossen ({entries}).",
        "{actor} closed the record of looks of {day} ({entries}).",
    ),
    s.SegmentThinned: tells(
        "ledger",
        "Einsichten von Institutionen gelöscht",
        "Looks of institutions dropped",
        "{actor} hat die Einsichten von Institutionen am {day} gelöscht: {entries}.",
        "{actor} dropped the looks of institutions on {day}: {entries}.",
    ),
    s.SegmentDropped: tells(
        "ledger",
        "Einsichten eines Tages gelöscht",
        "Looks of a day dropped",
        "{actor} hat das Protokoll der Einsichten vom {day} gelöscht: {ground}.",
        "{actor} dropped the record of looks of {day}: {ground}.",
    ),
}
