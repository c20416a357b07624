"""The words of the codes around an erasure (Löschung)."""

from enum import StrEnum

from projections.word import Word
from referrals.erasure_events import ErasureGround, Stage, StopReason

OF_ERASURE: dict[type[StrEnum], dict[str, Word]] = {
    ErasureGround: {
        ErasureGround.CONSENT_WITHDRAWN: Word("Einwilligung widerrufen", "consent withdrawn"),
        ErasureGround.NO_LONGER_NEEDED: Word("nicht mehr gebraucht", "no longer needed"),
        ErasureGround.OBJECTION: Word("Widerspruch der Person", "objection of the person"),
        ErasureGround.UNLAWFUL: Word("unrechtmäßig verarbeitet", "processed unlawfully"),
        ErasureGround.LEGAL_OBLIGATION: Word("gesetzliche Pflicht zu löschen", "legal obligation to erase"),
        ErasureGround.RETENTION_OVER: Word("Aufbewahrungsfrist abgelaufen", "retention period over"),
    },
    StopReason: {
        StopReason.PERSON_WITHDREW: Word("die Person will es nicht mehr", "the person no longer wants it"),
        StopReason.IDENTITY_UNCLEAR: Word("unklar, wer den Antrag stellt", "unclear who is asking"),
        StopReason.LEGAL_DUTY: Word("die Daten müssen aufbewahrt werden", "the data must be kept by law"),
        StopReason.LEGAL_CLAIMS: Word("für Rechtsansprüche gebraucht", "needed for legal claims"),
        StopReason.STILL_NEEDED: Word("für die Hilfe noch gebraucht", "still needed for the help"),
        StopReason.MISTAKE: Word("aus Versehen beantragt", "requested by mistake"),
    },
    Stage: {
        Stage.REQUESTED: Word("beantragt", "requested"),
        Stage.APPROVED: Word("genehmigt, Wartezeit läuft", "approved, waiting time runs"),
        Stage.REFUSED: Word("abgelehnt", "refused"),
        Stage.CANCELLED: Word("abgebrochen", "cancelled"),
        Stage.BEGUN: Word("wird ausgeführt", "being carried out"),
        Stage.KEYS_DESTROYED: Word("Schlüssel vernichtet", "keys destroyed"),
        Stage.CERTIFIED: Word("gelöscht", "erased"),
    },
}
