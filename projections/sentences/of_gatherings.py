"""How it is told what happened at the group offers."""

from projections.sentences.wording import Wording, tells
from referrals import gathering as g
from referrals.event import Event

OF_GATHERINGS: dict[type[Event], Wording] = {
    g.GatheringHeld: tells(
        "gathering",
        "Gruppentermin",
        "Gathering",
        "{actor} hat einen Gruppentermin eingetragen: {group_offer}, {quarter}, {headcount} Besuche.",
        "{actor} recorded a gathering: {group_offer}, {quarter}, {headcount} visits.",
    ),
    g.GatheringCorrected: tells(
        "correction",
        "Gruppentermin berichtigt",
        "Gathering corrected",
        "{actor} hat einen Gruppentermin berichtigt ({reason}): {group_offer} am {held_on}, {quarter}, "
        "{headcount} Besuche.",
        "{actor} corrected a gathering ({reason}): {group_offer} on {held_on}, {quarter}, {headcount} visits.",
    ),
    g.GatheringVoided: tells(
        "void",
        "Gruppentermin gestrichen",
        "Gathering struck out",
        "{actor} hat einen Gruppentermin gestrichen: {reason}.",
        "{actor} struck out a gathering: {reason}.",
    ),
}
