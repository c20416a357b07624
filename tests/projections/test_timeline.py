"""The timeline: every event as it was told, where it belongs, and what later steps say about it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from projections import filed, journal, news, timeline
from projections.timeline import Entry, Marks
from referrals.announcement import AnnouncementTaken, NeedAnnounced
from referrals.consent import ConsentGiven, Scope
from referrals.event import Event
from referrals.need import NeedKind, NeedRecorded
from referrals.person import PersonRegistered
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, HandoverReason, Party, Way
from referrals.release import Covers, Given, ReleaseGiven, ReleaseWithdrawn
from referrals.sealing import Group
from tests.cast import ANNA, BEN, CEM, GUEL, NEED, REFERRAL, RELEASE, VHS, Story, day, known, on, sealed
from tests.projections.conftest import Desk
from tests.projections.histories import History

ANNOUNCED = known("announced")


def around_guel() -> list[Event]:
    """What belongs to Gül beside her referral, one event of each stream."""

    def head(stream: UUID, version: int = 1) -> dict[str, Any]:
        return {"originator_id": stream, "originator_version": version, "occasion": on(0)}

    return [
        NeedAnnounced(**head(ANNOUNCED), kind=NeedKind.LANGUAGE),
        PersonRegistered(
            **head(GUEL), name=sealed(group=Group.CONTACT), language="tr", quarter="stephanplatz", case_manager=ANNA
        ),
        ConsentGiven(**head(GUEL, 2), scope=(Scope.CASE_FILE,), given=Given.ORAL, language="tr"),
        ReleaseGiven(
            **head(RELEASE),
            person_id=GUEL,
            institution_ids=(VHS,),
            covers=(Covers.CONTACT,),
            valid_until=day(300),
            given=Given.ORAL,
            language="tr",
        ),
        NeedRecorded(**head(NEED), person_id=GUEL, kind=NeedKind.LANGUAGE, announcement_id=ANNOUNCED),
        AnnouncementTaken(**head(ANNOUNCED, 2), need_id=NEED, referral_id=REFERRAL),
    ]


def withdrawn(by: UUID = ANNA) -> ReleaseWithdrawn:
    """Gül takes the release back; the event itself names only the release."""
    return ReleaseWithdrawn(originator_id=RELEASE, originator_version=2, occasion=on(5, by=by), given=Given.ORAL)


def topics(entries: list[Entry]) -> list[str]:
    """What happened, in the order of the entries."""
    return [entry.event.TOPIC for entry in entries]


def told(desk: Desk, connection: Connection) -> list[Entry]:
    """Gül's referral."""
    return timeline.of_referral(connection, desk.log, REFERRAL)


def test_a_referral_shows_its_need_its_release_and_its_announcement(desk: Desk) -> None:
    """The consent concerns the person and no referral."""
    desk.record([*around_guel(), *Story().opened().forwarded().told, withdrawn()])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert topics(told(desk, connection)) == [
            "announcement.made",
            "release.given",
            "need.recorded",
            "announcement.taken",
            "referral.opened",
            "referral.forwarded",
            "release.withdrawn",
        ]


def test_a_person_shows_everything_around_her(desk: Desk) -> None:
    """A withdrawal, which names only its release, finds the person too."""
    desk.record([*around_guel(), *Story().opened().forwarded().told, withdrawn()])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        entries = timeline.of_person(connection, desk.log, GUEL)
    assert topics(entries) == [
        "person.registered",
        "person.consent_given",
        "release.given",
        "need.recorded",
        "referral.opened",
        "referral.forwarded",
        "release.withdrawn",
    ]
    assert {entry.person_id for entry in entries} == {GUEL}
    assert [entry.referral_id for entry in entries].count(REFERRAL) == 2


def test_the_events_come_back_as_they_were_told(desk: Desk) -> None:
    """Every field, on every page size, for every event of a long history."""
    history = History(seed=11, referrals=10)
    desk.record(history.events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        for stream, events in history.told.items():
            entries = timeline.of_stream(connection, desk.log, stream)
            assert [entry.event for entry in entries] == events
            assert all(entry.told == tuple(events) for entry in entries)


BESIDE = {"audit", "erasure", "funder_list", "report", "selfcheck"}
"""What belongs to no file: the journal tells it."""


@pytest.mark.parametrize("page", [1, 500])
def test_the_page_size_of_the_runner_changes_nothing(desk: Desk, page: int) -> None:
    """Reading event by event gives the rows that reading at once gives; all tables are compared."""
    history = History(seed=12, referrals=6)
    desk.record(history.events)
    desk.runner_of([timeline.PROJECTION, journal.PROJECTION], page=page).catch_up()
    rows = desk.rows([timeline.PROJECTION, journal.PROJECTION])
    assert {event.TOPIC.split(".")[0] for event in history.events if event.TOPIC not in timeline.TOPICS} == BESIDE
    opened = [event for event in history.events if isinstance(event, e.ReferralOpened)]
    links = {(row[1], row[2]) for row in rows[f"timeline_links_v{timeline.VERSION}"]}
    assert {(event.originator_id, event.need_id) for event in opened} <= links
    streams = {row[0]: row[1] for row in rows[filed.files.name]}
    assert all(streams[event.originator_id] == event.person_id for event in opened)


def test_a_step_taken_back_stays_and_says_so() -> None:
    """Nothing is removed; who took it back stands beside it."""
    story = Story().opened().forwarded().accepted()
    story.then(e.StepTakenBack, 3, step=3, reason=CorrectionReason.TYPING_MISTAKE)
    marks = Marks(story.told)
    entries = [marks.entry(number, event, GUEL) for number, event in enumerate(story.told, 1)]
    assert [entry.taken_back_by is not None for entry in entries] == [False, False, True, False]
    assert entries[2].taken_back_by == story.told[3]


def test_taking_back_the_taking_back_lets_the_step_stand_again() -> None:
    """The mark belongs to the taking back, and only to it."""
    story = Story().opened().forwarded().accepted()
    story.then(e.StepTakenBack, 3, step=3, reason=CorrectionReason.TYPING_MISTAKE)
    story.then(e.StepTakenBack, 3, step=4, reason=CorrectionReason.MISUNDERSTANDING)
    marks = Marks(story.told)
    assert marks.entry(3, story.told[2], GUEL).taken_back_by is None
    assert marks.entry(4, story.told[3], GUEL).taken_back_by == story.told[4]


def test_a_corrected_step_shows_what_was_told_and_what_stands() -> None:
    """Two corrections of one step apply in order; one that was taken back does not."""
    story = Story().opened().forwarded()
    wrong = {"step": 2, "field": "way", "reason": CorrectionReason.TYPING_MISTAKE}
    story.then(e.StepCorrected, 2, value="letter", **wrong)
    story.then(e.StepCorrected, 3, value="email", **wrong)
    story.then(e.StepTakenBack, 3, step=4, reason=CorrectionReason.TYPING_MISTAKE)
    entry = Marks(story.told).entry(2, story.told[1], GUEL)
    assert entry.corrected_by == (story.told[2],)
    assert isinstance(entry.event, e.ReferralForwarded)
    assert isinstance(entry.stands, e.ReferralForwarded)
    assert (entry.event.way, entry.stands.way) == (Way.PHONE, Way.LETTER)


def test_my_own_steps_are_no_news(desk: Desk) -> None:
    """What changed since my last visit is what others did."""
    story = Story().opened().forwarded()
    desk.record([*around_guel(), *story.told, withdrawn(by=BEN)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        for_anna = news.since(connection, desk.log, 0, [ANNA], not_by=ANNA)
        assert topics(for_anna) == ["release.withdrawn"]
        assert news.count_since(connection, 0, [ANNA], not_by=ANNA) == 1
        assert news.since(connection, desk.log, for_anna[0].position, [ANNA], not_by=ANNA) == []
        assert news.since(connection, desk.log, 0, [CEM], not_by=CEM) == []


def test_the_news_follow_the_referral_to_whoever_carries_it_now(desk: Desk) -> None:
    """After a handover Ben sees what happened before; after it was taken back Anna does again."""
    story = Story().opened().forwarded()
    story.then(e.ReferralHandedOver, 2, giver=ANNA, receiver=BEN, reason=HandoverReason.ABSENCE)
    desk.record([*around_guel(), *story.told])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert "referral.handed_over" in topics(news.since(connection, desk.log, 0, [BEN], not_by=BEN))
        assert news.since(connection, desk.log, 0, [ANNA], not_by=CEM) == []
    story.then(e.StepTakenBack, 3, step=3, reason=CorrectionReason.WRONG_REFERRAL)
    desk.record(story.told[-1:])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert news.since(connection, desk.log, 0, [BEN], not_by=BEN) == []
        assert topics(news.since(connection, desk.log, 0, [ANNA], not_by=CEM, limit=1)) == ["referral.step_taken_back"]


def test_the_news_of_another_referral_of_the_same_person_stay_with_its_carrier(desk: Desk) -> None:
    """Cem carries Gül's second referral; its steps are not for Anna, her release is for both."""
    second = known("second")
    opened = e.ReferralOpened(
        originator_id=second,
        originator_version=1,
        occasion=on(1, by=CEM),
        person_id=GUEL,
        need_id=known("second need"),
        need=NeedKind.DEBT,
        quarter="stephanplatz",
        language="tr",
        case_manager=CEM,
    )
    desk.record([*around_guel(), *Story().opened().told, opened, withdrawn(by=BEN)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert topics(news.since(connection, desk.log, 0, [ANNA], not_by=ANNA)) == ["release.withdrawn"]
        assert "release.withdrawn" in topics(news.since(connection, desk.log, 0, [CEM], not_by=CEM))


def test_the_news_come_page_by_page_without_gap_and_without_repetition(desk: Desk) -> None:
    """Keyset paging, newest first; all pages together are all there is."""
    history = History(seed=13, referrals=12)
    desk.record(history.events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        everything = news.since(connection, desk.log, 0, [ANNA, BEN], not_by=CEM, limit=10_000)
        paged: list[Entry] = []
        while page := news.since(
            connection, desk.log, 0, [ANNA, BEN], not_by=CEM, before=paged[-1].position if paged else None, limit=7
        ):
            paged += page
        assert paged == everything
        assert news.count_since(connection, 0, [ANNA, BEN], not_by=CEM) == len(everything)
    positions = [entry.position for entry in everything]
    assert positions == sorted(positions, reverse=True)


def test_nobody_s_caseload_has_no_news(desk: Desk) -> None:
    """An auditor carries nothing."""
    desk.record([*around_guel(), *Story().opened().told])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        assert news.since(connection, desk.log, 0, [], not_by=ANNA) == []


def test_a_missed_appointment_tells_who(desk: Desk) -> None:
    """The entry carries the stream, so that the sentence can name the time."""
    story = Story().opened().forwarded().agreed()
    story.then(e.AppointmentMissed, 10, appointment_id=known("appointment"), by=Party.PERSON)
    desk.record(story.told)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        (entry,) = news.since(connection, desk.log, 3, [ANNA], not_by=BEN)
    assert entry.event == story.told[-1]
    assert entry.told == tuple(story.told)
