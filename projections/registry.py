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
    staff.PROJECTION,
    announcements.PROJECTION,
    timeline.PROJECTION,
    directory.PROJECTION,
    persons.PROJECTION,
    releases.PROJECTION,
    audits.PROJECTION,
    journal.PROJECTION,
    closed_files.PROJECTION,
    oversight.PROJECTION,
    erasures.PROJECTION,
    evidence.PROJECTION,
    gatherings.PROJECTION,
    participations.PROJECTION,
    figures.PROJECTION,
    reports.PROJECTION,
    links.PROJECTION,
    notices.PROJECTION,
)
