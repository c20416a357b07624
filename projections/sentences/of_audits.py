"""How the auditor's own beginning and end are told (Prüfung)."""

from projections.sentences.wording import Wording, tells
from referrals.audit import AuditBegun, AuditEnded
from referrals.event import Event

OF_AUDITS: dict[type[Event], Wording] = {
    AuditBegun: tells(
        "audit",
        "Prüfung begonnen",
        "Audit begun",
        "{actor} hat eine Prüfung begonnen.",
        "{actor} began an audit.",
    ),
    AuditEnded: tells(
        "audit",
        "Prüfung beendet",
        "Audit ended",
        "{actor} hat die Prüfung beendet.",
        "{actor} ended the audit.",
    ),
}
