"""What the rules of looking refuse (Notfallzugriff, Akteneinsicht, geschlossene Akte), as sentences."""

from web.language import N_

OF_ACCESS: dict[str, str] = {
    "CannotBreakGlass.closed_file": N_(
        "Diese Akte ist geschlossen: Nur eine benannte Gruppe darf sie sehen, auch im Notfall. "
        "Wenden Sie sich an die Koordination."
    ),
    "CannotBreakGlass.no_such_code": N_("Zu diesem Code gibt es keine Akte. Prüfen Sie ihn Zeichen für Zeichen."),
    "CannotBreakGlass.over": N_("Dieser Notfallzugriff ist schon beendet. Sie müssen nichts mehr tun."),
    "CannotBreakGlass.not_yours": N_("Diesen Notfallzugriff hat jemand anderes geöffnet und beendet ihn auch."),
    "CannotOpenForAudit.own_request": N_(
        "Sie haben selbst um diese Akte gebeten. Jemand anderes muss sie freigeben: die Koordination oder eine "
        "zweite Prüfer:in."
    ),
    "CannotOpenForAudit.decided": N_("Über diese Anfrage ist schon entschieden. Für einen neuen Blick fragen Sie neu."),
    "CannotReview.your_own": N_("Das waren Sie selbst. Jemand anderes muss es prüfen."),
    "CannotReview.done": N_("Das ist schon geprüft. Die Entscheidung steht in der Liste der geprüften Einsichten."),
    "CannotReview.still_runs": N_("Die Akte ist noch offen. Prüfen Sie, wenn die Zeit abgelaufen oder beendet ist."),
    "CannotReview.flag_needs_words": N_("Schreiben Sie dazu, was Sie beanstanden. Jemand muss damit weiterarbeiten."),
    "CannotCloseFile.empty_group": N_("Wählen Sie mindestens eine Person aus, die die Akte sehen darf."),
    "CannotCloseFile.nobody_carries_it": N_(
        "Niemand aus dieser Gruppe führt einen Fall der Person. Nehmen Sie jemanden dazu, der mit ihr arbeitet."
    ),
    "CannotCloseFile.same_value": N_("So ist es schon. Es wurde nichts geändert."),
    "CannotChangeSegment": N_("Dieser Tag lässt sich so nicht abschließen oder löschen (%(day)s)."),
    "CannotHandOver.receiver_outside_the_group": N_(
        "Mindestens eine Akte ist geschlossen, und die Person, die übernehmen soll, gehört nicht zur Gruppe. "
        "Nehmen Sie sie zuerst in die Gruppe auf, oder wählen Sie jemand anderen."
    ),
}
