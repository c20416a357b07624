"""Who opens a referral: its case manager and whoever stands in today; every look is recorded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import ANNA, BEN, day
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.referral_stories import with_appointment
from web.access_log import CannotLogAccess, accesses


def addresses(app: Flask, premises: Premises, referral_id: UUID) -> list[tuple[str, str]]:
    """(method, address) of every page of the referral."""
    appointment = premises.referral(referral_id).open_appointments[0]
    values: dict[str, Any] = {"referral_id": referral_id, "appointment_id": appointment.id, "step": 3}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("referral."):
                named: dict[str, Any] = {name: values[name] for name in rule.arguments}
                address = app.url_for(rule.endpoint, **named)
                found += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def status(client: PageClient, method: str, address: str) -> int:
    """What the page answers, without going on."""
    page = client.get(address, follow=False) if method == "GET" else client.post(address, {}, follow=False)
    return page.status


@pytest.mark.parametrize("login", ["ben", "cem", "dora", "emil", "frida"])
def test_nobody_else_opens_it_by_any_page_or_method(premises: Premises, login: str) -> None:
    """Neither the colleague of the same team nor coordination, audit, administration."""
    referral_id = with_appointment(premises)
    client = premises.browser(login)
    listed = addresses(premises.app, premises, referral_id)
    assert len(listed) > 40
    version = premises.referral(referral_id).version
    assert {(m, a): s for m, a in listed if (s := status(client, m, a)) != 403} == {}
    assert premises.referral(referral_id).version == version


def test_whoever_stands_in_opens_it_until_it_is_over(premises: Premises) -> None:
    """From the first to the last day, and no longer."""
    referral_id = with_appointment(premises)
    premises.casework.team.arrange_substitution(
        premises.sent(ANNA), ANNA, substitute=BEN, first_day=day(1), last_day=day(2)
    )
    for days, expected in ((0, 403), (1, 200), (2, 200), (3, 403)):
        premises.moment = premises.moment.replace(day=2) + timedelta(days=days)
        assert premises.browser("ben").get(f"/referrals/{referral_id}").status == expected, days


def test_a_handover_closes_it_in_the_same_moment(premises: Premises, anna: PageClient) -> None:
    """The next click of whoever gave it away is refused; the receiver opens it."""
    from referrals.referral.codes import HandoverReason

    referral_id = with_appointment(premises)
    assert anna.get(f"/referrals/{referral_id}").status == 200
    premises.casework.referrals.hand_over(premises.sent(), [referral_id], receiver=BEN, reason=HandoverReason.WORKLOAD)
    assert anna.get(f"/referrals/{referral_id}").status == 403
    assert premises.browser("ben").get(f"/referrals/{referral_id}").status == 200


def test_every_page_of_it_records_the_look(premises: Premises, anna: PageClient) -> None:
    """Who, whose, which view; also where the form is shown again with its problems."""
    referral_id = with_appointment(premises)
    for method, address in addresses(premises.app, premises, referral_id):
        before = looks(premises, referral_id)
        answered = status(anna, method, address)
        if answered in (200, 422):
            assert looks(premises, referral_id) == before + 1, (method, address)


def test_a_look_that_cannot_be_recorded_does_not_happen(
    premises: Premises, anna: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name, no timeline."""
    referral_id = with_appointment(premises)

    def full(*_: object) -> None:
        raise CannotLogAccess("disk full")

    monkeypatch.setattr(premises.house.access_log, "record", full)
    page = anna.get(f"/referrals/{referral_id}")
    assert page.status == 503
    assert "Gül" not in page.response.text


def test_an_id_that_is_none_is_not_found(anna: PageClient) -> None:
    """A stale link."""
    assert anna.get(f"/referrals/{UUID(int=1)}").status == 404


def looks(premises: Premises, referral_id: UUID) -> int:
    """How many looks at the referral stand in the access log."""
    with premises.house.stores["access"].reading() as connection:
        rows = connection.execute(select(accesses.c.view).where(accesses.c.referral_id == referral_id)).all()
    return len(rows)
