"""The person's pages (Ratsuchende Person): who she is, what she allowed, with whom she lives, and her referrals."""

from web.pages import forgotten
from web.pages.person import (
    changes,
    consent,
    erasure,
    household,
    information,
    overview,
    participation,
    releases,
    rights,
)
from web.pages.person.blueprint import pages

__all__ = [
    "changes",
    "consent",
    "erasure",
    "household",
    "information",
    "overview",
    "pages",
    "participation",
    "releases",
    "rights",
]

forgotten.only_read(pages, "person.page", lambda person_id: person_id)
