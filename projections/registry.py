"""Every projection that the runner keeps up to date; a new one is added here."""

from projections import (
    announcements,
    audits,
    caseload,
    closed_files,
    directory,
    erasures,
    evidence,
    gatherings,
    journal,
    links,
    notices,
    oversight,
    participations,
    persons,
    releases,
    reports,
    staff,
    timeline,
)
from projections.figures import tables as figures
from projections.projection import Projection

PROJECTIONS: tuple[Projection, ...] = (
    caseload.PROJECTION,
    journal.PROJECTION,
    figures.PROJECTION,
    timeline.PROJECTION,
    notices.PROJECTION,
    directory.PROJECTION,
    persons.PROJECTION,
    staff.PROJECTION,
    releases.PROJECTION,
    announcements.PROJECTION,
    closed_files.PROJECTION,
    audits.PROJECTION,
    oversight.PROJECTION,
    erasures.PROJECTION,
    evidence.PROJECTION,
    gatherings.PROJECTION,
    participations.PROJECTION,
    links.PROJECTION,
    reports.PROJECTION,
)
"""Two who build them take every second one: those of a referral stand on one side, those of the whole log beside it."""
