"""The command that ends an audit: before, records, refusal."""

from uuid import UUID

from referrals.casework import Receipt, Sent
from tests.casework.given import Case
from tests.cast import BEN, DORA
from tests.workplace import Workplace


def begun(w: Workplace) -> UUID:
    """Dora is at an audit."""
    return w.casework.audits.begin(w.sent(actor=DORA, role="auditor")).stream("audit.")


def begun_by_ben(w: Workplace) -> UUID:
    """Somebody else is."""
    return w.casework.audits.begin(w.sent(actor=BEN, role="auditor")).stream("audit.")


def end(w: Workplace, sent: Sent, audit_id: UUID) -> Receipt:
    """Dora is done."""
    return w.casework.audits.end(sent, audit_id)


AUDIT_CASES: dict[str, Case] = {
    "audits.end": Case(
        begun, end, ("audit.ended",), end, "CannotEndAudit.not_yours", before_refusal=begun_by_ben, by=DORA
    ),
}
