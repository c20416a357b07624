"""Every command on erasures: before, records, refusal."""

from typing import Any
from uuid import UUID

from referrals.erasure import id_of
from referrals.erasure_events import ErasureGround, StopReason
from tests.casework.given import Act, Case, of_nobody, person
from tests.cast import ANNA, EMIL
from tests.workplace import Workplace

REQUEST: dict[str, Any] = {"ground": ErasureGround.CONSENT_WITHDRAWN, "open_referrals": 0}
APPROVE: dict[str, Any] = {"open_referrals": 0, "wait_days": 0}
BEGIN: dict[str, Any] = {"owners": (), "keys": 2, "open_referrals": 0}


def erasures(name: str, /, role: str | None = None, **arguments: Any) -> Act:
    """A command, given by Anna or by whoever has the role."""

    def act(w: Workplace, sent: Any, subject: UUID) -> Any:
        given = w.sent(**{f: getattr(sent, f) for f in sent.__struct_fields__} | ({"role": role} if role else {}))
        return getattr(w.casework.erasures, name)(given, subject, **arguments)

    return act


def asked(w: Workplace) -> UUID:
    known = person(w)
    w.casework.erasures.request(w.sent(), known, **REQUEST)
    return id_of(known, 1)


def approved(w: Workplace) -> UUID:
    subject = asked(w)
    w.casework.erasures.approve(w.sent(actor=EMIL, role="coordinator"), subject, **APPROVE)
    return subject


def begun(w: Workplace) -> UUID:
    subject = approved(w)
    w.casework.erasures.begin(w.sent(), subject, **BEGIN)
    return subject


def destroyed(w: Workplace) -> UUID:
    subject = begun(w)
    w.casework.erasures.destroyed(w.sent(), subject, keys=2, blobs=5)
    return subject


ERASURE_CASES: dict[str, Case] = {
    "erasures.request": Case(
        person,
        erasures("request", **REQUEST),
        ("erasure.requested",),
        erasures("request", **REQUEST | {"open_referrals": 1}),
        "CannotErase.open_referrals",
    ),
    "erasures.approve": Case(
        asked,
        erasures("approve", "coordinator", **APPROVE),
        ("erasure.approved",),
        lambda w, sent, e: w.casework.erasures.approve(w.sent(actor=ANNA, role="coordinator"), e, **APPROVE),
        "CannotErase.own_request",
        by=EMIL,
    ),
    "erasures.refuse": Case(
        asked,
        erasures("refuse", "coordinator", reason=StopReason.LEGAL_DUTY),
        ("erasure.refused",),
        erasures("refuse", "case_manager", reason=StopReason.LEGAL_DUTY),
        "CannotErase.not_coordination",
        by=EMIL,
    ),
    "erasures.cancel": Case(
        approved,
        erasures("cancel", reason=StopReason.PERSON_WITHDREW),
        ("erasure.cancelled",),
        erasures("cancel", reason=StopReason.PERSON_WITHDREW),
        "CannotErase.stage",
        begun,
    ),
    "erasures.begin": Case(
        approved,
        erasures("begin", **BEGIN),
        ("erasure.begun",),
        erasures("begin", **BEGIN),
        "CannotErase.stage",
        asked,
    ),
    "erasures.destroyed": Case(
        begun,
        erasures("destroyed", keys=2, blobs=5),
        ("erasure.keys_destroyed", "person.erased"),
        erasures("destroyed", keys=2, blobs=5),
        "CannotErase.stage",
        approved,
    ),
    "erasures.certify": Case(
        destroyed,
        erasures("certify", kek_id="ab" * 16),
        ("erasure.certified",),
        of_nobody(erasures("certify", kek_id="ab" * 16)),
        "NotFound.no_such_erasure",
    ),
}
