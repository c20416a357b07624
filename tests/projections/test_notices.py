"""Notices over all persons: what is open is exactly what the history of each person says."""

from collections import defaultdict
from random import Random
from typing import Any
from uuid import UUID

import pytest

from projections import caseload, notices
from projections.notices import Open
from referrals.event import Event
from referrals.need import NeedKind
from referrals.notices import WITHIN_DAYS, due_on, open_notices, overdue_before
from referrals.person_events import (
    BirthYearNoted,
    ContactChanged,
    DataErased,
    LiftReason,
    NoticeAbout,
    PersonMoved,
    PersonRenamed,
    PersonRestricted,
    RecipientNotified,
    RestrictionGround,
    RestrictionLifted,
)
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, Ground, Way
from tests.cast import ANNA, BEN, JOBCENTER, VHS, day, known, on, sealed
from tests.projections.conftest import Desk

PLACES = (VHS, JOBCENTER, known("Schuldnerberatung"))


class Lives:
    """What happens to a few persons, some of it about data that had left us, told one after the other."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.events: list[Event] = []
        self.versions: defaultdict[UUID, int] = defaultdict(int)
        self.of_person: defaultdict[UUID, list[Event]] = defaultdict(list)
        self.steps: defaultdict[UUID, list[int]] = defaultdict(list)
        self.referrals = {known(f"{seed} {n} {m}"): known(f"{seed} {n}") for n in range(4) for m in range(2)}
        for number, (referral, person) in enumerate(self.referrals.items()):
            more: dict[str, Any] = {
                "quarter": "stephanplatz",
                "language": "tr",
                "case_manager": (ANNA, BEN)[number % 2],
            }
            self.tell(
                e.ReferralOpened, person, referral, need=NeedKind.DEBT, need_id=referral, person_id=person, **more
            )

    def tell(self, cls: type[Event], person: UUID, stream: UUID, **fields: Any) -> None:
        """One more event of the person."""
        self.versions[stream] += 1
        occasion = on(len(self.events) // 3)
        event = cls(originator_id=stream, originator_version=self.versions[stream], occasion=occasion, **fields)
        self.events.append(event)
        self.of_person[person].append(event)

    def go_on(self, times: int) -> "Lives":
        """Something happens."""
        for _ in range(times):
            referral, person = self.random.choice(list(self.referrals.items()))
            self.random.choice((self.pass_on, self.pass_on, self.put_right, self.change, self.change, self.notify))(
                referral, person
            )
        return self

    def pass_on(self, referral: UUID, person: UUID) -> None:
        shared = self.random.choice(((), ("contact",), ("birth_year", "need"), ("wish",)))
        ground = self.random.choice((Ground.EMERGENCY, Ground.EMERGENCY, Ground.PERSON_PASSES_IT_ON))
        place = self.random.choice(PLACES)
        self.tell(
            *(e.ReferralForwarded, person, referral), institution_id=place, ground=ground, way=Way.PHONE, shared=shared
        )
        self.steps[referral].append(self.versions[referral])

    def put_right(self, referral: UUID, person: UUID) -> None:
        if not self.steps[referral]:
            return
        step = self.random.choice((1, *self.steps[referral]))
        reason = CorrectionReason.MISUNDERSTANDING
        self.tell(e.StepCorrected, person, referral, step=step, field="note", sealed=sealed(), reason=reason)

    def change(self, _referral: UUID, person: UUID) -> None:
        cls, fields = self.random.choice(
            (
                (PersonRenamed, {"name": sealed()}),
                (ContactChanged, {}),
                (BirthYearNoted, {"birth_year": sealed()}),
                (PersonMoved, {"quarter": "elsewhere"}),
                (PersonRestricted, {"ground": RestrictionGround.UNLAWFUL}),
                (RestrictionLifted, {"reason": LiftReason.PERSON_AGREES}),
                (DataErased, {"erasure_id": known("erasure")}),
            )
        )
        self.tell(cls, person, person, **fields)

    def notify(self, _referral: UUID, person: UUID) -> None:
        about, place = self.random.choice(list(NoticeAbout)), self.random.choice(PLACES)
        self.tell(RecipientNotified, person, person, institution_id=place, about=about, way=Way.LETTER)

    @property
    def open(self) -> set[tuple[UUID, UUID, NoticeAbout, Any]]:
        """What the history of each person says."""
        return {
            (person, each.institution_id, each.about, each.since)
            for person, told in self.of_person.items()
            for each in open_notices(told)
        }


def taken_in(desk: Desk, lives: Lives) -> None:
    """Everything that happened, in the views."""
    for start in range(0, len(lives.events), 40):
        desk.record(lives.events[start : start + 40])
    runner = desk.runner_of((caseload.PROJECTION, notices.PROJECTION))
    runner.catch_up()


@pytest.mark.parametrize("seed", [3, 4])
def test_what_is_open_is_what_the_history_of_each_person_says(desk: Desk, seed: int) -> None:
    """One question over all persons gives what a fold over each of them gives."""
    lives = Lives(seed).go_on(120)
    taken_in(desk, lives)
    with desk.views.reading() as connection:
        found = notices.open_notices(connection)
        assert {tuple(each)[1:] for each in found} == lives.open
        assert len(lives.open) > 8
        assert notices.count_open(connection) == len(found)
        since = sorted(each.since for each in found)[len(found) // 2]
        assert notices.count_open(connection, before=since) == sum(each.since < since for each in found)
        assert [(each.position, each.institution_id.hex) for each in found] == sorted(
            (each.position, each.institution_id.hex) for each in found
        )


def test_the_list_goes_on_page_by_page_without_losing_or_repeating_one(desk: Desk) -> None:
    """Several institutions may have to be told of one change: a page may end between them."""
    taken_in(desk, Lives(5).go_on(120))
    with desk.views.reading() as connection:
        every, found = notices.open_notices(connection), list[Open]()
        after: notices.After | None = None
        while page := notices.open_notices(connection, after=after, limit=2):
            found += page
            after = page[-1].position, page[-1].institution_id
        assert found == every
        assert len({each.position for each in every}) < len(every)
        told = notices.sent(connection)
        assert [each.position for each in told] == sorted((each.position for each in told), reverse=True)
        assert notices.sent(connection, before=told[2].position, limit=3) == told[3:6]


def test_whoever_carries_sees_what_left_through_their_own_referrals(desk: Desk) -> None:
    lives = Lives(6).go_on(120)
    taken_in(desk, lives)
    carried = {referral for number, referral in enumerate(lives.referrals) if number % 2 == 0}
    expected = {
        (person, each.institution_id, each.about)
        for person, told in lives.of_person.items()
        for each in open_notices(
            event for event in told if event.originator_id in carried or event.originator_id == person
        )
    }
    with desk.views.reading() as connection:
        found = notices.open_notices(connection, case_managers=[ANNA])
        assert {(each.person_id, each.institution_id, each.about) for each in found} == expected
        carriers = notices.carriers(connection, found)
        assert all(ANNA in carriers[each.person_id, each.institution_id] for each in found)


def test_after_two_weeks_a_notice_is_overdue() -> None:
    """The day moves on to a working day, so that the limit is asked for and not computed twice."""
    assert WITHIN_DAYS == 14
    for number in range(60):
        limit = overdue_before(day(number))
        for since in range(number - 25, number + 1):
            assert (due_on(day(since)) < day(number)) == (day(since) < limit)
