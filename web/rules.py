"""Rules (Zugriff): who may see which file, and who may write in it. Need-to-know, decided anew in every request.

`carries_…` is for whoever works on the case. `is_opened_to_us` is for reading alone: in an emergency (Notfallzugriff),
or as an auditor to whom a second person opened the file. A closed file is seen only by its group, whoever carries it.
"""

from uuid import UUID

from projections import caseload
from web import desk
from web.parts import CASE_MANAGER, Worker


def carries_referral(worker: Worker, referral_id: UUID, **_: object) -> bool:
    """The case manager of the referral, or whoever stands in for them today."""
    found = desk.referral(referral_id)
    if not worker.has(CASE_MANAGER) or desk.is_closed_to_us(found.person_id):
        return False
    return desk.carries_one_of({found.case_manager})


def carries_person(worker: Worker, person_id: UUID, **_: object) -> bool:
    """A case manager of one of the person's referrals, whoever registered her, or who stands in for them today."""
    found = desk.person(person_id)
    if not worker.has(CASE_MANAGER) or desk.is_closed_to_us(person_id):
        return False
    managers = caseload.case_managers_of(desk.views(), person_id) | {found.case_manager}
    return desk.carries_one_of(managers)


def carries_release(worker: Worker, release_id: UUID, **_: object) -> bool:
    """Whoever carries the person who gave it."""
    return carries_person(worker, desk.release(release_id).person_id)


def is_opened_to_us(person_id: UUID) -> bool:
    """Whether this file was opened to the worker: in an emergency of theirs, or for an audit. To read, not to write."""
    held = desk.keys()
    return person_id in held.emergencies or person_id in held.audit_files
