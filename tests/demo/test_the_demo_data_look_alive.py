"""`demo`: fictional, the same for the same day, and told so that every page has something to show."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from projections import announcements, caseload, gatherings, participations, worklist
from projections import staff as members
from referrals import directory
from referrals.calendar import is_working_day
from referrals.event import Event, sealed_values
from referrals.occasion import LOCAL
from referrals.person import HouseholdJoined, PersonRegistered, Quarter
from referrals.referral.codes import Phase
from referrals.staff import Role
from tests.commands import Lotse, as_json, done, refused
from web.demo import LOGINS, PASSWORD, tell
from web.demo.people import ANNA, BEN, STAFF
from web.house import RealHouse
from web.passwords import check_strength
from web.release import release
from web.settings import Settings

A_WEDNESDAY = datetime(2026, 11, 25, 7, 10, tzinfo=UTC)
A_SUNDAY = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)


def all_events(house: RealHouse) -> list[Event]:
    """The whole log."""
    return [recorded.event for recorded in house.log.read(0, 100_000)]


@contextmanager
def told_on(now: datetime, here: Settings) -> Iterator[RealHouse]:
    """The demo as it is told on that day."""
    house = RealHouse(here, lambda: now)
    try:
        tell(house)
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def wednesday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    """The demo of a Wednesday, to look into; what is told does not depend on the database."""
    with told_on(A_WEDNESDAY, installed(tmp_path_factory.mktemp("wednesday") / "var")) as house:
        house.runner.catch_up(max_events=100_000)
        yield house


def installed(folder: Path) -> Settings:
    """An empty installation on SQLite."""
    here = Settings(data=folder, kek_file=folder / "kek")
    release(here)
    return here


def without_nonces(house: RealHouse) -> list[Any]:
    """Every event with the words behind its sealed values in place of their fingerprints, which are random."""
    told = []
    for event in all_events(house):
        references = [(sealed, event.originator_id, field) for field, sealed in sealed_values(event)]
        words = house.vault.reveal_many(references)
        fields = msgspec.to_builtins(event)
        for (_, _, field), word in zip(references, words, strict=True):
            fields[field] = word
        told.append(fields)
    return told


def test_the_demo_is_told_once_and_says_how_to_sign_in(lotse: Lotse, house: RealHouse) -> None:
    told = done(lotse("demo"))
    assert "80 fictional persons, 200 referrals, 25 institutions." in told
    assert f"Sign in as anna, ben, cem, dora, emil or frida with the password {PASSWORD}" in told
    head = house.log.head()
    assert "there is data already" in refused(lotse("demo"))
    again = done(lotse("demo", "--if-empty"))
    assert again == f"Sign in as anna, ben, cem, dora, emil or frida with the password {PASSWORD}\n"
    assert house.log.head() == head
    done(lotse("audit", "verify"))


def test_the_demo_never_touches_real_data(lotse: Lotse, house: RealHouse, anna: str) -> None:
    assert "there is data already" in refused(lotse("demo"))
    assert done(lotse("demo", "--if-empty")) == ""
    assert house.log.head() == 1


def test_everybody_of_the_cast_signs_in_at_once(lotse: Lotse, house: RealHouse) -> None:
    done(lotse("demo"))
    for colleague in STAFF:
        session = house.accounts.sign_in(colleague.login, PASSWORD, datetime.now(UTC))
        assert not session.must_change
        worker = house.worker(colleague.id)
        assert worker is not None
        assert worker.roles == {colleague.role.value}
    assert {colleague.role for colleague in STAFF} == set(Role) - {Role.SYSTEM, Role.INSTITUTION}
    assert {colleague.team for colleague in STAFF} == {"Mitte", "Nord", ""}
    assert {one["login"] for one in as_json(lotse("staff", "list", "--json"))} == set(LOGINS)


@pytest.mark.parametrize("login", LOGINS)
def test_the_password_of_the_demo_is_one_that_we_accept(login: str) -> None:
    check_strength(login, PASSWORD)


def test_the_same_day_tells_the_same_stories(wednesday: RealHouse, tmp_path: Path) -> None:
    """Ids, days, moments, codes and words; keys, nonces and what follows from them are random."""
    here = installed(tmp_path / "var")
    with told_on(A_WEDNESDAY, here) as again:
        first, second = without_nonces(wednesday), without_nonces(again)
    assert len(first) > 1_000
    assert first == second


@pytest.mark.parametrize("now", [A_WEDNESDAY, A_SUNDAY, NEW_YEAR], ids=["Wednesday", "Sunday", "New Year"])
def test_every_page_has_something_to_show(tmp_path: Path, now: datetime) -> None:
    with told_on(now, installed(tmp_path / "var")) as house:
        house.runner.catch_up(max_events=100_000)
        with house.views.reading() as connection:
            anna = worklist.counts(connection, now, [ANNA.id])
            everybody = worklist.counts(connection, now, None)
            phases = Counter(row.phase for row in connection.execute(caseload.referrals.select()))
            covered = members.covered_by(connection, ANNA.id, now.astimezone(LOCAL).date())
            waiting = announcements.waiting(connection, now.astimezone(LOCAL).date())
        assert set(phases) == {phase.value for phase in Phase}
        assert sum(phases.values()) == 200
        assert all(count > 0 for count in anna), anna
        assert anna.active > 40
        assert everybody.appointments_today == 6
        assert covered == [BEN.id]
        assert len(waiting) >= 4


def test_histories_are_recorded_as_people_work(wednesday: RealHouse) -> None:
    """In working hours, in the order of time, never before the day itself, some of them late."""
    events = all_events(wednesday)
    moments = [event.occasion.recorded_at for event in events]
    assert moments == sorted(moments)
    assert moments[-1] < A_WEDNESDAY
    for moment in moments:
        local = moment.astimezone(LOCAL)
        assert is_working_day(local.date())
        assert time(8, 20) <= local.time() <= time(17, 30)
    assert all(event.occasion.occurred_on <= event.occasion.recorded_on for event in events)
    late = sum(event.occasion.occurred_on < event.occasion.recorded_on for event in events)
    assert 0.03 < late / len(events) < 0.3
    assert events[-1].occasion.recorded_at - events[0].occasion.recorded_at > timedelta(weeks=26)


def test_people_and_places_are_fictional_and_many(wednesday: RealHouse) -> None:
    house = wednesday
    events = all_events(house)
    listed = directory.of(house.log)
    registered = [event for event in events if isinstance(event, PersonRegistered)]
    names = house.vault.reveal_many([(event.name, event.originator_id, "name") for event in registered])
    assert len(listed) == 25
    numbers = [phone.number for one in listed.values() for phone in one.description.phones]
    assert all(re.fullmatch(r"02151 000\d+", number) for number in numbers)
    assert {need for one in listed.values() for offer in one.offers.values() for need in offer.needs} >= {
        "debt",
        "other",
    }
    assert len(registered) == len(set(names)) == 80
    assert {event.language for event in registered} == {"ar", "tr", "uk", "ta", "de"}
    assert len({event.quarter for event in registered}) == 4
    assert any(name and "\u0600" <= name[0] <= "\u06ff" for name in names)
    assert sum(isinstance(event, HouseholdJoined) for event in events) >= 15


def test_the_rare_things_happen_too(wednesday: RealHouse) -> None:
    """A page for each of them can be looked at."""
    house = wednesday
    topics = Counter(event.TOPIC for event in all_events(house))
    for topic in (
        "referral.handed_over",
        "referral.step_corrected",
        "referral.step_taken_back",
        "referral.reopened",
        "referral.voided",
        "referral.void_requested",
        "referral.forwarding_stopped",
        "referral.continued_without_data",
        "referral.paused",
        "referral.note_taken",
        "release.withdrawn",
        "announcement.taken",
        "announcement.dropped",
        "staff.substitution_arranged",
        "person.consent_given",
        "person.restricted",
        "person.fact_disputed",
        "person.hold_placed",
        "break_glass.opened",
        "erasure.requested",
        "gathering.held",
        "gathering.corrected",
        "gathering.voided",
        "participation.entered",
        "participation.left",
        "participation.followed_up",
        "participation.reentered",
    ):
        assert topics[topic] > 0, topic


def test_guel_is_among_them_with_her_two_needs(wednesday: RealHouse) -> None:
    """The worked example of the domain."""
    house = wednesday
    guel = next(
        event.originator_id
        for event in all_events(house)
        if isinstance(event, PersonRegistered)
        and house.vault.reveal(event.name, event.originator_id, "name") == "Gül Aydın"
    )
    with house.views.reading() as connection:
        hers = caseload.of_person(connection, guel, A_WEDNESDAY)
    assert sorted((one.need.value, one.attempt, one.phase.value, one.outcome) for one in hers) == [
        ("employment", 1, "closed", "REFERRED_ON"),
        ("employment", 2, "accepted", None),
        ("language", 1, "closed", "NEED_MET"),
    ]
    assert len({one.need_id for one in hers}) == 2
    assert {one.case_manager for one in hers} == {ANNA.id}


def test_group_offers_and_the_funder_have_figures(wednesday: RealHouse) -> None:
    """Visits every month, referrals that began there, participants with and without all their answers."""
    today = A_WEDNESDAY.astimezone(LOCAL).date()
    with wednesday.views.reading() as connection:
        held = gatherings.between(connection, date(2026, 1, 1), today)
        begun = gatherings.begun_between(connection, date(2026, 1, 1), today)
        everybody = participations.everybody(connection)
    assert len({each.held_on.month for each in held}) >= 6
    assert {each.about.quarter for each in held} == set(Quarter) - {Quarter.ELSEWHERE}
    assert 20 <= len(begun) <= 40
    assert len(everybody) == 64
    assert 5 < sum(bool(each.missing(today)) for each in everybody) < 60
    assert sum(each.left_on is not None for each in everybody) > 10
