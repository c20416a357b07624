"""`staff add`, `staff roles`, `staff disable`, `staff list`."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.commands import Lotse, add, as_json, done, refused
from web.accounts import CannotSignIn
from web.house import RealHouse


def test_somebody_new_signs_in_with_the_password_that_was_printed(lotse: Lotse, house: RealHouse) -> None:
    told = as_json(
        lotse(
            "staff", "add", "--login", "Anna", "--name", "Anna", "--team", "Mitte", "--role", "case_manager", "--json"
        )
    )
    session = house.accounts.sign_in("anna", told["start_password"], datetime.now(UTC))
    assert session.must_change
    worker = house.worker(UUID(told["id"]))
    assert worker is not None
    assert (worker.name, worker.team, worker.roles) == ("Anna", "Mitte", {"case_manager"})


def test_what_is_not_given_is_asked_for(lotse: Lotse) -> None:
    told = done(lotse("staff", "add", typed="dora\nDora\n\nauditor\n"))
    assert "Dora can sign in as dora with the start password" in told
    assert as_json(lotse("staff", "list", "--json"))[0]["roles"] == ["auditor"]


def test_a_question_nobody_answers_ends_the_command(lotse: Lotse) -> None:
    assert "stopped" in refused(lotse("staff", "add", "--login", "dora", typed=""))


@pytest.mark.parametrize("other", ["case_manager", "coordinator", "administrator"])
def test_whoever_audits_does_nothing_else(lotse: Lotse, house: RealHouse, other: str) -> None:
    result = lotse("staff", "add", "--login", "d", "--name", "D", "--team", "", "--role", "auditor", "--role", other)
    assert "do not go together" in refused(result)
    assert house.log.head() == 0


def test_a_login_is_used_once(lotse: Lotse, house: RealHouse, anna: str) -> None:
    before = house.log.head()
    result = lotse("staff", "add", "--login", "ANNA", "--name", "Annika", "--team", "", "--role", "coordinator")
    assert "already" in refused(result)
    assert house.log.head() == before


@pytest.mark.parametrize("login", ["anna berg", "", "   ", "an\x07na"])
def test_a_login_is_one_word(lotse: Lotse, house: RealHouse, login: str) -> None:
    result = lotse("staff", "add", "--login", login, "--name", "A", "--team", "", "--role", "coordinator")
    assert "one word" in refused(result)
    assert house.log.head() == 0


def test_an_account_that_was_half_made_is_completed(
    lotse: Lotse, house: RealHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between event and account: the same command again gives the account to the same member."""
    call = ("staff", "add", "--login", "anna", "--name", "Anna", "--team", "", "--role", "coordinator", "--json")
    with monkeypatch.context() as broken:
        broken.setattr("web.accounts.Accounts.add", _dies)
        assert "disk full" in refused(lotse(*call))
    told = as_json(lotse(*call))
    assert house.log.head() == 1
    assert house.accounts.staff_of("anna") == UUID(told["id"])


def _dies(*_: object, **__: object) -> None:
    raise OSError(28, "disk full")


def test_roles_are_set_all_at_once(lotse: Lotse, anna: str) -> None:
    done(lotse("staff", "roles", "anna", "--role", "case_manager", "--role", "coordinator"))
    assert as_json(lotse("staff", "list", "--json"))[0]["roles"] == ["case_manager", "coordinator"]


def test_the_second_administrator_waits_for_a_second_person(lotse: Lotse, house: RealHouse, anna: str) -> None:
    """At the keyboard, too; the first one is the founding and needs nobody."""
    add(lotse, "frida", "", "administrator")
    told = done(lotse("staff", "add", "--login", "gerd", "--name", "G", "--team", "", "--role", "administrator"))
    assert "confirmed in Lotse by: frida" in told
    assert "confirmed in Lotse by: frida" in done(lotse("staff", "roles", "anna", "--role", "administrator"))
    listed = {one["login"]: (one["roles"], one["proposed"]) for one in as_json(lotse("staff", "list", "--json"))}
    assert listed == {
        "anna": (["case_manager"], ["administrator"]),
        "frida": (["administrator"], None),
        "gerd": ([], ["administrator"]),
    }


def test_roles_that_change_nothing_are_refused(lotse: Lotse, house: RealHouse, anna: str) -> None:
    before = house.log.head()
    assert "is so already" in refused(lotse("staff", "roles", "anna", "--role", "case_manager"))
    assert "needs a role" in refused(lotse("staff", "roles", "anna"))
    assert "nobody signs in as nora" in refused(lotse("staff", "roles", "nora", "--role", "case_manager"))
    assert house.log.head() == before


def test_a_closed_account_signs_in_no_more(lotse: Lotse, house: RealHouse) -> None:
    told = as_json(
        lotse("staff", "add", "--login", "emil", "--name", "E", "--team", "", "--role", "coordinator", "--json")
    )
    session = house.accounts.sign_in("emil", told["start_password"], datetime.now(UTC))
    done(lotse("staff", "disable", "emil"))
    assert session.token is not None
    assert house.accounts.sessions.find(session.token, datetime.now(UTC)) is None
    with pytest.raises(CannotSignIn):
        house.accounts.sign_in("emil", told["start_password"], datetime.now(UTC))
    assert "is so already" in refused(lotse("staff", "disable", "emil"))


def test_nobody_leaves_with_referrals_on_the_account(
    lotse: Lotse, tmp_path_factory: pytest.TempPathFactory, anna: str
) -> None:
    table = tmp_path_factory.mktemp("list") / "list.csv"
    table.write_text("Pseudonym;Quartier;Sprache;Anliegen;eröffnet\nA;Stephanplatz;Tamil;Arbeit;3.3.2026\n")
    done(lotse("import", "referrals", table))
    assert "1 referrals still stand" in refused(lotse("staff", "disable", "anna"))
    assert as_json(lotse("staff", "list", "--json"))[0]["disabled"] is False


def test_everybody_is_listed(lotse: Lotse, anna: str) -> None:
    add(lotse, "dora", "", "auditor")
    told = done(lotse("staff", "list"))
    assert [line.split()[0] for line in told.splitlines()] == ["login", "anna", "dora"]
