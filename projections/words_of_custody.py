"""The German and the English word of the offices that hold a checkpoint."""

from enum import StrEnum

from projections.word import Word
from referrals.custody import Holder

OF_CUSTODY: dict[type[StrEnum], dict[str, Word]] = {
    Holder: {
        Holder.DATA_PROTECTION_OFFICER: Word("Datenschutzbeauftragte:r", "data protection officer"),
        Holder.SUPERVISORY_AUTHORITY: Word("Aufsichtsbehörde", "supervisory authority"),
        Holder.MUNICIPALITY: Word("Stadt oder Träger", "municipality or provider"),
        Holder.EXTERNAL_AUDITOR: Word("Prüfer:in außer Haus", "external auditor"),
        Holder.OTHER: Word("andere Stelle", "another office"),
    },
}
