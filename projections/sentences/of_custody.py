"""How it is told that a checkpoint left the house."""

from projections.sentences.wording import Wording, tells
from referrals.custody import CheckpointHandedOver
from referrals.event import Event

OF_CUSTODY: dict[type[Event], Wording] = {
    CheckpointHandedOver: tells(
        "checkpoint",
        "Prüfpunkt übergeben",
        "Checkpoint handed over",
        "{actor} hat eingetragen, wer den Prüfpunkt über {size} Ereignisse aufbewahrt: {holder}.",
        "{actor} recorded who keeps the checkpoint over {size} events: {holder}.",
    ),
}
