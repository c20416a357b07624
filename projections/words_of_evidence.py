"""The German and the English word of what a self-check finds."""

from enum import StrEnum

from projections.word import Word
from referrals.evidence import Finding, Result

OF_EVIDENCE: dict[type[StrEnum], dict[str, Word]] = {
    Result: {
        Result.FINE: Word("nichts zu beanstanden", "nothing found"),
        Result.FINDINGS: Word("etwas gefunden", "something found"),
        Result.UNJUDGED: Word("nicht alles prüfbar", "not everything could be checked"),
    },
    Finding: {
        Finding.LOG_TAMPERED: Word("Das Protokoll wurde verändert", "the log was tampered with"),
        Finding.LOG_UNJUDGED: Word("Das Protokoll lässt sich nicht beurteilen", "the log cannot be judged"),
        Finding.STORES_DO_NOT_FIT: Word("Die Datenbanken passen nicht zusammen", "the stores do not fit together"),
        Finding.ACCESS_LOG_CHANGED: Word("Die Liste der Zugriffe wurde verändert", "the access log was changed"),
        Finding.VIEWS_BEHIND: Word("Die Sichten sind im Rückstand", "the views are behind"),
        Finding.KEY_WITHOUT_PERSON: Word("Schlüssel ohne Person", "keys without a person"),
        Finding.PERSON_WITHOUT_KEY: Word("Person ohne Schlüssel", "persons without a key"),
        Finding.ERASED_WITH_KEY: Word("Gelöschte Person mit Schlüssel", "erased persons with a key"),
        Finding.ERASURE_OVERDUE: Word("Löschung überfällig", "erasures overdue"),
        Finding.REVIEW_OVERDUE: Word("Prüfung von Zugriffen überfällig", "access reviews overdue"),
        Finding.NOTICE_OVERDUE: Word("Mitteilung an eine Institution überfällig", "notices to institutions overdue"),
        Finding.RETENTION_OVERDUE: Word("Löschfristen wurden nicht eingehalten", "retention periods were not kept"),
        Finding.OPEN_TO_OTHERS: Word("Eine Datei ist für andere lesbar", "a file is open to others"),
        Finding.NOT_ENCRYPTED: Word("Die Seiten werden ohne TLS ausgeliefert", "the pages are served without TLS"),
        Finding.SIGNING_KEY_UNUSABLE: Word(
            "Der Schlüssel zum Unterschreiben ist nicht benutzbar", "the signing key cannot be used"
        ),
        Finding.CHECKPOINT_OLD: Word("Der letzte Prüfpunkt ist alt", "the last checkpoint is old"),
        Finding.BACKUP_OLD: Word("Die letzte Sicherung ist alt oder fehlt", "the last backup is old or missing"),
        Finding.BACKUP_BROKEN: Word("Die letzte Sicherung ist beschädigt", "the last backup is broken"),
    },
}
