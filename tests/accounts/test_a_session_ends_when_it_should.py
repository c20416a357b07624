"""Sessions: random, hashed, idle and absolute limits, revocable at once; and the last visit."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referrals.store import Store
from web.account_tables import sessions as sessions_table
from web.accounts import Accounts
from web.sessions import Session, agent_family
from web.visits import Visit, Visits

from .conftest import ANNA, BEN, NOW, PASSWORD

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def token_of(session: Session) -> str:
    assert session.token is not None
    return session.token


@pytest.fixture
def signed_in(accounts: Accounts) -> Session:
    return accounts.sign_in("anna", PASSWORD, NOW, user_agent=FIREFOX)


def test_a_token_finds_its_session(accounts: Accounts, signed_in: Session) -> None:
    found = accounts.sessions.find(token_of(signed_in), NOW + MINUTE)
    assert found is not None
    assert (found.staff_id, found.agent, found.token) == (ANNA, "Firefox, Linux", None)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "x" * 100_000])
def test_another_token_finds_nothing(accounts: Accounts, signed_in: Session, token: str) -> None:
    assert accounts.sessions.find(token, NOW) is None
    assert accounts.sessions.find(signed_in.id, NOW) is None


def test_the_token_is_stored_as_a_hash_and_never_shown(accounts_store: Store, signed_in: Session) -> None:
    with accounts_store.reading() as connection:
        row = connection.execute(select(sessions_table)).one()
    assert token_of(signed_in) not in repr(row)
    assert token_of(signed_in) not in repr(signed_in)
    assert FIREFOX not in repr(row)


def test_an_idle_session_ends_after_an_hour(accounts: Accounts, signed_in: Session) -> None:
    assert accounts.sessions.find(token_of(signed_in), NOW + HOUR) is None
    assert accounts.sessions.of(ANNA, NOW + HOUR) == []


def test_a_used_session_lives_on_and_ends_after_twelve_hours(accounts: Accounts, signed_in: Session) -> None:
    for half_hours in range(1, 24):
        assert accounts.sessions.find(token_of(signed_in), NOW + half_hours * 30 * MINUTE) is not None
    assert accounts.sessions.find(token_of(signed_in), NOW + 12 * HOUR) is None


def test_being_seen_is_written_at_most_once_a_minute(accounts: Accounts, signed_in: Session) -> None:
    accounts.sessions.find(token_of(signed_in), NOW + timedelta(seconds=59))
    assert [session.last_seen_at for session in accounts.sessions.of(ANNA, NOW)] == [NOW]
    accounts.sessions.find(token_of(signed_in), NOW + MINUTE)
    assert [session.last_seen_at for session in accounts.sessions.of(ANNA, NOW)] == [NOW + MINUTE]


def test_a_session_can_be_ended_by_its_owner_only(accounts: Accounts, signed_in: Session) -> None:
    assert not accounts.sessions.end(BEN, signed_in.id, NOW)
    assert accounts.sessions.find(token_of(signed_in), NOW) is not None
    assert accounts.sessions.end(ANNA, signed_in.id, NOW)
    assert not accounts.sessions.end(ANNA, signed_in.id, NOW)
    assert accounts.sessions.find(token_of(signed_in), NOW) is None


def test_all_other_sessions_can_be_ended_at_once(accounts: Accounts, signed_in: Session) -> None:
    others = [accounts.sign_in("anna", PASSWORD, NOW + MINUTE) for _ in range(2)]
    assert {session.id for session in accounts.sessions.of(ANNA, NOW)} == {signed_in.id, *(o.id for o in others)}
    assert accounts.sessions.end_all(ANNA, NOW, but=signed_in.id) == 2
    assert [session.id for session in accounts.sessions.of(ANNA, NOW)] == [signed_in.id]


def test_a_new_password_ends_the_other_sessions(accounts: Accounts, signed_in: Session) -> None:
    other = accounts.sign_in("anna", PASSWORD, NOW)
    accounts.change_password(signed_in, PASSWORD, "gruener Tee am Abend", NOW)
    assert accounts.sessions.find(token_of(other), NOW) is None
    assert accounts.sessions.find(token_of(signed_in), NOW) is not None


def test_disabling_ends_a_session_in_the_same_moment(accounts: Accounts, signed_in: Session) -> None:
    accounts.disable(ANNA, NOW)
    assert accounts.sessions.find(token_of(signed_in), NOW) is None
    accounts.enable(ANNA)
    assert accounts.sessions.find(token_of(signed_in), NOW) is None


def test_sessions_long_over_are_tidied_away(accounts: Accounts, signed_in: Session) -> None:
    assert accounts.tidy(NOW + timedelta(days=90)) == 0
    assert accounts.tidy(NOW + timedelta(days=91)) == 1


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_of_a_user_agent_two_words_are_kept(user_agent: str, family: str) -> None:
    assert agent_family(user_agent) == family


@pytest.fixture
def visits(accounts_store: Store) -> Visits:
    return Visits(accounts_store)


def test_a_first_visit_has_none_before(visits: Visits) -> None:
    assert visits.note(ANNA, 100, NOW) is None
    assert visits.note(ANNA, 120, NOW + 10 * MINUTE) is None


def test_a_visit_starts_where_the_one_before_ended(visits: Visits) -> None:
    visits.note(ANNA, 100, NOW)
    visits.note(ANNA, 120, NOW + 10 * MINUTE)
    before = Visit(120, NOW + 10 * MINUTE)
    assert visits.note(ANNA, 180, NOW + 24 * HOUR) == before
    assert visits.note(ANNA, 185, NOW + 24 * HOUR + 30 * MINUTE) == before
    assert visits.note(BEN, 185, NOW + 24 * HOUR) is None
    assert visits.note(ANNA, 300, NOW + 48 * HOUR) == Visit(185, NOW + 24 * HOUR + 30 * MINUTE)


def test_an_older_position_never_moves_a_visit_back(visits: Visits) -> None:
    visits.note(ANNA, 100, NOW)
    visits.note(ANNA, 40, NOW + 5 * MINUTE)
    assert visits.note(ANNA, 200, NOW + 24 * HOUR) == Visit(100, NOW + 5 * MINUTE)
