"""The caseload: where every referral stands, and the questions about one of them."""

from uuid import UUID

from msgspec.structs import replace

from projections import caseload
from referrals.referral import events as e
from referrals.referral.clock import Due, Task
from referrals.referral.codes import CorrectionReason, HandoverReason, Outcome, Party, Phase, VoidReason, Way
from referrals.referral.state import Referral
from referrals.store import Store
from tests.cast import ANNA, APPOINTMENT, CEM, GUEL, LATER, NEXT, REFERRAL, RELEASE, VHS, Story, day, known, moment
from tests.projections.conftest import Desk
from tests.projections.histories import History


def shown(desk: Desk, story: Story, at: int = 0, hour: int = 12) -> caseload.Entry:
    """The entry of the story's referral, seen on a day."""
    desk.record(story.told)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        entry = caseload.entry(connection, REFERRAL, moment(at, hour))
    assert entry is not None
    return entry


def test_an_open_referral_says_whose_turn_it_is(desk: Desk) -> None:
    """Five working days to forward it."""
    entry = shown(desk, Story().opened(0), at=1)
    assert (entry.person_id, entry.case_manager, entry.institution_id) == (GUEL, ANNA, VHS)
    assert (entry.phase, entry.attempt, entry.version, entry.position) == (Phase.OPENED, 1, 1, 1)
    assert entry.due == Due(Task.FORWARD, Party.CASE_MANAGER, day(7))
    assert (entry.overdue, entry.due_today, entry.outcome_missing) == (False, False, False)


def test_an_institution_that_does_not_answer_leaves_the_turn_to_the_case_manager(desk: Desk) -> None:
    """Nothing is recorded; the day has passed."""
    story = Story().opened(0).forwarded(1)
    entry = shown(desk, story, at=15)
    assert entry.due == Due(Task.AWAIT_ANSWER, Party.INSTITUTION, day(15))
    assert entry.due_today
    with desk.views.reading() as connection:
        later = caseload.entry(connection, REFERRAL, moment(16))
    assert later is not None
    assert later.due == Due(Task.CHASE_ANSWER, Party.CASE_MANAGER, day(15))
    assert later.overdue
    assert not later.due_today


def test_an_appointment_without_an_outcome_asks_for_it(desk: Desk) -> None:
    """Derived at the minute it begins, never an automatic no-show."""
    entry = shown(desk, Story().opened(0).forwarded(1).agreed(3, for_day=10), at=10, hour=8)
    assert (entry.next_appointment_id, entry.next_appointment_at) == (APPOINTMENT, moment(10, 9))
    assert entry.due == Due(Task.ATTEND_APPOINTMENT, Party.CASE_MANAGER, day(10))
    assert not entry.outcome_missing
    with desk.views.reading() as connection:
        later = caseload.entry(connection, REFERRAL, moment(10, 10))
    assert later is not None
    assert later.outcome_missing
    assert later.due == Due(Task.RECORD_OUTCOME, Party.CASE_MANAGER, day(10))


def test_flags_and_ends_are_shown(desk: Desk) -> None:
    """Missed, stopped, a void asked for; then closed with its outcome and no turn left."""
    story = (
        Story()
        .opened(0)
        .forwarded(1)
        .agreed(3)
        .then(e.AppointmentMissed, 10, appointment_id=APPOINTMENT, by=Party.PERSON)
    )
    story.then(e.VoidRequested, 10, reason=VoidReason.TEST).then(e.ForwardingStopped, 10, release_id=RELEASE)
    entry = shown(desk, story, at=10)
    assert (entry.missed, entry.stopped, entry.void_requested) == (True, True, True)
    assert entry.next_appointment_at is None
    closed = story.then(e.ReferralClosed, 11, outcome=Outcome.PARTLY_MET, decided_by=Party.PERSON).told[-1:]
    desk.record(closed)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        ended = caseload.entry(connection, REFERRAL, moment(11))
    assert ended is not None
    assert (ended.phase, ended.outcome, ended.ended_on, ended.due) == (Phase.CLOSED, Outcome.PARTLY_MET, day(11), None)
    assert (ended.missed, ended.stopped, ended.void_requested) == (False, False, False)


def test_a_step_taken_back_never_happened(desk: Desk) -> None:
    """The row is what the history without it gives; the version counts on."""
    story = Story().opened(0).forwarded(1).accepted(2)
    story.then(e.StepTakenBack, 3, step=3, reason=CorrectionReason.WRONG_REFERRAL)
    entry = shown(desk, story, at=3)
    assert (entry.phase, entry.version) == (Phase.FORWARDED, 4)
    desk.record(story.then(e.ReferralAccepted, 4, source=Way.PHONE).told[-1:])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert caseload.get(connection, REFERRAL) == story.referral


def test_a_withdrawn_release_finds_what_it_stops(desk: Desk) -> None:
    """Active referrals forwarded on it; ended ones and those opened without it are left alone."""
    desk.record(Story().opened(0).forwarded(1).told)
    desk.record([_moved(event, NEXT) for event in Story().opened(0).told])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert caseload.forwarded_on_release(connection, RELEASE) == [REFERRAL]
        assert caseload.forwarded_on_release(connection, known("another release")) == []


def test_whoever_carries_a_referral_of_a_person_may_see_it_and_a_handover_moves_that(desk: Desk) -> None:
    story = Story().opened(0)
    desk.record(story.told)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert caseload.case_managers_of(connection, GUEL) == {ANNA}
        assert caseload.case_managers_of(connection, known("a stranger")) == frozenset()
    story.then(e.ReferralHandedOver, 1, giver=ANNA, receiver=CEM, reason=HandoverReason.ABSENCE)
    desk.record(story.told[-1:])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert caseload.case_managers_of(connection, GUEL) == {CEM}


def test_a_person_and_an_institution_show_their_referrals(desk: Desk) -> None:
    """A person all of them, the latest first; an institution the active ones, the most urgent first."""
    history = History(31, referrals=12)
    desk.record(history.events)
    desk.runner.catch_up()
    now = moment(history.today)
    with desk.views.reading() as connection:
        for told in history.told.values():
            (entry,) = caseload.of_person(connection, told[0].person_id, now)
            assert entry.id == told[0].originator_id
        at_vhs = caseload.of_institution(connection, VHS, now)
    assert [(each.due.on, each.id) for each in at_vhs if each.due] == sorted(
        (each.due.on, each.id) for each in at_vhs if each.due
    )
    assert {each.id for each in at_vhs} == {
        r.id for r in _states(desk.views, history) if r.institution_id == VHS and r.phase.is_active
    }


def test_an_unknown_referral_is_none(desk: Desk) -> None:
    with desk.views.reading() as connection:
        assert caseload.get(connection, LATER) is None
        assert caseload.entry(connection, LATER, moment(0)) is None


def _moved(event: e.ReferralEvent, stream: UUID) -> e.ReferralEvent:
    return replace(event, originator_id=stream)


def _states(views: Store, history: History) -> list[Referral]:
    with views.reading() as connection:
        found = [caseload.get(connection, stream) for stream in history.told]
    return [state for state in found if state is not None]
