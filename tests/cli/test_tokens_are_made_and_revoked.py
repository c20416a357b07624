"""`token add`, `token list`, `token revoke`."""

from datetime import UTC, datetime

import pytest

from tests.commands import Lotse, as_json, done, refused
from web.house import RealHouse


def test_a_token_is_made_listed_and_revoked(lotse: Lotse, house: RealHouse, anna: str) -> None:
    """It is printed once; the list knows it by its id alone."""
    made = as_json(lotse("token", "add", "anna", "--name", "Auswertung", "--scope", "caseload", "--json"))
    assert made["token"].startswith("lotse_")
    assert house.accounts.tokens.find(made["token"], datetime.now(UTC)) is not None
    (listed,) = as_json(lotse("token", "list", "--json"))
    assert (listed["id"], listed["login"], listed["state"]) == (made["id"], "anna", "valid")
    assert made["token"] not in done(lotse("token", "list"))
    assert "opens nothing any more" in done(lotse("token", "revoke", made["id"]))
    assert house.accounts.tokens.find(made["token"], datetime.now(UTC)) is None
    assert "no valid token" in refused(lotse("token", "revoke", made["id"]))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "--name", "x", "--scope", "caseload"), "nobody signs in as nobody"),
        (("anna", "--name", "x", "--scope", "figures"), "do not cover the scope 'figures'"),
        (("anna", "--name", " ", "--scope", "caseload"), "--name has 1 to 60 characters"),
    ],
)
def test_what_cannot_be_made_is_said(
    lotse: Lotse, house: RealHouse, anna: str, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(lotse("token", "add", *arguments))
    assert house.accounts.tokens.all() == []
