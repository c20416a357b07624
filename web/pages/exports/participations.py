"""What is missing for the ESF Plus, to take away (Fehlende Angaben): by case number, whoever asks."""

from collections.abc import Iterator, Sequence

from referrals.participation import Participation
from web import desk, finding
from web.access_log import FUNDING
from web.case_number import case_number
from web.exports import columns
from web.exports.table import Column
from web.language import _
from web.pages.exports.blueprint import CHUNK, Taken, to_take_away
from web.pages.participations.incomplete import lacking, until
from web.parts import CASE_MANAGER, COORDINATOR, staff, today


@to_take_away("/participations/incomplete", "incomplete", CASE_MANAGER, COORDINATOR, purpose=FUNDING)
def incomplete() -> Taken:
    """Those whose follow-up ends first, then the oldest."""
    columns_: list[Column[Participation]] = [
        columns.text("code", _("Fallcode"), lambda row: case_number(row.person_id)),
        columns.day("entered_on", _("Eintritt"), lambda row: row.entered_on),
        columns.several("missing", _("Es fehlt"), lambda row: row.missing(today())),
        columns.day("until", _("Nachfragen bis"), until),
    ]
    said = [_("eigene Fälle und Vertretungen")] if staff().has(CASE_MANAGER) else []
    return Taken(_("Fehlende Angaben für den ESF Plus"), said, {}, columns_, _lacking())


def _lacking() -> Iterator[Sequence[Participation]]:
    ours = finding.carried_persons() if staff().has(CASE_MANAGER) else None
    found = lacking(ours)
    for start in range(0, len(found), CHUNK):
        some = found[start : start + CHUNK]
        if ours is not None:
            desk.looked_at("exports.incomplete", [(each.person_id, None) for each in some], purpose=FUNDING)
        yield some
