"""Any life of a referral, told by hypothesis: the rules that hold everywhere."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from referrals.referral import appointments, closing, corrections, forwarding, steps
from referrals.referral import events as e
from referrals.referral.clock import due
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    DeclineReason,
    Ground,
    Outcome,
    Party,
    PauseReason,
    Phase,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.referral.state import Referral, effective, evolve, fold
from referrals.refusal import Refusal
from tests.cast import BEN, VHS, Story, day, moment, on, release, sealed

LAGS = st.integers(min_value=-2, max_value=6)


class AnyLife(RuleBasedStateMachine):
    """Steps in any order, on any day, some taken back or corrected; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.today = 5

    @initialize()
    def a_referral_is_opened(self) -> None:
        self.story.opened(0)

    @rule(days=st.integers(min_value=0, max_value=9))
    def time_passes(self, days: int) -> None:
        self.today += days

    @rule(
        lag=LAGS,
        step=st.sampled_from(
            ["forward", "accept", "waitlist", "decline", "start", "pause", "resume", "reopen", "follow up", "note"]
        ),
    )
    def a_step_is_tried(self, lag: int, step: str) -> None:
        occasion = self._on(lag)
        r = self.story.referral
        decide: dict[str, Any] = {
            "forward": lambda: forwarding.forward(
                r,
                occasion,
                institution_id=VHS,
                ground=Ground.RELEASE,
                release=release(valid_until=day(900)),
                way=Way.LINK,
            ),
            "accept": lambda: steps.accept(r, occasion, source=Way.EMAIL),
            "waitlist": lambda: steps.waitlist(r, occasion, source=Way.PHONE, review_on=day(self.today + 9)),
            "decline": lambda: steps.decline(
                r, occasion, reason=DeclineReason.OTHER, decided_by=Party.PERSON, source=Way.PHONE
            ),
            "start": lambda: steps.start_service(r, occasion),
            "pause": lambda: steps.pause(r, occasion, reason=PauseReason.FAMILY, resume_on=day(self.today + 9)),
            "resume": lambda: steps.resume(r, occasion),
            "reopen": lambda: closing.reopen(
                r, occasion, reason=ReopenReason.OTHER, release=release(valid_until=day(900))
            ),
            "follow up": lambda: steps.set_follow_up(r, occasion, due_on=day(self.today + 3)),
            "note": lambda: steps.take_note(r, occasion, text=sealed(), confided=False),
        }
        self._try(decide[step])

    @rule(lag=LAGS, ahead=st.integers(min_value=-1, max_value=8))
    def an_appointment_is_agreed(self, lag: int, ahead: int) -> None:
        self._try(
            lambda: appointments.agree(
                self.story.referral,
                self._on(lag),
                appointment_id=uuid4(),
                starts_at=moment(self.today + ahead),
                place=None,
                language="uk",
                company=Company.INTERPRETER,
            )
        )

    @rule(lag=LAGS, end=st.sampled_from(["keep", "miss", "cancel"]), which=st.integers(min_value=0, max_value=3))
    def an_appointment_ends(self, lag: int, end: str, which: int) -> None:
        known = self.story.referral.appointments
        if not known:
            return
        chosen: UUID = known[which % len(known)].id
        decide: dict[str, Any] = {
            "keep": lambda: appointments.keep(self.story.referral, self._on(lag), appointment_id=chosen),
            "miss": lambda: appointments.miss(
                self.story.referral, self._on(lag), appointment_id=chosen, by=Party.PERSON
            ),
            "cancel": lambda: appointments.cancel(
                self.story.referral, self._on(lag), appointment_id=chosen, by=Party.INSTITUTION
            ),
        }
        self._try(decide[end])

    @rule(lag=LAGS, outcome=st.sampled_from([o for o in Outcome if o not in (Outcome.REFERRED_ON, Outcome.OTHER)]))
    def it_is_closed(self, lag: int, outcome: Outcome) -> None:
        self._try(lambda: closing.close(self.story.referral, self._on(lag), outcome=outcome, decided_by=Party.PERSON))

    @rule(step=st.integers(min_value=1, max_value=12))
    def a_step_is_taken_back(self, step: int) -> None:
        self._try(
            lambda: corrections.take_back(
                self.story.told, self._on(0), step=step, reason=CorrectionReason.MISUNDERSTANDING
            )
        )

    @rule(step=st.integers(min_value=1, max_value=12), moved=st.integers(min_value=0, max_value=20))
    def a_day_is_corrected(self, step: int, moved: int) -> None:
        self._try(
            lambda: corrections.correct(
                self.story.told,
                self._on(0),
                step=step,
                field="occurred_on",
                value=day(moved).isoformat(),
                sealed=None,
                reason=CorrectionReason.WRONG_DAY,
            )
        )

    @rule(agreed=st.booleans())
    def it_is_voided(self, agreed: bool) -> None:
        if self.today < 40:  # let it live for a while
            return
        if agreed:
            self._try(
                lambda: corrections.agree_to_void(self.story.referral, on(self.today, by=BEN), reason=VoidReason.TEST)
            )
        else:
            self._try(lambda: corrections.request_void(self.story.referral, self._on(0), reason=VoidReason.TEST))

    @invariant()
    def the_state_is_a_pure_fold(self) -> None:
        if self.story.told:
            assert fold(self.story.told) == fold(list(self.story.told))
            assert self.story.referral.version == len(self.story.told)

    @invariant()
    def folding_step_by_step_is_folding_at_once(self) -> None:
        corrected = any(isinstance(event, e.StepCorrected | e.StepTakenBack) for event in self.story.told)
        if not self.story.told or corrected:
            return
        one_by_one: Referral | None = None
        for event in self.story.told:
            one_by_one = evolve(one_by_one, event)
        assert one_by_one == self.story.referral

    @invariant()
    def the_history_holds(self) -> None:
        if self.story.told:
            corrections.check_history(self.story.told, day(self.today))

    @invariant()
    def an_active_referral_names_a_next_owner_and_others_none(self) -> None:
        if self.story.told:
            assert (due(self.story.referral) is not None) == self.story.referral.phase.is_active

    @invariant()
    def only_an_explicit_event_reopens(self) -> None:
        referral: Referral | None = None
        for event in effective(self.story.told):
            before = referral.phase if referral else None
            referral = evolve(referral, event)
            if before is Phase.CLOSED and referral.phase is not Phase.CLOSED:
                assert isinstance(event, e.ReferralReopened | e.ReferralVoided)

    @invariant()
    def nothing_happens_after_the_day_it_is_recorded(self) -> None:
        for event in self.story.told:
            assert event.occasion.occurred_on <= event.occasion.recorded_on

    @invariant()
    def withdrawing_works_unless_it_has_ended(self) -> None:
        if self.story.told and self.story.referral.phase.is_active:
            told = closing.close(
                self.story.referral, self._on(0), outcome=Outcome.NO_LONGER_WANTED, decided_by=Party.PERSON
            )
            assert isinstance(told[-1], e.ReferralClosed)

    def _on(self, lag: int) -> Any:
        return on(max(0, self.today - lag), recorded=self.today)

    def _try(self, decide: Any) -> None:
        try:
            decided = decide()
        except Refusal:
            return
        for event in decided if isinstance(decided, list) else [decided]:
            self.story.tell(event)


AnyLife.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyLife = AnyLife.TestCase


def test_the_history_begins_on_a_monday() -> None:
    """So that working days can be counted by eye."""
    assert day(0).weekday() == 0
    assert day(7) - timedelta(days=7) == date(2026, 11, 2)
