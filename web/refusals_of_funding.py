"""What the rules of group offers and of the ESF Plus refuse, as sentences (German; see translations/en/)."""

from web.language import N_

OF_FUNDING: dict[str, str] = {
    "CannotRecordGathering.headcount": N_("Geben Sie eine Zahl von 0 bis %(most)s ein."),
    "CannotRecordGathering.nobody_held_it": N_("Kreuzen Sie an, wer den Termin gehalten hat."),
    "CannotRecordGathering.void": N_("Dieser Gruppentermin wurde schon gestrichen."),
    "CannotRecordGathering.same_value": N_("Das steht schon so da. Es gibt nichts zu berichtigen."),
    "CannotRecordParticipation.takes_part": N_("Die Person nimmt schon teil. Ergänzen Sie dort, was noch fehlt."),
    "CannotRecordParticipation.has_left": N_(
        "Die Person ist schon ausgetreten. Wenn sie wiederkommt, nehmen Sie „Wieder eingetreten“: "
        "Es bleibt eine Teilnahme."
    ),
    "CannotRecordParticipation.has_not_left": N_(
        "Die Person ist nicht ausgetreten. Tragen Sie zuerst den Austritt ein."
    ),
    "CannotRecordParticipation.void": N_("Diese Teilnahme wurde als Fehleingabe gestrichen."),
    "CannotRecordParticipation.nothing_said": N_("Es ist nichts ausgewählt, was eingetragen werden könnte."),
    "CannotRecordParticipation.no_consent": N_(
        "Staatsangehörigkeit, Herkunft und Behinderung dürfen nur mit Einwilligung in die Statistik eingetragen "
        "werden. Fragen Sie die Person, und tragen Sie die Einwilligung ein, oder wählen Sie „keine Angabe“."
    ),
    "CannotRecordParticipation.four_weeks_over": N_(
        "Ergebnisse zählen nur bis 28 Tage nach dem Austritt, hier bis zum %(last)s. Geben Sie einen früheren Tag an."
    ),
    "CannotRecordParticipation.contradiction": N_(
        "„nichts davon“ und „keine Angabe“ passen nicht zu einem anderen Ergebnis. Wählen Sie neu."
    ),
}
