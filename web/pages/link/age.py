"""Age band (Altersgruppe): all that the pseudonymous enquiry says of a birth year."""

from web.language import N_

UNKNOWN = N_("nicht bekannt")
# up to which age, and what it is called
BANDS = (
    (13, N_("unter 14 Jahre")),
    (17, N_("14 bis 17 Jahre")),
    (26, N_("18 bis 26 Jahre")),
    (39, N_("27 bis 39 Jahre")),
    (59, N_("40 bis 59 Jahre")),
    (130, N_("60 Jahre oder älter")),
)


def age_band(birth_year: str, this_year: int) -> str:
    """The band of somebody born in that year, by the age reached this year; unknown where nobody told."""
    written = birth_year.strip()
    if not (written.isascii() and written.isdigit()):
        return UNKNOWN
    age = this_year - int(written)
    return next((label for upper, label in BANDS if 0 <= age <= upper), UNKNOWN)
