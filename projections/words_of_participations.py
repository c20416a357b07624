"""The German and the English word of every code of a participation in the ESF Plus."""

from enum import StrEnum

from projections.word import Word
from referrals.participation_events import (
    AgeGroup,
    Disability,
    Education,
    Employment,
    HouseholdKind,
    Housing,
    LeavingResult,
    Migration,
    Sex,
)
from referrals.participation_state import Missing

NO_ANSWER = Word("keine Angabe", "no answer")

OF_PARTICIPATIONS: dict[type[StrEnum], dict[str, Word]] = {
    Employment: {
        Employment.UNEMPLOYED: Word("arbeitslos", "unemployed"),
        Employment.LONG_TERM_UNEMPLOYED: Word("langzeitarbeitslos (über 1 Jahr)", "long-term unemployed"),
        Employment.INACTIVE: Word("weder erwerbstätig noch arbeitslos", "inactive"),
        Employment.EMPLOYED: Word("beschäftigt", "employed"),
        Employment.SELF_EMPLOYED: Word("selbstständig", "self-employed"),
        Employment.NO_ANSWER: NO_ANSWER,
    },
    AgeGroup: {
        AgeGroup.UNDER_18: Word("unter 18 Jahre", "under 18"),
        AgeGroup.FROM_18_TO_29: Word("18 bis 29 Jahre", "18 to 29"),
        AgeGroup.FROM_30_TO_54: Word("30 bis 54 Jahre", "30 to 54"),
        AgeGroup.FROM_55: Word("55 Jahre und älter", "55 and older"),
        AgeGroup.NO_ANSWER: NO_ANSWER,
    },
    Sex: {
        Sex.FEMALE: Word("weiblich", "female"),
        Sex.MALE: Word("männlich", "male"),
        Sex.NON_BINARY: Word("divers", "non-binary"),
        Sex.NO_ANSWER: NO_ANSWER,
    },
    Education: {
        Education.ISCED_0_2: Word("höchstens Realschule (ISCED 0–2)", "lower secondary or less (ISCED 0–2)"),
        Education.ISCED_3_4: Word("Abitur oder Ausbildung (ISCED 3–4)", "upper secondary (ISCED 3–4)"),
        Education.ISCED_5_8: Word("Meister oder Hochschule (ISCED 5–8)", "tertiary (ISCED 5–8)"),
        Education.NO_ANSWER: NO_ANSWER,
    },
    HouseholdKind: {
        HouseholdKind.ALONE: Word("lebt allein", "lives alone"),
        HouseholdKind.SINGLE_PARENT: Word("alleinerziehend", "single parent"),
        HouseholdKind.COUPLE: Word("Paar ohne Kinder", "couple without children"),
        HouseholdKind.COUPLE_WITH_CHILDREN: Word("Paar mit Kindern", "couple with children"),
        HouseholdKind.OTHER: Word("anderer Haushalt", "other household"),
        HouseholdKind.NO_ANSWER: NO_ANSWER,
    },
    Migration: {
        Migration.NONE: Word("deutsch, ohne Migrationshintergrund", "German, no foreign background"),
        Migration.FOREIGN_BACKGROUND: Word("deutsch, mit Migrationshintergrund", "German, foreign background"),
        Migration.EU_NATIONAL: Word("Staatsangehörigkeit eines anderen EU-Staats", "national of another EU state"),
        Migration.THIRD_COUNTRY_NATIONAL: Word("Staatsangehörigkeit eines Drittstaats", "third-country national"),
        Migration.NO_ANSWER: NO_ANSWER,
    },
    Disability: {
        Disability.DISABLED: Word("mit Behinderung", "with a disability"),
        Disability.NOT_DISABLED: Word("ohne Behinderung", "without a disability"),
        Disability.NO_ANSWER: NO_ANSWER,
    },
    Housing: {
        Housing.EXCLUDED: Word(
            "wohnungslos oder in unsicherer oder unzumutbarer Wohnung", "homeless or affected by housing exclusion"
        ),
        Housing.HOUSED: Word("in sicherer Wohnung", "securely housed"),
        Housing.NO_ANSWER: NO_ANSWER,
    },
    LeavingResult: {
        LeavingResult.JOB_SEARCHING: Word("sucht jetzt Arbeit", "is looking for work now"),
        LeavingResult.IN_EDUCATION: Word(
            "in Schule, Ausbildung, Kurs oder Qualifizierung", "in education, training or a course"
        ),
        LeavingResult.QUALIFICATION: Word("hat eine Qualifizierung erlangt", "gained a qualification"),
        LeavingResult.IN_EMPLOYMENT: Word("hat Arbeit, auch selbstständig", "in employment, self-employment too"),
        LeavingResult.NOTHING: Word("nichts davon", "none of these"),
        LeavingResult.NO_ANSWER: NO_ANSWER,
    },
    Missing: {
        Missing.EMPLOYMENT: Word("Erwerbsstatus", "employment status"),
        Missing.AGE_GROUP: Word("Altersgruppe", "age group"),
        Missing.SEX: Word("Geschlecht", "sex"),
        Missing.EDUCATION: Word("Bildungsstand", "education"),
        Missing.HOUSEHOLD: Word("Haushalt", "household"),
        Missing.MIGRATION: Word("Staatsangehörigkeit und Herkunft", "nationality and origin"),
        Missing.DISABILITY: Word("Behinderung", "disability"),
        Missing.HOUSING: Word("Wohnsituation", "housing"),
        Missing.RESULTS: Word("Ergebnisse beim Austritt", "results on leaving"),
        Missing.FOLLOW_UP: Word("Nachfrage bis 28 Tage nach dem Austritt", "follow-up within 28 days of leaving"),
    },
}
