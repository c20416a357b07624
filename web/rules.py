"""Rules (Zugriff): who may see which file. Need-to-know, decided anew in every request."""

from uuid import UUID

from projections import caseload
from web import desk
from web.parts import CASE_MANAGER, Worker


def carries_referral(worker: Worker, referral_id: UUID, **_: object) -> bool:
    """The case manager of the referral, or whoever stands in for them today."""
    found = desk.referral(referral_id)
    return worker.has(CASE_MANAGER) and found.case_manager in desk.carried_by_us()


def carries_person(worker: Worker, person_id: UUID, **_: object) -> bool:
    """A case manager of one of the person's referrals, whoever registered her, or who stands in for them today."""
    found = desk.person(person_id)
    if not worker.has(CASE_MANAGER):
        return False
    managers = caseload.case_managers_of(desk.views(), person_id) | {found.case_manager}
    return not managers.isdisjoint(desk.carried_by_us())


def carries_release(worker: Worker, release_id: UUID, **_: object) -> bool:
    """Whoever carries the person who gave it."""
    return carries_person(worker, desk.release(release_id).person_id)
