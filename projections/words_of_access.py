"""The words of the codes around looking (Einsicht): why a file was opened, and what a review said."""

from enum import StrEnum

from projections.word import Word
from referrals.access_review import Verdict
from referrals.access_segment import DropGround
from referrals.audit_file import AuditFileState, AuditReason
from referrals.break_glass import Emergency

OF_ACCESS: dict[type[StrEnum], dict[str, Word]] = {
    Emergency: {
        Emergency.DANGER: Word("Gefahr für die Person oder andere", "danger to the person or others"),
        Emergency.CARRIER_AWAY: Word(
            "die zuständige Person ist nicht zu erreichen", "the case manager in charge cannot be reached"
        ),
        Emergency.PERSON_WAITS: Word("die Person ist da und kann nicht warten", "the person is here and cannot wait"),
        Emergency.AUTHORITY_ASKS: Word(
            "Gericht oder Behörde braucht sofort Auskunft", "a court or an authority needs an answer at once"
        ),
        Emergency.OTHER: Word("anderer Notfall", "other emergency"),
    },
    AuditReason: {
        AuditReason.COMPLAINT: Word("Beschwerde oder Auskunftsverlangen", "complaint or request for access"),
        AuditReason.INCIDENT: Word("Verdacht auf eine Datenpanne", "suspected data breach"),
        AuditReason.SAMPLE: Word("Stichprobe", "sample"),
        AuditReason.AUTHORITY: Word("Ersuchen der Aufsichtsbehörde", "request of the supervisory authority"),
        AuditReason.OTHER: Word("anderer Prüfgrund", "other reason to audit"),
    },
    AuditFileState: {
        AuditFileState.REQUESTED: Word("angefragt", "asked for"),
        AuditFileState.GRANTED: Word("freigegeben", "granted"),
        AuditFileState.REFUSED: Word("nicht freigegeben", "not granted"),
    },
    Verdict: {
        Verdict.APPROVED: Word("in Ordnung", "in order"),
        Verdict.FLAGGED: Word("beanstandet", "flagged"),
    },
    DropGround: {
        DropGround.EXPIRED: Word("Aufbewahrungsfrist abgelaufen", "retention period over"),
        DropGround.LOST: Word("unwiederbringlich verloren", "lost beyond recovery"),
    },
}
