"""What stands against a token for the API, as sentences."""

from web.language import N_

OF_TOKENS: dict[str, str] = {
    "CannotMakeToken.no_scope": N_("Kreuzen Sie an, was der Zugangsschlüssel darf."),
    "CannotMakeToken.beyond_the_role": N_(
        "Ein Zugangsschlüssel kann nicht mehr als die Person, der er gehört: Der Bereich „%(scope)s“ gehört nicht zu "
        "ihrer Rolle."
    ),
    "CannotMakeToken.no_purpose": N_(
        "Der Bereich „%(scope)s“ ist abgeschaltet: Kein Verarbeitungszweck nennt ihn. Fragen Sie die Verwaltung."
    ),
    "CannotMakeToken.lasts": N_("Ein Zugangsschlüssel gilt höchstens %(max)s Tage. Wählen Sie eine kürzere Dauer."),
    "CannotMakeToken.too_many": N_(
        "Es gibt schon %(max)s gültige Zugangsschlüssel. Widerrufen Sie zuerst die, die niemand mehr braucht."
    ),
    "CannotMakeToken.made_already": N_(
        "Dieser Zugangsschlüssel ist schon angelegt und wird kein zweites Mal gezeigt. Wenn Sie ihn nicht notiert "
        "haben, widerrufen Sie ihn und legen Sie einen neuen an."
    ),
    "CannotMakeToken.account_closed": N_("Dieses Konto ist geschlossen."),
}
