"""Every projection that the runner keeps up to date; a new one is added here."""

from projections import announcements, caseload, staff
from projections.projection import Projection

PROJECTIONS: tuple[Projection, ...] = (
    caseload.PROJECTION,
    staff.PROJECTION,
    announcements.PROJECTION,
)
