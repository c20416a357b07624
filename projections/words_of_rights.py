"""The words of the codes around the rights of a person (Rechte der Person)."""

from enum import StrEnum

from projections.word import Word
from referrals.person_events import (
    DisputeResult,
    Fact,
    HoldGround,
    LiftReason,
    NoticeAbout,
    RestrictionGround,
)
from referrals.retention import Kind, Start, SuspendReason

OF_RIGHTS: dict[type[StrEnum], dict[str, Word]] = {
    RestrictionGround: {
        RestrictionGround.ACCURACY_CONTESTED: Word(
            "die Richtigkeit ist bestritten und wird geprüft", "the accuracy is contested and being checked"
        ),
        RestrictionGround.UNLAWFUL: Word(
            "unrechtmäßig verarbeitet, die Person will keine Löschung",
            "unlawfully processed, the person wants no erasure",
        ),
        RestrictionGround.NEEDED_FOR_CLAIMS: Word(
            "nicht mehr gebraucht, die Person braucht die Daten für Ansprüche",
            "no longer needed, the person needs the data for legal claims",
        ),
        RestrictionGround.OBJECTION_PENDING: Word(
            "ein Widerspruch ist noch nicht entschieden", "an objection is not decided yet"
        ),
    },
    LiftReason: {
        LiftReason.FOUND_ACCURATE: Word("geprüft und richtig", "checked and accurate"),
        LiftReason.PUT_RIGHT: Word("berichtigt", "put right"),
        LiftReason.CLAIMS_SETTLED: Word("Ansprüche erledigt", "claims settled"),
        LiftReason.OBJECTION_DECIDED: Word("über den Widerspruch ist entschieden", "the objection is decided"),
        LiftReason.PERSON_AGREES: Word("die Person ist einverstanden", "the person agrees"),
    },
    Fact: {
        Fact.NAME: Word("Name", "name"),
        Fact.CONTACT: Word("Telefon, E-Mail oder Anschrift", "phone, e-mail or address"),
        Fact.BIRTH_YEAR: Word("Geburtsjahr", "year of birth"),
        Fact.LANGUAGE: Word("Sprache", "language"),
        Fact.QUARTER: Word("Quartier", "quarter"),
        Fact.HOUSEHOLD: Word("Haushalt", "household"),
        Fact.NEED: Word("Anliegen", "need"),
        Fact.APPOINTMENT: Word("Termin", "appointment"),
        Fact.NOTE: Word("Notiz", "note"),
        Fact.OTHER: Word("andere Angabe", "another detail"),
    },
    DisputeResult: {
        DisputeResult.PUT_RIGHT: Word("berichtigt", "put right"),
        DisputeResult.FOUND_ACCURATE: Word("geprüft und richtig", "checked and accurate"),
        DisputeResult.TAKEN_BACK: Word("die Person bestreitet es nicht mehr", "the person no longer disputes it"),
    },
    HoldGround: {
        HoldGround.YOUTH_WELFARE: Word("Akte der Jugendhilfe (§ 9b SGB VIII)", "youth welfare file (§ 9b SGB VIII)"),
        HoldGround.LEGAL_CLAIM: Word("Rechtsstreit oder Ansprüche", "legal dispute or claims"),
        HoldGround.REQUEST_OF_AUTHORITY: Word(
            "Anforderung von Gericht oder Behörde", "request of a court or an authority"
        ),
        HoldGround.ACCESS_REQUEST: Word("Auskunft noch nicht erteilt", "access request not answered yet"),
    },
    NoticeAbout: {
        NoticeAbout.ERASURE: Word("Löschung", "erasure"),
        NoticeAbout.RECTIFICATION: Word("Berichtigung", "rectification"),
        NoticeAbout.RESTRICTION: Word("Einschränkung", "restriction"),
    },
    SuspendReason: {
        SuspendReason.AUDIT: Word("Prüfung", "audit"),
        SuspendReason.LEGAL_DISPUTE: Word("Rechtsstreit", "legal dispute"),
        SuspendReason.RULES_CHANGE: Word("die Fristen ändern sich", "the periods change"),
        SuspendReason.TECHNICAL: Word("technischer Grund", "technical reason"),
    },
    Start: {
        Start.LAST_REFERRAL_ENDED: Word("Ende der letzten Vermittlung", "end of the last referral"),
        Start.REGISTERED: Word("Aufnahme der Person", "registration of the person"),
        Start.THIRTIETH_BIRTHDAY: Word("30. Geburtstag", "30th birthday"),
        Start.LOOKED: Word("Tag der Einsichtnahme", "day of the look"),
    },
    Kind: {
        Kind.PERSON: Word("Akte einer Person", "file of a person"),
        Kind.HOLD: Word("Löschsperre", "hold"),
        Kind.ACCESS_LOG: Word("Einsichtnahmen", "access log"),
    },
}
