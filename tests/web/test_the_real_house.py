"""The house that pages live in: real stores, real accounts."""

from tests.real_house import Premises


def test_anna_signs_in_to_the_real_house(both_premises: Premises) -> None:
    """Her name is unsealed, her role comes from the log."""
    anna = both_premises.browser("anna")
    page = anna.get("/account")
    assert page.status == 200
    assert "Anna Yıldız" in page.text


def test_a_closed_account_is_out_in_the_same_request(both_premises: Premises) -> None:
    """A role or an account that is taken away takes effect at once."""
    from tests.cast import CEM

    cem = both_premises.browser("cem")
    assert cem.get("/account").status == 200
    both_premises.casework.team.disable(both_premises.sent(), CEM, open_cases=0)
    assert cem.get("/account", follow=False).status == 303
