"""Who may open a person's pages, and what is recorded about it."""

from uuid import UUID

import pytest

from referrals.referral.codes import HandoverReason
from tests.cast import ANNA, BEN
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import CannotLogAccess


def addresses(person_id: UUID, release_id: UUID) -> list[str]:
    """Every page of the person."""
    parts = (
        "",
        "/name",
        "/contact",
        "/quarter",
        "/language",
        "/birth-year",
        "/releases",
        f"/releases/{release_id}/withdrawal",
        "/consent",
        "/consent/withdrawal",
        "/household",
    )
    return [f"/persons/{person_id}{part}" for part in parts]


@pytest.mark.parametrize("login", ["ben", "cem", "dora", "emil", "frida"])
def test_nobody_else_opens_them(premises: Premises, login: str) -> None:
    """Same team or not, whatever the role; and nothing is recorded as seen."""
    receipt = premises.take_in()
    person_id, release_id = receipt.stream("person."), receipt.stream("release.")
    browser = premises.browser(login)
    for address in addresses(person_id, release_id):
        page = browser.get(address)
        assert (page.status, "Gül" in page.response.text) == (403, False), address
    for address in (*addresses(person_id, release_id)[1:], f"/persons/{person_id}/household/leaving"):
        assert browser.post(address, {"name": "x"}).status == 403, address
    assert premises.house.access_log.of_person(person_id) == []


def test_every_page_is_recorded_as_a_look(anna: PageClient, premises: Premises) -> None:
    receipt = premises.take_in()
    person_id, release_id = receipt.stream("person."), receipt.stream("release.")
    for number, address in enumerate(addresses(person_id, release_id), start=1):
        assert anna.get(address).status == 200, address
        looks = premises.house.access_log.of_person(person_id)
        assert (len(looks), looks[0].access.staff_id) == (number, ANNA), address


def test_a_look_that_cannot_be_recorded_is_no_look(
    anna: PageClient, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = premises.take_in()

    def refuse(*_looks: object) -> None:
        raise CannotLogAccess.because_the_store_refused("OperationalError")

    monkeypatch.setattr(premises.house.access_log, "record", refuse)
    for address in addresses(receipt.stream("person."), receipt.stream("release.")):
        page = anna.get(address)
        assert (page.status, "Gül" in page.response.text) == (503, False), address


def test_a_handover_takes_effect_in_the_same_request(premises: Premises) -> None:
    receipt = premises.take_in()
    address = f"/persons/{receipt.stream('person.')}"
    ben = premises.browser("ben")
    assert ben.get(address).status == 403
    premises.casework.referrals.hand_over(
        premises.sent(), [receipt.stream("referral.")], receiver=BEN, reason=HandoverReason.WORKLOAD
    )
    assert ben.get(address).status == 200


def test_whoever_is_not_signed_in_is_asked_to(premises: Premises) -> None:
    assert premises.browser().get(f"/persons/{premises.take_in().stream('person.')}").h1 == "Anmelden"
