"""What the rules of links refuse (Link der Institution), as sentences."""

from web.language import N_

OF_LINKS: dict[str, str] = {
    "CannotMakeLink.another_way": N_(
        "Diese Vermittlung ging auf einem anderen Weg hinaus. Berichtigen Sie zuerst den Weg im Verlauf auf „Link“."
    ),
    "CannotMakeLink.not_awaited": N_(
        "Es wird keine Antwort erwartet: Leiten Sie zuerst weiter, und zwar über einen Link."
    ),
    "CannotMakeLink.release_over": N_(
        "Die Schweigepflichtentbindung gilt nicht mehr. Lassen Sie sich zuerst eine neue geben."
    ),
    "CannotUseLink.closed": N_("Dieser Link gilt nicht mehr. Auf der Seite der Vermittlung steht, was möglich ist."),
}
