"""Courses (Verläufe): how the referrals of the demo go, from the one opened yesterday to the one long closed.

A course is a number of stories, how many working days ago they begin, and how each is told.
"""

from collections.abc import Callable
from typing import NamedTuple

from referrals.announcement import DropReason
from referrals.need import NeedKind
from referrals.referral.codes import (
    CorrectionReason,
    DeclineReason,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    ReopenReason,
    VoidReason,
)
from web.demo.institutions import targets
from web.demo.people import ANNA, BEN, CEM
from web.demo.story import Story


class Course(NamedTuple):
    """How many stories; `begins(k)` is how many working days ago the k-th story of the course begins."""

    stories: int
    begins: Callable[[int], int]
    tell: Callable[[Story, int], None]


def just_opened(s: Story, k: int) -> None:
    """Not forwarded yet; the case manager's turn."""
    s.open()
    if k % 4 == 3:
        s.note(s.stage.ago(1))


def unanswered(s: Story, k: int) -> None:
    """Forwarded at the door, the institution's turn."""
    s.open(forwarded=True)


def silent(s: Story, k: int) -> None:
    """Forwarded, and nobody answered in time."""
    s.open()
    s.forward(s.stage.ago(13 + 2 * k))


def promised(s: Story, k: int) -> None:
    """The institution said yes, no appointment yet."""
    s.open(forwarded=True)
    s.accept(s.stage.ago(1 + k))


def on_the_waiting_list(s: Story, k: int) -> None:
    """The institution said later; for the first one it is time to ask again."""
    s.open(forwarded=True)
    s.waitlist(s.stage.ago(30 + k), s.stage.today if k == 0 else s.stage.ahead(4 * k))


def refused(s: Story, k: int) -> None:
    """The institution said no; what now?"""
    s.open(forwarded=True)
    reasons = (DeclineReason.NO_CAPACITY, DeclineReason.NOT_RESPONSIBLE, DeclineReason.DOCUMENTS_MISSING)
    s.decline(s.stage.ago(1 + k), reasons[k % 3])


def appointment_today(s: Story, k: int) -> None:
    """Agreed for today."""
    s.open(forwarded=True)
    if k % 2:
        s.accept(s.stage.ago(6))
    s.agree(s.stage.ago(3 + k % 2), s.stage.at(s.stage.today, 9 + k, 30 * (k % 2)))


def appointment_soon(s: Story, k: int) -> None:
    """Agreed for one of the next days."""
    s.open(forwarded=True)
    s.accept(s.stage.ago(8))
    s.agree(s.stage.ago(2 + k % 3), s.stage.at(s.stage.ahead(1 + k), 9 + k % 6, 15 * (k % 4)))


def outcome_open(s: Story, k: int) -> None:
    """The appointment is past, and nobody has said how it went."""
    s.open(forwarded=True)
    s.agree(s.stage.ago(9 + k), s.stage.at(s.stage.ago(1 + k // 2), 10 + k % 5))


def missed(s: Story, k: int) -> None:
    """The appointment was missed."""
    s.open(forwarded=True)
    at = s.stage.at(s.stage.ago(2 + k), 11)
    s.miss(at.date(), s.agree(s.stage.ago(12 + k), at), Party.INSTITUTION if k == 2 else Party.PERSON)


def under_way(s: Story, k: int) -> None:
    """Help is under way."""
    s.open(forwarded=True)
    s.accept(s.stage.ago(20 + k))
    at = s.stage.at(s.stage.ago(4 + k), 9 + k % 5)
    s.keep(at.date(), s.agree(s.stage.ago(12 + k), at))
    if k % 5 == 2:
        s.note(s.stage.ago(2), confided=True)


def to_look_at_today(s: Story, k: int) -> None:
    """Help is under way, and today somebody wanted to look."""
    under_way(s, k + 5)
    s.follow_up(s.stage.ago(3), s.stage.today)


def resting(s: Story, k: int) -> None:
    """It rests for a while."""
    under_way(s, k + 6)
    reasons = (PauseReason.ILLNESS, PauseReason.TRAVEL, PauseReason.FAMILY)
    s.pause(s.stage.ago(3), reasons[k % 3], s.stage.ahead(3 + 6 * k))


def release_withdrawn(s: Story, k: int) -> None:
    """The person took the release back: stopped, gone on without data, or closed."""
    s.open(forwarded=True)
    s.withdraw_release(s.stage.ago(2))
    if k == 1:
        s.stage.casework.referrals.continue_without_data(s.sent(s.stage.ago(1), late=0), s.id)
    elif k == 2:
        s.close(s.stage.ago(1), Outcome.RELEASE_WITHDRAWN)


def handed_over(s: Story, k: int) -> None:
    """Another case manager goes on; what was confided stays behind."""
    under_way(s, k + 4)
    s.note(s.stage.ago(3), confided=True)
    receiver, reason = (
        (ANNA, HandoverReason.LANGUAGE) if s.who is not ANNA else (BEN, HandoverReason.WORKLOAD),
        (CEM, HandoverReason.QUARTER),
    )[s.who is BEN and k == 3]
    s.stage.casework.referrals.hand_over(s.sent(s.stage.ago(2), late=0), [s.id], receiver=receiver.id, reason=reason)


def taken_up_again(s: Story, k: int) -> None:
    """Closed too early."""
    finished_well(s, 30 + k)
    s.stage.casework.referrals.reopen(s.sent(s.stage.ago(2 + k), late=0), s.id, reason=ReopenReason.NEED_PERSISTS)


def recorded_by_mistake(s: Story, k: int) -> None:
    """Void: alone before the forwarding, with a second person after it; the last one waits for her."""
    s.open(forwarded=k > 0)
    second = BEN if s.who is not BEN else ANNA
    void = s.stage.casework.corrections
    void.void(s.sent(s.stage.ago(3), late=0), s.id, reason=VoidReason.RECORDED_TWICE)
    if k == 1:
        void.agree_to_void(s.sent(s.stage.ago(2), second, late=0), s.id, reason=VoidReason.RECORDED_TWICE)


def corrected(s: Story, k: int) -> None:
    """A step was wrong and was put right: its day, or all of it."""
    s.open()
    s.forward(s.stage.ago(14 + k))
    step = s.stage.referral(s.id).version
    right = s.stage.casework.corrections
    if k % 2:
        day = s.stage.ago(13 + k).isoformat()
        right.correct(
            s.sent(s.stage.ago(12), late=0),
            s.id,
            step=step,
            field="occurred_on",
            value=day,
            text=None,
            reason=CorrectionReason.WRONG_DAY,
        )
    else:
        s.accept(s.stage.ago(9))
        right.take_back(s.sent(s.stage.ago(8), late=0), s.id, step=step + 1, reason=CorrectionReason.WRONG_REFERRAL)


def referred_on(s: Story, k: int) -> None:
    """No help here: the need goes on to another place, and there it waits for an answer."""
    s.open(forwarded=True)
    s.decline(s.stage.ago(12 + k), DeclineReason.NOT_RESPONSIBLE)
    s.target = s.stage.chance.choice([to for to in targets() if s.need in to.needs and to != s.target])
    s.stage.casework.referrals.refer_on(
        s.sent(s.stage.ago(11 + k), late=0),
        s.id,
        decided_by=Party.CASE_MANAGER,
        institution_id=s.target.institution_id,
        offer_id=s.target.offer_id,
    )
    following = s.stage.referral(s.id).next_referral
    assert following is not None
    s.id = following
    s.forward(s.stage.ago(9 + k))


def finished_well(s: Story, k: int) -> None:
    """The shortest path of the mission: opened, forwarded, appointment kept, closed."""
    begun = 60 + 2 * k
    s.open(forwarded=True)
    if k % 3 == 0:
        s.accept(s.stage.ago(begun - 6))
    at = s.stage.at(s.stage.ago(begun - 14), 9 + k % 6)
    s.keep(at.date(), s.agree(s.stage.ago(begun - 8), at))
    s.close(s.stage.ago(begun - 30), Outcome.PARTLY_MET if k % 4 == 3 else Outcome.NEED_MET)


def finished_otherwise(s: Story, k: int) -> None:
    """It ended in another way, and somebody decided so."""
    outcomes = (
        (Outcome.NO_CAPACITY, Party.INSTITUTION),
        (Outcome.NO_LONGER_WANTED, Party.PERSON),
        (Outcome.NOT_REACHED, Party.CASE_MANAGER),
        (Outcome.NOT_ELIGIBLE, Party.INSTITUTION),
        (Outcome.MOVED_AWAY, Party.PERSON),
        (Outcome.OFFER_ENDED, Party.INSTITUTION),
        (Outcome.OTHER, Party.CASE_MANAGER),
    )
    outcome, by = outcomes[k % len(outcomes)]
    begun = 50 + 5 * k
    s.open()
    s.forward(s.stage.ago(begun - 3))
    if by is Party.INSTITUTION:
        s.decline(s.stage.ago(begun - 12), DeclineReason.NO_CAPACITY)
    s.close(s.stage.ago(begun - 20), outcome, by)


def announced(s: Story, k: int) -> None:
    """A third party announced it; then the person was there."""
    made = s.stage.casework.announcements.announce(
        s.sent(s.stage.ago(6 + k), late=0), kind=s.need, quarter=s.person.quarter, note=None
    )
    s.last = s.stage.entered
    s.open(announcement_id=made.stream("announcement."))


COURSES: tuple[Course, ...] = (
    Course(10, lambda k: 1 + k % 4, just_opened),
    Course(4, lambda k: 5, just_opened),
    Course(5, lambda k: 7 + 2 * k, just_opened),
    Course(14, lambda k: 1 + k % 9, unanswered),
    Course(2, lambda k: 10, unanswered),
    Course(10, lambda k: 15 + 2 * k, silent),
    Course(10, lambda k: 12 + k, promised),
    Course(9, lambda k: 40 + k, on_the_waiting_list),
    Course(7, lambda k: 12 + k, refused),
    Course(6, lambda k: 12 + k, appointment_today),
    Course(10, lambda k: 15 + k, appointment_soon),
    Course(7, lambda k: 18 + k, outcome_open),
    Course(6, lambda k: 20 + k, missed),
    Course(14, lambda k: 30 + 2 * k, under_way),
    Course(4, lambda k: 45 + k, to_look_at_today),
    Course(5, lambda k: 48 + k, resting),
    Course(3, lambda k: 15 + k, release_withdrawn),
    Course(4, lambda k: 44 + k, handed_over),
    Course(3, lambda k: 60 + 2 * (30 + k), taken_up_again),
    Course(3, lambda k: 9, recorded_by_mistake),
    Course(4, lambda k: 20 + k, corrected),
    Course(4, lambda k: 25 + k, referred_on),
    Course(2, lambda k: 3 + k, announced),
    Course(32, lambda k: 60 + 2 * k, finished_well),
    Course(15, lambda k: 50 + 5 * k, finished_otherwise),
)
"""193 stories; the four that are referred on make two referrals each, and Gül Aydın has three of her own."""

OPEN_ANNOUNCEMENTS: tuple[tuple[int, NeedKind, DropReason | None], ...] = (
    (1, NeedKind.AUTHORITIES, None),
    (2, NeedKind.LANGUAGE, None),
    (3, NeedKind.EMPLOYMENT, None),
    (5, NeedKind.HOUSING, None),
    (4, NeedKind.CHILDCARE_SCHOOL, DropReason.SETTLED),
    (16, NeedKind.DEBT, None),
    (7, NeedKind.HEALTH, None),
)
"""Working days ago, what it is about, and why it came to nothing; the one of 16 days ago has expired."""
