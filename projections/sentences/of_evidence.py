"""How it is told what the installation records about its own log."""

from projections.sentences.wording import Wording, tells
from referrals import evidence as e
from referrals.event import Event

OF_EVIDENCE: dict[type[Event], Wording] = {
    e.LogRestored: tells(
        "restored",
        "Aus einer Sicherung fortgesetzt",
        "Went on from a backup",
        "{actor} hat das Protokoll aus einem älteren Stand mit {size} Ereignissen fortgesetzt; bekannt waren {seen}.",
        "{actor} went on with the log from an older state of {size} events; {seen} had been known.",
    ),
    e.SigningKeyRotated: tells(
        "signing-key",
        "Schlüssel gewechselt",
        "Key rotated",
        "{actor} hat den Schlüssel gewechselt, der das Protokoll unterschreibt.",
        "{actor} rotated the key that signs the log.",
    ),
    e.SelfcheckDone: tells(
        "selfcheck",
        "Selbstprüfung",
        "Self-check",
        "{actor} hat sich selbst geprüft, bis Ereignis {size}: {result}.",
        "{actor} checked itself, up to event {size}: {result}.",
    ),
}
