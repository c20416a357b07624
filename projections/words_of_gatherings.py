"""The German and the English word of every code of a gathering."""

from enum import StrEnum

from projections.word import Word
from referrals.gathering import GatheringVoidReason, GroupOffer, Place

OF_GATHERINGS: dict[type[StrEnum], dict[str, Word]] = {
    GroupOffer: {
        GroupOffer.WOMENS_CAFE: Word("Frauencafé", "women's café"),
        GroupOffer.PARENTS_BREAKFAST: Word("Elternfrühstück", "parents' breakfast"),
        GroupOffer.OFFICE_HOUR: Word("Sprechstunde", "office hour"),
        GroupOffer.LANGUAGE_CAFE: Word("Sprachcafé", "language café"),
        GroupOffer.INFORMATION_EVENT: Word("Informationsveranstaltung", "information event"),
        GroupOffer.NEIGHBOURHOOD_MEETING: Word("Quartierstreffen", "neighbourhood meeting"),
        GroupOffer.OUTING: Word("Ausflug", "outing"),
        GroupOffer.OTHER: Word("anderes Gruppenangebot", "other group offer"),
    },
    Place: {
        Place.QUARTER_OFFICE: Word("Quartiersbüro", "neighbourhood office"),
        Place.KITA: Word("Kita", "day-care centre"),
        Place.SCHOOL: Word("Schule", "school"),
        Place.COMMUNITY_CENTRE: Word("Gemeindehaus oder Treff", "community centre"),
        Place.OUTDOORS: Word("draußen", "outdoors"),
        Place.ELSEWHERE: Word("anderer Ort", "another place"),
    },
    GatheringVoidReason: {
        GatheringVoidReason.DID_NOT_TAKE_PLACE: Word("hat nicht stattgefunden", "did not take place"),
        GatheringVoidReason.RECORDED_TWICE: Word("doppelt erfasst", "recorded twice"),
        GatheringVoidReason.MISTAKE: Word("Irrtum", "mistake"),
    },
}
