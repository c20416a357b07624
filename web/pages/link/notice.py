"""Purpose notice (Zweckhinweis, § 78 SGB X): what the institution confirms before it sees who it is.

The log holds the number of the text that was confirmed: a changed text gets the next number, the old one stays here.
"""

from web.language import N_

NOTICES: dict[int, tuple[str, ...]] = {
    1: (
        N_("Sie dürfen die Angaben nur für den Zweck nutzen, für den Sie sie bekommen: dieser Person zu helfen."),
        N_("Sie geben sie nicht weiter, außer ein Gesetz verpflichtet Sie dazu oder die Person erlaubt es."),
        N_("Sie schützen sie so, wie wir es müssen, und löschen sie, wenn Sie sie nicht mehr brauchen."),
    ),
}
PRESENT = max(NOTICES)
"""The text that is shown now."""
