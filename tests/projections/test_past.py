"""Looking back: as of a day, in today's knowledge, and as recorded on it. They differ exactly by what came later."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from projections import caseload, persons, survey
from projections.past import CHANGING, Moment, Past, Seen, person_at, referral_at
from referrals.need import NeedKind
from referrals.person import LanguageNoted, PersonRegistered
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, Outcome, Party, PauseReason, Phase, VoidReason, Way
from tests.cast import GUEL, REFERRAL, Story, day, known, moment, on
from tests.projections.conftest import Desk
from tests.projections.histories import History
from tests.projections.looking_back import looked_back, registered


def stood(story: Story, number: int, seen: Seen) -> Phase | None:
    """The phase of the story's referral on a day, from one side."""
    found = referral_at(story.told, Moment(day(number), seen))
    return found.phase if found else None


def both(story: Story, days: int) -> list[tuple[Phase | None, Phase | None]]:
    """(as of, as recorded on) of the first days."""
    return [(stood(story, number, Seen.AS_OF), stood(story, number, Seen.RECORDED_ON)) for number in range(days)]


def told_late(story: Story, event: type[Any], happened: int, recorded: int, **fields: Any) -> Story:
    """One more event that was written down on a later day."""
    occasion = on(happened, recorded=recorded)
    version = len(story.told) + 1
    return story.tell(event(originator_id=REFERRAL, originator_version=version, occasion=occasion, **fields))


def test_without_corrections_and_late_entries_both_are_the_same() -> None:
    """Whoever looks back sees what was known."""
    story = Story().opened(1).forwarded(2).accepted(4)
    opened, forwarded, accepted = Phase.OPENED, Phase.FORWARDED, Phase.ACCEPTED
    expected = [None, opened, forwarded, forwarded, accepted]
    assert both(story, 5) == [(phase, phase) for phase in expected]


def test_a_late_entry_counts_when_it_happened_and_is_known_when_it_is_recorded() -> None:
    """Accepted on day 2, written down on day 5: the golden story of the two sides of a day."""
    story = told_late(Story().opened(0).forwarded(1), e.ReferralAccepted, 2, 5, source=Way.LETTER)
    forwarded, accepted = Phase.FORWARDED, Phase.ACCEPTED
    assert both(story, 6)[1:] == [
        (forwarded, forwarded),
        (accepted, forwarded),
        (accepted, forwarded),
        (accepted, forwarded),
        (accepted, accepted),
    ]


def test_a_corrected_day_moves_the_step_in_todays_knowledge_alone() -> None:
    """Day 3 was put right to day 2 on day 6."""
    story = Story().opened(0).forwarded(1).accepted(3)
    story.then(
        e.StepCorrected, 6, step=3, field="occurred_on", value=day(2).isoformat(), reason=CorrectionReason.WRONG_DAY
    )
    assert stood(story, 2, Seen.AS_OF) is Phase.ACCEPTED
    assert stood(story, 2, Seen.RECORDED_ON) is Phase.FORWARDED
    then = referral_at(story.told, Moment(day(4), Seen.RECORDED_ON))
    now = referral_at(story.told, Moment(day(4), Seen.AS_OF))
    assert then is not None
    assert now is not None
    assert (then.phase_since, now.phase_since) == (day(3), day(2))


def test_a_step_taken_back_never_happened_and_was_known_until_then() -> None:
    """So it is with what was entered in error as a whole."""
    story = Story().opened(0).forwarded(1).accepted(2)
    story.then(e.StepTakenBack, 4, step=3, reason=CorrectionReason.WRONG_REFERRAL)
    assert (stood(story, 3, Seen.AS_OF), stood(story, 3, Seen.RECORDED_ON)) == (Phase.FORWARDED, Phase.ACCEPTED)
    story.then(e.ReferralVoided, 6, reason=VoidReason.RECORDED_TWICE)
    assert (stood(story, 3, Seen.AS_OF), stood(story, 3, Seen.RECORDED_ON)) == (Phase.VOID, Phase.ACCEPTED)


@pytest.fixture
def past(desk: Desk) -> Iterator[Past]:
    """Looking back on the log of the desk, from a day behind all of them."""
    past = Past(desk.log, lambda: moment(900))
    yield past
    past.close()


@pytest.mark.parametrize("seen", list(Seen))
def test_every_referral_of_a_history_stands_as_its_own_events_say(desk: Desk, past: Past, seen: Seen) -> None:
    """Corrections, steps taken back and wrong entries among them; the store of a day is the sum of its referrals."""
    history = History(17, referrals=12)
    desk.record(history.events)
    streams: dict[UUID, list[Any]] = {}
    for event in history.events:
        if isinstance(event, e.ReferralEvent):
            streams.setdefault(event.originator_id, []).append(event)
    for number in (0, 3, 9, history.today + 1):
        moment = Moment(day(number), seen)
        expected = {stream: found for stream, told in streams.items() if (found := referral_at(told, moment))}
        with past.at(moment) as connection:
            for stream, wanted in expected.items():
                found = caseload.get(connection, stream)
                assert found is not None
                assert (found.phase, found.phase_since, found.need) == (wanted.phase, wanted.phase_since, wanted.need)
            assert survey.count(connection) == len(expected)
            assert sum(each.number for each in survey.figures(connection)["phase"]) == len(expected)


def test_today_both_sides_are_what_stands_in_the_caseload(desk: Desk, past: Past) -> None:
    """When nothing lies ahead, there is one truth."""
    history = History(23, referrals=8)
    desk.record(history.events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        today = survey.figures(connection)
    for seen in Seen:
        with looked_back(past, history.today + 400, seen) as connection:
            assert survey.figures(connection) == today


def test_a_day_is_built_once_while_the_log_stands_still(desk: Desk, past: Past) -> None:
    """And takes in what was recorded since; only a few are kept."""
    desk.record(Story().opened(0).told)
    for number in (0, 1, 2, 3, 4, 5, 5, 5):
        with looked_back(past, number, Seen.AS_OF) as connection:
            assert survey.count(connection) == 1
    folder = past.folder
    assert len(list(folder.glob("*.sqlite"))) == 4
    assert past.built == 6
    desk.record(Story().opened(0).forwarded(1).told[1:])
    with looked_back(past, 5, Seen.AS_OF) as connection:
        assert survey.figures(connection)["phase"][0].code == Phase.FORWARDED
    past.close()
    assert not folder.exists()


def test_the_list_of_a_day_is_narrowed_and_goes_on_page_by_page(desk: Desk, past: Past) -> None:
    """By phase, need, whose turn it is, and what was overdue on that day."""
    desk.record(History(29, referrals=9).events)
    with looked_back(past, 30, Seen.AS_OF) as connection:
        now = on(30).recorded_at
        narrowed = survey.Narrowed(need=NeedKind.DEBT)
        found, after = [], None
        while True:
            page = survey.page(connection, survey.Narrowed(), now, after=after, limit=2)
            found += page.entries
            after = page.after
            if after is None:
                break
        assert len({each.id for each in found}) == survey.count(connection) == 9
        few = survey.page(connection, narrowed, now).entries
        assert {each.id for each in few} == {each.id for each in found if each.need is NeedKind.DEBT}
        late = survey.page(connection, survey.Narrowed(overdue_on=day(30), owner=Party.CASE_MANAGER), now).entries
        assert all(each.due and each.due.owner is Party.CASE_MANAGER and each.due.on < day(30) for each in late)


def test_an_outcome_put_right_later_was_another_one_then(desk: Desk, past: Past) -> None:
    """The figures of a day differ by this one correction."""
    story = Story().opened(0).forwarded(1).accepted(2)
    story.then(e.ReferralClosed, 3, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
    story.then(e.StepTakenBack, 8, step=4, reason=CorrectionReason.WRONG_REFERRAL)
    desk.record(story.told)
    phases = {}
    for seen in Seen:
        with looked_back(past, 5, seen) as connection:
            phases[seen] = [(each.code, each.number) for each in survey.figures(connection)["phase"]]
    assert phases == {Seen.AS_OF: [("accepted", 1)], Seen.RECORDED_ON: [("closed", 1)]}


def came_later(told: list[Any], on_day: date) -> bool:
    """Whether something was written down after a day that speaks of that day or of the time before it."""
    after = [event for event in told if event.occasion.recorded_on > on_day]
    putting_right = (*CHANGING, e.ReferralVoided.TOPIC)
    return any(event.TOPIC in putting_right or event.occasion.occurred_on <= on_day for event in after)


def test_the_two_sides_of_a_day_are_the_same_where_nothing_came_later(desk: Desk) -> None:
    """Over a whole history with late entries and corrections, and persons of whom something is told late."""
    history = History(31, referrals=10)
    streams: dict[UUID, list[Any]] = {}
    for event in history.events:
        if isinstance(event, e.ReferralEvent | PersonRegistered):
            streams.setdefault(event.originator_id, []).append(event)
    for number, (stream, told) in enumerate(streams.items()):
        if isinstance(told[0], PersonRegistered):
            late = on(number % 4, recorded=number % 4 + number % 3)
            told.append(LanguageNoted(originator_id=stream, originator_version=2, occasion=late, language="uk"))
    same = different = 0
    for told in streams.values():
        for number in range(history.today + 1):
            fold: Any = person_at if isinstance(told[0], PersonRegistered) else referral_at
            then, now = (_facts(fold(told, Moment(day(number), seen))) for seen in (Seen.RECORDED_ON, Seen.AS_OF))
            if came_later(told, day(number)):
                different += then != now
            else:
                assert then == now
                same += then is not None
    assert same > 50
    assert different > 20


def _facts(found: Any) -> Any:
    """A state without the number of its last event: a correction has one and says nothing of its own."""
    return found and {name: getattr(found, name) for name in found.__struct_fields__ if name != "version"}


def test_what_was_recorded_on_a_day_that_is_over_is_not_read_again(desk: Desk, past: Past) -> None:
    """However the log goes on: nothing that comes now was recorded then."""
    desk.record(Story().opened(0).told)
    for count in range(3):
        desk.record([registered(known(f"somebody {count}"), 5)])
        with looked_back(past, 3, Seen.RECORDED_ON) as connection:
            assert (survey.count(connection), persons.count(connection)) == (1, 0)
    assert past.built == 1


def test_what_comes_later_is_taken_in_and_only_a_correction_reads_the_log_again(desk: Desk, past: Past) -> None:
    """A day in today's knowledge follows the log: late entries count, also those of a referral put right before."""
    story = Story().opened(0).forwarded(1).accepted(4)
    story.then(
        e.StepCorrected, 5, step=3, field="occurred_on", value=day(2).isoformat(), reason=CorrectionReason.WRONG_DAY
    )
    desk.record(story.told)
    with looked_back(past, 3, Seen.AS_OF) as connection:
        assert _phase(connection) is Phase.ACCEPTED
    before = len(story.told)
    told_late(story, e.ReferralPaused, 3, 6, reason=PauseReason.ILLNESS, resume_on=day(20))
    desk.record([*story.told[before:], registered(GUEL, 7), registered(known("Olena"), 1)])
    with looked_back(past, 3, Seen.AS_OF) as connection:
        assert _phase(connection) is Phase.PAUSED
        assert persons.count(connection) == 1
    assert past.built == 1
    before = len(story.told)
    story.then(e.StepTakenBack, 8, step=5, reason=CorrectionReason.WRONG_REFERRAL)
    desk.record(story.told[before:])
    with looked_back(past, 3, Seen.AS_OF) as connection:
        assert _phase(connection) is Phase.ACCEPTED
    assert past.built == 2


def _phase(connection: Connection) -> Phase:
    found = caseload.get(connection, REFERRAL)
    assert found is not None
    return found.phase


def test_today_is_not_over_and_takes_in_what_is_recorded_meanwhile(desk: Desk) -> None:
    past = Past(desk.log, lambda: moment(3))
    desk.record([registered(GUEL, 3)])
    for expected in (1, 2):
        with looked_back(past, 3, Seen.RECORDED_ON) as connection:
            assert persons.count(connection) == expected
        desk.record([registered(known(f"somebody {expected}"), 3)])
    assert past.built == 1
    past.close()
