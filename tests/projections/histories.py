"""Histories: what a project of some months may have recorded, the same again for the same seed."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from referrals import access_review, announcement, audit_file, break_glass, institution, link, need, person, staff
from referrals.access_review import Verdict
from referrals.announcement import DropReason
from referrals.audit import AuditBegun, AuditEnded
from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.closed_group import PersonClosed
from referrals.description import InstitutionDescription, LanguageSpoken, OfferDescription
from referrals.erasure_events import ErasureGround, ErasureRefused, ErasureRequested, StopReason
from referrals.event import Event
from referrals.evidence import Result, SelfcheckDone
from referrals.need import NeedKind
from referrals.occasion import Occasion
from referrals.referral import appointments, closing, corrections, forwarding, steps
from referrals.referral import events as e
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.referral.state import Referral, fold
from referrals.refusal import Refusal
from referrals.release import Covers, Given, Release, evolve, give, withdraw
from referrals.report import ReportMade
from referrals.sealing import Group, Sealed
from referrals.staff import Role
from referrals.substitution import SubstitutionArranged
from tests.cast import ANNA, BEN, CEM, DORA, EMIL, JOBCENTER, VHS, day, known, moment, on
from tests.projections import group_histories

IN_ORDER: dict[str, Any] = {"verdict": Verdict.APPROVED, "remark": None}
QUARTERS = ("hardenbergviertel", "stephanplatz", "alt_inrath", "dieselstrasse")
LANGUAGES = ("de", "ar", "tr", "uk", "ta")
TRIES = ("forward", "accept", "waitlist", "decline", "agree", "keep", "miss", "agree", "keep")
MORE_TRIES = (
    "pause",
    "resume",
    "close",
    "reopen",
    "note",
    "follow up",
    "hand over",
    "stop",
    "go on",
    "take back",
    "correct",
    "void",
    "agree to void",
)


class History:
    """Some referrals of some persons, told day by day; what the domain refuses does not happen."""

    def __init__(self, seed: int, referrals: int = 25, steps_each: int = 12) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.today = 0
        self.events: list[Event] = []
        self.told: dict[UUID, list[Any]] = {}
        self.releases: dict[UUID, Release] = {}
        self._house()
        for number in range(referrals):
            self._open(number)
        for _ in range(referrals * steps_each):
            self.today += self.random.random() < 3 / referrals
            self._try(self.random.choice(list(self.told)))
        self._ends()

    def id(self, name: str) -> UUID:
        """An id of this history."""
        return known(f"{self.seed} {name}")

    def _house(self) -> None:
        roles = {ANNA: Role.CASE_MANAGER, BEN: Role.CASE_MANAGER, CEM: Role.CASE_MANAGER, DORA: Role.AUDITOR}
        for who, role in {**roles, EMIL: Role.COORDINATOR}.items():
            name = Sealed(who, Group.CONTACT, "0" * 64)
            team = "Nord" if who == CEM else "Mitte"
            self._tell(staff.add(who, on(0), name=name, team=team, roles=(role,)))
        german = (LanguageSpoken(code="de", name="Deutsch"), LanguageSpoken(code="tr", name="Türkisch"))
        for place, title in ((VHS, "Volkshochschule"), (JOBCENTER, "Jobcenter")):
            described = InstitutionDescription(name=title)
            self._tell(self._of(institution.InstitutionListed, place, 1, description=described))
            offer = OfferDescription(name="Kurs", languages=german, needs=("language",))
            self._tell(self._of(institution.OfferListed, place, 2, offer_id=known(f"{title} offer"), offer=offer))
        for number in range(6):
            announced = announcement.announce(
                self.id(f"announced {number}"),
                on(number),
                kind=NeedKind.AUTHORITIES,
                quarter=self.random.choice((None, *QUARTERS)),
                institution_id=None,
                note=None,
            )
            self._tell(announced)
            if number % 3 == 0:
                heard = announcement.fold([announced])
                assert heard is not None
                self._tell(announcement.drop(heard, on(number), reason=DropReason.NOBODY_CAME))

    def _open(self, number: int) -> None:
        choose = self.random.choice
        who, asked, let, referral = (self.id(f"{what} {number}") for what in ("person", "need", "release", "referral"))
        language, quarter, kind, manager = (
            choose(LANGUAGES),
            choose(QUARTERS),
            choose(list(NeedKind)),
            choose((ANNA, BEN)),
        )
        name = Sealed(who, Group.CONTACT, f"{number:064x}")
        self._tell(person.register(who, on(0), name=name, language=language, quarter=quarter, case_manager=manager))
        self._tell(need.record(asked, on(0), person_id=who, kind=kind, wish=None))
        terms: dict[str, Any] = {"covers": (Covers.CONTACT, Covers.NEED), "valid_until": day(300)}
        given = give(
            let, on(0), person_id=who, institution_ids=(VHS, JOBCENTER), given=Given.ORAL, language=language, **terms
        )
        self._tell(given)
        self.releases[referral] = evolve(None, given)
        self._tell(
            steps.open_referral(
                referral,
                on(0),
                person_id=who,
                need_id=asked,
                need=kind,
                quarter=quarter,
                language=language,
                case_manager=manager,
                institution_id=choose((VHS, JOBCENTER, None)),
                origin=group_histories.origin_of(number),
            )
        )

    def _try(self, stream: UUID) -> None:
        told = self.told[stream]
        referral = fold(told)
        assert referral is not None
        tries = [self.random.choice(TRIES), self.random.choice(TRIES), self.random.choice((*TRIES, *MORE_TRIES))]
        for name in tries:
            try:
                decided = self._decisions(referral, told)[name]()
            except (Refusal, LookupError):
                continue
            for event in decided if isinstance(decided, list) else [decided]:
                self._tell(event)
            return

    def _decisions(self, r: Referral, told: list[Any]) -> dict[str, Callable[[], Any]]:
        occasion = on(max(0, self.today - self.random.randrange(3)), recorded=self.today)
        step = self.random.randint(1, len(told))
        agreed = {"starts_at": moment(self.today + self.random.randrange(9)), "place": None, "language": "de"}
        return {
            **self._answers(r, occasion, agreed),
            **self._turns(r, occasion, day(self.today + 9)),
            **self._putting_right(r, told, occasion, {"step": step, "reason": CorrectionReason.WRONG_DAY}),
        }

    def _answers(self, r: Referral, occasion: Occasion, agreed: dict[str, Any]) -> dict[str, Callable[[], Any]]:
        way, ahead = Way.PHONE, day(self.today + 9)
        return {
            "forward": lambda: forwarding.forward(
                r,
                occasion,
                institution_id=VHS,
                ground=Ground.RELEASE,
                release=self.releases[r.id],
                way=way,
            ),
            "accept": lambda: steps.accept(r, occasion, source=way),
            "waitlist": lambda: steps.waitlist(r, occasion, source=way, review_on=ahead),
            "decline": lambda: steps.decline(
                r, occasion, reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=way
            ),
            "agree": lambda: appointments.agree(
                r,
                occasion,
                appointment_id=self.id(f"appointment {len(self.events)}"),
                company=Company.ALONE,
                **agreed,
            ),
            "keep": lambda: appointments.keep(r, occasion, appointment_id=r.open_appointments[0].id),
            "miss": lambda: appointments.miss(r, occasion, appointment_id=r.open_appointments[0].id, by=Party.PERSON),
        }

    def _turns(self, r: Referral, occasion: Occasion, ahead: date) -> dict[str, Callable[[], Any]]:
        return {
            "pause": lambda: steps.pause(r, occasion, reason=PauseReason.ILLNESS, resume_on=ahead),
            "resume": lambda: steps.resume(r, occasion),
            "close": lambda: closing.close(r, occasion, outcome=Outcome.NEED_MET, decided_by=Party.PERSON),
            "reopen": lambda: closing.reopen(
                r, occasion, reason=ReopenReason.NEED_PERSISTS, release=self.releases[r.id]
            ),
            "note": lambda: steps.take_note(
                r, occasion, text=Sealed(r.person_id, Group.CONFIDED, "1" * 64), confided=True
            ),
            "follow up": lambda: steps.set_follow_up(r, occasion, due_on=ahead),
            "hand over": lambda: steps.hand_over(
                r, occasion, receiver=CEM, reason=HandoverReason.WORKLOAD, receiver_may=True
            ),
            "stop": lambda: self._withdraw(r),
            "go on": lambda: forwarding.continue_without_data(r, occasion),
        }

    def _putting_right(
        self, r: Referral, told: list[Any], occasion: Occasion, wrong: dict[str, Any]
    ) -> dict[str, Callable[[], Any]]:
        return {
            "take back": lambda: corrections.take_back(told, on(self.today), **wrong),
            "correct": lambda: corrections.correct(
                told,
                on(self.today),
                field="occurred_on",
                value=day(max(0, self.today - 1)).isoformat(),
                sealed=None,
                **wrong,
            ),
            "void": lambda: corrections.request_void(r, occasion, reason=VoidReason.TEST),
            "agree to void": lambda: corrections.agree_to_void(r, on(self.today, by=BEN), reason=VoidReason.TEST),
        }

    def _withdraw(self, r: Referral) -> list[Event]:
        release = self.releases[r.id]
        gone = withdraw(release, on(self.today), given=Given.ORAL)
        stopped = forwarding.stop_forwarding(r, on(self.today), release_id=release.id)
        self.releases[r.id] = evolve(release, gone)
        return [gone, stopped] if r.release_id == release.id and r.phase.is_active else [gone]

    def _ends(self) -> None:
        absence = (day(self.today), day(self.today) + timedelta(days=7))
        arranged: dict[str, Any] = {"substitution_id": self.id("absence"), "substitute": BEN}
        self._tell(self._of(SubstitutionArranged, ANNA, 2, **arranged, first_day=absence[0], last_day=absence[1]))
        self._tell(self._of(staff.StaffDisabled, CEM, 2))
        self._links()
        self._looks(self.id("person 0"), Sealed(self.id("person 0"), Group.CASE, "2" * 64))
        self._house_looks_after_itself(self.id("person 1"))
        for event in group_histories.told(self.id, self.today, self.seed):
            self._tell(event)

    def _links(self) -> None:
        """The institution of the first forwarding is asked through two links, and answers the second."""
        out = next(event for event in self.events if isinstance(event, e.ReferralForwarded))
        opened = self.told[out.originator_id][0]
        named = {"person_id": opened.person_id, "referral_id": opened.originator_id}
        made = {**named, "institution_id": out.institution_id, "forwarded": out.originator_version}
        endings: tuple[dict[str, Any], ...] = (
            {"reason": link.CloseReason.REPLACED},
            {"answer": link.Answer.DECLINED},
        )
        for number, ends in enumerate(endings):
            stream, cls = self.id(f"link {number}"), link.LinkAnswered if number else link.LinkClosed
            self._tell(link.make(stream, on(self.today), urgency=link.Urgency.SOON, **made))
            self._tell(self._of(link.LinkMailed, stream, 2))
            self._tell(self._of(cls, stream, 3, **ends))

    def _looks(self, who: UUID, text: Sealed) -> None:
        emergency, asked, until = self.id("emergency"), self.id("audit file"), moment(self.today + 1)
        fields: dict[str, Any] = {"person_id": who, "text": text}
        opened = {"reason": Emergency.PERSON_WAITS, "until": until, **fields}
        self._tell(self._of(break_glass.BreakGlassOpened, emergency, 1, **opened))
        self._tell(self._of(break_glass.BreakGlassReviewed, emergency, 2, verdict=Verdict.APPROVED))
        self._tell(self._of(AuditBegun, self.id("audit"), 1))
        self._tell(self._of(AuditEnded, self.id("audit"), 2))
        self._tell(self._of(audit_file.AuditFileRequested, asked, 1, reason=AuditReason.SAMPLE, **fields))
        self._tell(self._of(audit_file.AuditFileGranted, asked, 2, until=until))
        self._tell(access_review.decide(0, on(self.today + 1), staff_id=BEN, person_id=who, day=day(0), **IN_ORDER))
        self._tell(self._of(PersonClosed, self.id("person 1"), 2, staff=(ANNA,)))

    def _house_looks_after_itself(self, who: UUID) -> None:
        erasure = self.id("erasure")
        asked = {"person_id": who, "ground": ErasureGround.OBJECTION}
        self._tell(self._of(ErasureRequested, erasure, 1, **asked))
        self._tell(self._of(ErasureRefused, erasure, 2, reason=StopReason.STILL_NEEDED))
        self._tell(self._of(SelfcheckDone, self.id("selfcheck"), 1, result=Result.FINE, size=len(self.events)))
        made: dict[str, Any] = {"position": 9, "day": day(self.today), "layout": 1, "sha256": "3" * 64}
        counted: dict[str, Any] = {"period": "2026-Q4", "compare": "none", "definitions": {"funnel": 1}}
        self._tell(self._of(ReportMade, self.id("report"), 1, **made, **counted))

    def _of(self, cls: type[Event], stream: UUID, version: int, **fields: Any) -> Event:
        return cls(originator_id=stream, originator_version=version, occasion=on(self.today), **fields)

    def _tell(self, event: Event) -> None:
        self.events.append(event)
        if event.TOPIC.startswith(("referral.", "appointment.")):
            self.told.setdefault(event.originator_id, []).append(event)
