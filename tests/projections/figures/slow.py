"""The slow count: every figure once more from the raw events, one referral after the other, in the plainest words.

It shares nothing with the figures but the log and the domain's own word on corrections, phases and clocks.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from projections.figures.panel import Asked
from referrals import announcement, institution
from referrals.announcement import AnnouncementEvent, AnnouncementTaken
from referrals.event import Event
from referrals.institution import InstitutionEvent
from referrals.occasion import LOCAL
from referrals.referral import events as e
from referrals.referral.clock import Task, due, outcome_is_missing, turn
from referrals.referral.codes import Outcome, Phase
from referrals.referral.state import AppointmentState, Referral, effective, fold
from tests.projections.figures.passed import Passed, Waited

Numbers = Counter[tuple[str, str]]
"""(line, label) → how many; what is not there is none."""


class Slow:
    """The referrals that count, and the day that it is."""

    def __init__(self, events: Iterable[Event], asked: Asked, now: datetime) -> None:
        streams: dict[UUID, list[Any]] = {}
        for event in events:
            streams.setdefault(event.originator_id, []).append(event)
        self.asked, self.now, self.today = asked, now, now.astimezone(LOCAL).date()
        self.told = {key: told for key, told in streams.items() if isinstance(told[0], e.ReferralOpened)}
        self.told = {key: effective(told) for key, told in self.told.items()}
        self.told = {key: told for key, told in self.told.items() if not _has(told, e.ReferralVoided)}
        self.now_at = {key: _fold(streams[key]) for key in self.told}
        self.announced = [told for told in streams.values() if isinstance(told[0], AnnouncementEvent)]
        self.institutions = [told for told in streams.values() if isinstance(told[0], InstitutionEvent)]

    def meant(self, key: UUID, institution_id: UUID | None) -> bool:
        """Whether this referral is what was asked for."""
        at, asked = self.now_at[key], self.asked
        wanted = (asked.quarter, asked.need, asked.language, asked.institution)
        found = (at.quarter, at.need.value, at.language, institution_id)
        return all(want is None or want == is_ for want, is_ in zip(wanted, found, strict=True))

    def referrals(self) -> list[UUID]:
        """Those that are meant by where they stand now."""
        return [key for key, at in self.now_at.items() if self.meant(key, at.institution_id)]

    def in_period(self, day: date | None) -> bool:
        """Whether a day lies in the period, and not ahead."""
        return day is not None and self.asked.period.start <= day <= min(self.asked.period.end, self.today)

    def open(self) -> list[Referral]:
        """Those on which work remains."""
        return [self.now_at[key] for key in self.referrals() if self.now_at[key].phase is not Phase.CLOSED]

    def opened(self) -> list[UUID]:
        """Those opened in the period."""
        return [key for key in self.referrals() if self.in_period(self.now_at[key].opened_on)]

    def open_by(self, code: str) -> Numbers:
        """Open referrals by one thing."""
        by = "institution_id" if code == "institution" else code
        return Counter(("all", _text(getattr(at, by))) for at in self.open())

    def waiting(self, code: str) -> Numbers:
        """Whose turn it is, or what is to be done, and since when."""
        found: Numbers = Counter()
        for at in self.open():
            given = due(at)
            assert given is not None
            now = turn(given.task, given.owner, given.on, self.today)
            task = Task.RECORD_OUTCOME if outcome_is_missing(at, self.now) and _attends(now.task) else now.task
            days = (self.today - at.phase_since).days
            bucket = next((f"d{most}" for most in (7, 14, 28, 56) if days <= most), "longer")
            found[bucket, now.owner.value if code == "waiting_for" else task.value] += 1
        return found

    def workload(self) -> Numbers:
        """Open referrals of each case manager, overdue or not."""
        found: Numbers = Counter()
        for at in self.open():
            given = due(at)
            assert given is not None
            found["overdue" if given.on < self.today else "in_time", str(at.case_manager)] += 1
        return found

    def funnel(self) -> Numbers:
        """How far the referrals of the period came."""
        found: Numbers = Counter()
        for key in self.opened():
            told, at = self.told[key], self.now_at[key]
            found["all", "opened"] += 1
            helped = _has(told, e.AppointmentKept) or _has(told, e.ServiceStarted)
            for stage, reached in (
                ("forwarded", _has(told, e.ReferralForwarded)),
                ("accepted", _has(told, e.ReferralAccepted) or bool(at.appointments) or helped),
                ("kept", helped),
                ("need_met", at.outcome is Outcome.NEED_MET),
            ):
                if not reached:
                    break
                found["all", stage] += 1
        return found

    def persons(self) -> Numbers:
        """Different persons of the period."""
        pairs = {(self.now_at[key].quarter, self.now_at[key].person_id) for key in self.opened()}
        return Counter(("all", quarter) for quarter, _ in pairs)

    def durations(self, code: str) -> list[Waited]:
        """How long each referral of the period took, or has waited."""
        found = []
        for key in self.opened():
            at = self.now_at[key]
            kept = [event.occasion.occurred_on for event in self.told[key] if isinstance(event, e.AppointmentKept)]
            closed = at.phase_since if at.phase is Phase.CLOSED else None
            day = min(kept, default=None) if code == "to_first_kept" else closed
            found.append(Waited(max(0, ((day or self.today) - at.opened_on).days), day is not None))
        return found

    def outcomes(self) -> Numbers:
        """How the referrals that were closed in the period ended, and who decided."""
        closed = (self.now_at[key] for key in self.referrals() if self.now_at[key].phase is Phase.CLOSED)
        ended = [at for at in closed if self.in_period(at.phase_since)]
        return Counter((_text(at.decided_by), _text(at.outcome)) for at in ended)

    def appointments(self) -> Numbers:
        """What became of the appointments of the period."""
        found: Numbers = Counter()
        for month, state, _ in self._visits():
            found["open" if state is AppointmentState.AGREED else state.value, month] += 1
        return found

    def kept_rate(self) -> dict[str, tuple[int, int]]:
        """For each institution, how many were kept of those kept or missed."""
        found: dict[str, tuple[int, int]] = {}
        for _, state, institution_id in self._visits():
            if state in (AppointmentState.KEPT, AppointmentState.MISSED):
                kept, base = found.get(institution_id, (0, 0))
                found[institution_id] = kept + (state is AppointmentState.KEPT), base + 1
        return found

    def _visits(self) -> Iterable[tuple[str, AppointmentState, str]]:
        for key, told in self.told.items():
            institution_id: UUID | None = told[0].institution_id
            by: dict[UUID, UUID | None] = {}
            for event in told:
                if isinstance(event, e.ReferralForwarded):
                    institution_id = event.institution_id
                if isinstance(event, e.AppointmentProposed | e.AppointmentAgreed):
                    by[event.appointment_id] = institution_id
                if isinstance(event, e.AppointmentRescheduled):
                    by[event.new_appointment_id] = institution_id
            for visit in self.now_at[key].appointments:
                if visit.state is AppointmentState.PROPOSED or not self.in_period(visit.starts_on):
                    continue
                if self.meant(key, by[visit.id]):
                    yield f"{visit.starts_on:%Y-%m}", visit.state, _text(by[visit.id])

    def forwardings(self) -> list[Passed]:
        """The forwardings of the period, each with what followed until the next one."""
        found = []
        for key, told in self.told.items():
            places = [place for place, event in enumerate(told) if isinstance(event, e.ReferralForwarded)]
            for place, end in zip(places, [*places, len(told)][1:], strict=True):
                passed = Passed(told[place], told[place + 1 : end], end < len(told) and told[end])
                if self.meant(key, told[place].institution_id) and self.in_period(passed.on):
                    found.append(passed)
        return found

    def announcements(self) -> Numbers:
        """What became of the needs announced in the period."""
        found: Numbers = Counter()
        for told in self.announced:
            at = announcement.fold(told)
            assert at is not None
            wanted = (self.asked.quarter, self.asked.need, self.asked.institution)
            fits = all(
                want in (None, is_) for want, is_ in zip(wanted, (at.quarter, at.kind, at.institution_id), strict=True)
            )
            if fits and self.in_period(at.announced_on):
                settled = "taken" if isinstance(told[-1], AnnouncementTaken) else "dropped"
                found["all", settled if at.settled else "waiting" if at.is_open(self.today) else "expired"] += 1
        return found

    def gap(self) -> Numbers:
        """Needs of the period and offers of the directory by language."""
        opened = [self.now_at[key] for key in self.opened() if self.now_at[key].attempt == 1]
        found: Numbers = Counter(("needs", at.language) for at in opened)
        for told in self.institutions:
            known = institution.fold(told)
            assert known is not None
            for offer in known.offers.values() if known.listed else ():
                spoken = [*offer.languages, *(one for place in known.description.places for one in place.languages)]
                for code in {each.code for each in spoken if each.code} or {"de"}:
                    asked = self.asked
                    fits = (asked.need in (None, *offer.needs), asked.language in (None, code))
                    if offer.status == "active" and all(fits) and asked.institution in (None, known.id):
                        found["offers", code] += 1
        return found

    def flow(self, months: Iterable[str]) -> Numbers:
        """Month by month, what came, went and stayed."""
        found: Numbers = Counter()
        for month in months:
            for at in (self.now_at[key] for key in self.referrals()):
                closed = at.phase_since if at.phase is Phase.CLOSED else None
                found["opened", month] += f"{at.opened_on:%Y-%m}" == month
                found["closed", month] += closed is not None and f"{closed:%Y-%m}" == month
                open_then = closed is None or f"{closed:%Y-%m}" > month
                found["open", month] += f"{at.opened_on:%Y-%m}" <= month and open_then
        return found


def survival(waited: Iterable[Waited]) -> dict[int, float]:
    """Kaplan and Meier by hand: who is still there each day, and which share of them it happens to."""
    left, alone, found = 1.0, list(waited), {}
    for day in sorted({each.days for each in alone if each.happened}):
        at_risk = sum(each.days >= day for each in alone)
        happened = sum(each.days == day and each.happened for each in alone)
        left *= 1 - happened / at_risk
        found[day] = left
    return found


def _fold(told: list[Any]) -> Referral:
    found = fold(told)
    assert found is not None
    return found


def _has(told: Iterable[Any], kind: type[Any]) -> bool:
    return any(isinstance(event, kind) for event in told)


def _attends(task: Task) -> bool:
    return task is Task.ATTEND_APPOINTMENT


def _text(value: Any) -> str:
    return "" if value is None else str(getattr(value, "value", value))
