"""`person erase`: from the request to the certificate, one step at a time."""

from uuid import UUID, uuid4

import pytest

from referrals.casework import NewPerson, Sent
from tests.cast import ANNA
from tests.commands import Lotse, add, as_json, done, refused
from tests.real_house import PASSWORD
from web.forgetting import WhenDue
from web.house import RealHouse


def registered(house: RealHouse) -> str:
    """Gül."""
    sent = Sent(command_id=uuid4(), actor=ANNA, role="case_manager")
    new = NewPerson(name="Gül A.", language="tr", quarter="stephanplatz")
    return str(house.casework.persons.register(sent, new, case_manager=ANNA).stream("person."))


def coordinator(lotse: Lotse, house: RealHouse) -> None:
    """Emil has chosen a password of his own."""
    house.accounts.set_password(UUID(add(lotse, "emil", "", "coordinator")), PASSWORD, house.now())


def test_a_person_is_forgotten_step_by_step(lotse: Lotse, house: RealHouse) -> None:
    """Nobody approves without the password of a coordinator; nothing happens before the day."""
    coordinator(lotse, house)
    person = registered(house)
    erase = ("person", "erase", person)
    assert "use --request" in refused(lotse(*erase))
    assert as_json(lotse(*erase, "--request", "consent_withdrawn", "--json"))["stage"] == "requested"
    assert "second person is needed" in refused(lotse(*erase, "--approve"))
    refused(lotse(*erase, "--approve", "--by", "emil", typed="wrong\n"))
    assert "carried out from" in done(lotse(*erase, "--approve", "--by", "emil", typed=f"{PASSWORD}\n"))
    assert "waiting time runs until" in refused(lotse(*erase, "--run"))
    assert as_json(lotse("person", "erase", "--due", "--json")) == {"certified": [], "held": []}
    assert "cancelled" in done(lotse(*erase, "--cancel", "person_withdrew"))


def test_cron_and_the_projections_process_carry_out_what_is_due(
    lotse: Lotse, house: RealHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever comes first; the operator is told about the new key-encryption key."""
    monkeypatch.setenv("LOTSE_ERASURE_WAIT_DAYS", "0")
    coordinator(lotse, house)
    for by_cron in (True, False):
        erase = ("person", "erase", registered(house))
        done(lotse(*erase, "--request", "objection"))
        done(lotse(*erase, "--approve", "--by", "emil", typed=f"{PASSWORD}\n"))
        if by_cron:
            result = lotse("person", "erase", "--due")
            assert "back up" in result.output
        else:
            told: list[str] = []
            WhenDue(house, told.append)()
            assert "back up" in told[0]
        assert as_json(lotse(*erase, "--json"))["stage"] == "certified"
