"""The breach helper: whose files, which fields, since when; by code, never by name."""

from datetime import timedelta

import pytest

from referrals.sealing import Group
from tests.cast import ANNA, BEN
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import Filters
from web.breach import Copy, Judgement, judge, of_copies, of_looks


def asked(premises: Premises) -> PageClient:
    """Dora has begun an audit."""
    dora = premises.browser("dora")
    dora.get("/audit").submit("Prüfung beginnen")
    return dora


def test_what_a_misused_account_saw_is_told_with_fields_and_times(premises: Premises) -> None:
    """Anna looked twice at Gül's file; Ben's person is not affected."""
    taken = premises.take_in(name="Gül Needle")
    premises.take_in(by=BEN, name="Olena Other")
    anna = premises.browser("anna")
    for _ in range(2):
        anna.get(f"/referrals/{taken.stream('referral.')}")
        premises.later(minutes=5)
    house = premises.house
    with house.views.reading() as views:
        wanted = Filters(staff_id=ANNA, since=premises.moment - timedelta(days=1))
        (affected,) = of_looks(views, house.log, house.access_log, wanted).affected
    assert affected.person_id == taken.stream("person.")
    assert affected.times == 2
    assert affected.last - affected.first == timedelta(minutes=5)
    assert affected.fields[Group.CONTACT] == ("name", "phone")
    assert "wish" in affected.fields[Group.CASE]


@pytest.mark.parametrize(
    ("stolen", "judgement"),
    [
        ({Copy.LOG}, Judgement.CODES_ONLY),
        ({Copy.BACKUP}, Judgement.CODES_ONLY),
        ({Copy.LOG, Copy.KEYS}, Judgement.CODES_ONLY),
        ({Copy.KEYS, Copy.KEK}, Judgement.NOTHING),
        ({Copy.LOG, Copy.KEYS, Copy.KEK}, Judgement.READABLE),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_stolen_copies_open_only_together(stolen: set[Copy], judgement: Judgement) -> None:
    assert judge(stolen) is judgement


def test_a_stolen_log_concerns_who_was_recorded_until_then(premises: Premises) -> None:
    first = premises.take_in(name="Gül").stream("person.")
    taken_at = premises.moment
    premises.later(days=1)
    second = premises.take_in(name="Olena").stream("person.")
    persons = {each.person_id for each in of_copies(premises.house.log, [Copy.LOG], taken_at).affected}
    assert first in persons
    assert second not in persons


def test_the_auditor_reads_it_by_pseudonym_and_the_question_is_a_look_too(premises: Premises) -> None:
    taken = premises.take_in(name="Gül Needle")
    premises.browser("anna").get(f"/referrals/{taken.stream('referral.')}")
    dora = asked(premises)
    page = dora.get("/audit/breach").submit("Ermitteln", since="1.11.2026", staff=str(ANNA))
    assert "1 Person ist betroffen." in page.text
    assert "Person " in page.text
    assert "Needle" not in page.response.get_data(as_text=True)
    assert "audit.breach" in {entry.access.view for entry in premises.house.access_log.every(Filters())}
    stolen = dora.get("/audit/breach").submit("Ermitteln", since="1.11.2026", stolen=["log"])
    assert "kein Name" in stolen.text


def test_a_question_without_a_subject_is_asked_again(premises: Premises) -> None:
    dora = asked(premises)
    page = dora.get("/audit/breach").submit("Ermitteln", since="1.11.2026")
    assert page.status == 422
    assert page.errors


@pytest.mark.parametrize("login", ["anna", "emil", "frida"])
def test_nobody_but_the_auditor_asks(premises: Premises, login: str) -> None:
    assert premises.browser(login).get("/audit/breach").status == 403
