"""Reviewing (Zugriffsprüfung): what waits for a second look, what was decided, and what there is to see about it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import url_for

from projections import oversight, words
from projections.oversight import Look
from referrals.access_review import CannotReview, Verdict, review_by, review_id
from referrals.audit_file import AuditFile
from referrals.break_glass import BreakGlass
from referrals.occasion import midnight
from referrals.sealing import Sealed
from web import desk, unreviewed
from web.access_log import AUDIT_FILE, BREAK_GLASS, Filters, Looks
from web.fields import Choice, Text
from web.forms import StepForm
from web.language import N_, _, language
from web.parts import now, staff, today

MOST_SHOWN = 100
"""Looks listed below one item."""


class Review(StepForm):
    """What the second person says."""

    verdict = Choice(N_("War das in Ordnung?"))
    remark = Text(N_("Bemerkung"), max=1000, rows=3, optional=True, hint=N_("Nötig, wenn Sie es beanstanden."))


class Item(NamedTuple):
    """One thing to review, `code` and `kind` say what; `reviewed_by` and what follows are None until it is."""

    code: str
    kind: str
    id: UUID
    version: int
    staff_id: UUID
    person_id: UUID
    day: date
    due: date
    runs: bool
    reason: str
    looks: Filters
    address: str
    text: tuple[Sealed | None, UUID] | None = None
    verdict: Verdict | None = None
    remark: Sealed | None = None
    reviewed_by: UUID | None = None
    granted_by: UUID | None = None

    @property
    def overdue(self) -> bool:
        """Whether its five working days are over."""
        return self.verdict is None and self.due < today()

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands among what waits: the first to be due, and with it the overdue ones, on top."""
        return self.due.isoformat(), self.day.isoformat(), str(self.id)

    @property
    def mine(self) -> bool:
        """Whether the worker did it; then somebody else decides."""
        return self.staff_id == staff().staff_id

    @property
    def can_be_decided(self) -> bool:
        """Whether the worker may decide it now."""
        return self.verdict is None and not self.runs and not self.mine

    def check(self) -> None:
        """Raises `CannotReview` where the page offers no form; the door asks again."""
        if self.mine:
            raise CannotReview.because_it_was_your_own()
        if self.verdict is not None:
            raise CannotReview.because_it_was_done()
        if self.runs:
            raise CannotReview.because_it_still_runs()


def pending() -> list[Item]:
    """What waits, overdue ones on top, then by their day."""
    found = [of_emergency(each) for each in oversight.emergencies(desk.views())]
    found += [of_file(each) for each in oversight.audit_files(desk.views())]
    found += pending_looks()
    return sorted(found, key=lambda item: item.place)


def pending_looks() -> list[Item]:
    """Looks outside somebody's caseload that nobody has judged."""
    return [of_looks(each) for each in unreviewed.looks(desk.house().access_log, desk.views())]


def decided(verdict: Verdict, before: int | None = None, limit: int = 50) -> list[tuple[int, Item]]:
    """What was decided in this way, the last decision first, each with its position: the next page's `before`."""
    found = oversight.decided(desk.views(), verdict, before=before, limit=limit)
    return [(position, _of(each)) for position, each in found]


def _of(each: oversight.Decided) -> Item:
    match each:
        case BreakGlass():
            return of_emergency(each)
        case AuditFile():
            return of_file(each)
        case Look():
            return of_decided(each)


def counted(items: Sequence[Item]) -> tuple[int, int]:
    """(how many can be decided by the worker, how many are overdue)."""
    return sum(item.can_be_decided for item in items), sum(item.overdue for item in items)


def of_emergency(broken: BreakGlass) -> Item:
    """An emergency access."""
    return Item(
        code=BREAK_GLASS,
        kind=_("Notfallzugriff"),
        id=broken.id,
        version=broken.version,
        staff_id=broken.staff_id,
        person_id=broken.person_id,
        day=broken.opened_on,
        due=broken.review_by,
        runs=broken.holds(now()),
        reason=words.word(broken.reason, language()),
        looks=Filters(ground=broken.id),
        address=url_for("audit.review_emergency", break_glass_id=broken.id),
        text=(broken.text, broken.id),
        verdict=broken.verdict,
        remark=broken.remark,
        reviewed_by=broken.reviewed_by,
    )


def of_file(file: AuditFile) -> Item:
    """A file that was opened for an audit."""
    assert file.decided_on is not None
    return Item(
        code=AUDIT_FILE,
        kind=_("Akteneinsicht zur Prüfung"),
        id=file.id,
        version=file.version,
        staff_id=file.staff_id,
        person_id=file.person_id,
        day=file.decided_on,
        due=file.review_by,
        runs=file.holds(now()),
        reason=words.word(file.reason, language()),
        looks=Filters(ground=file.id),
        address=url_for("audit.review_file", audit_file_id=file.id),
        text=(file.text, file.id),
        verdict=file.verdict,
        remark=file.remark,
        reviewed_by=file.reviewed_by,
        granted_by=file.decided_by,
    )


def of_looks(looks: Looks) -> Item:
    """Looks of one member of staff at one person outside their caseload, on one day."""
    return _of_day(looks.staff_id, looks.person_id, looks.day)


def of_decided(look: Look) -> Item:
    """The same, reviewed."""
    item = _of_day(look.staff_id, look.person_id, look.day)
    return item._replace(verdict=look.verdict, remark=look.remark, reviewed_by=look.reviewed_by)


def _of_day(staff_id: UUID, person_id: UUID, day: date) -> Item:
    return Item(
        code="outside",
        kind=_("Einsicht außerhalb der eigenen Fälle"),
        id=review_id(staff_id, person_id, day),
        version=0,
        staff_id=staff_id,
        person_id=person_id,
        day=day,
        due=review_by(day),
        runs=day >= today(),
        reason="",
        looks=Filters(
            staff_id=staff_id,
            person_id=person_id,
            since=midnight(day),
            until=midnight(day + timedelta(days=1)),
            outside=True,
        ),
        address=url_for("audit.review_look", staff_id=staff_id, person_id=person_id, day=day.isoformat()),
    )
