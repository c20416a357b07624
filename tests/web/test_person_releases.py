"""Releases of a person: given, withdrawn, and what a withdrawal stops."""

from uuid import UUID, uuid4

from referrals.referral.events import ForwardingStopped
from tests.cast import BEN, JOBCENTER, VHS
from tests.client import PageClient
from tests.real_house import Premises
from tests.web.opening_cast import told

WITHDRAW = "Widerruf eintragen"


def taken_in(premises: Premises) -> tuple[UUID, UUID, UUID]:
    """Person, release and referral."""
    receipt = premises.take_in()
    return receipt.stream("person."), receipt.stream("release."), receipt.stream("referral.")


def test_a_new_release_is_listed(anna: PageClient, premises: Premises) -> None:
    person_id, _release, _referral = taken_in(premises)
    form = anna.get(f"/persons/{person_id}/releases")
    page = form.submit("Eintragen", institution=str(JOBCENTER), covers=["need"], months="3", given="written")
    assert page.path == f"/persons/{person_id}"
    assert "gilt bis 02.02.2027" in page.text
    assert "Jobcenter" in page.banner


def test_a_release_says_to_whom_and_what(anna: PageClient, premises: Premises) -> None:
    person_id, *_ = taken_in(premises)
    before = len(told(premises))
    page = anna.get(f"/persons/{person_id}/releases").submit("Eintragen", release_language="tr")
    assert (page.status, len(page.errors)) == (422, 2)
    assert page.fields("Eintragen")["release_language"] == "tr"
    assert len(told(premises)) == before


def test_withdrawing_stops_the_forwarding_at_once(both_premises: Premises) -> None:
    person_id, release_id, referral_id = taken_in(both_premises)
    anna = both_premises.browser("anna")
    form = anna.get(f"/persons/{person_id}/releases/{release_id}/withdrawal")
    assert "Eine Vermittlung beruht auf dieser Entbindung" in form.text
    assert "Sprache/Integrationskurs – Volkshochschule (weitergeleitet)" in form.text
    page = form.submit(WITHDRAW)
    assert "widerrufen am 02.11.2026" in page.text
    assert both_premises.referral(referral_id).stopped is not None


def test_withdrawing_twice_is_recorded_once(anna: PageClient, premises: Premises) -> None:
    person_id, release_id, _referral = taken_in(premises)
    form = anna.get(f"/persons/{person_id}/releases/{release_id}/withdrawal")
    assert [form.submit(WITHDRAW).status, form.submit(WITHDRAW).status] == [200, 200]
    assert sum(isinstance(event, ForwardingStopped) for event in told(premises)) == 1


def test_a_second_withdrawal_is_refused_with_a_sentence(anna: PageClient, premises: Premises) -> None:
    person_id, release_id, _referral = taken_in(premises)
    address = f"/persons/{person_id}/releases/{release_id}/withdrawal"
    anna.get(address).submit(WITHDRAW)
    assert anna.get(address).submit(WITHDRAW).errors == ["Diese Schweigepflichtentbindung ist schon widerrufen."]


def test_a_colleagues_referral_is_stopped_too_and_named_by_its_code(anna: PageClient, premises: Premises) -> None:
    from referrals.casework import NewForwarding
    from referrals.referral.codes import Way

    person_id, release_id, mine = taken_in(premises)
    theirs = premises.take_in(
        by=BEN,
        person=person_id,
        release=None,
        forwarding=NewForwarding(way=Way.PHONE, release_id=release_id, shared=("need",)),
    ).stream("referral.")
    form = anna.get(f"/persons/{person_id}/releases/{release_id}/withdrawal")
    assert "2 Vermittlungen" in form.text
    assert "bei einer Kolleg:in" in form.text
    form.submit(WITHDRAW)
    assert all(premises.referral(each).stopped is not None for each in (mine, theirs))


def test_after_the_withdrawal_nothing_is_forwarded_on_it(anna: PageClient, premises: Premises) -> None:
    person_id, release_id, _referral = taken_in(premises)
    anna.get(f"/persons/{person_id}/releases/{release_id}/withdrawal").submit(WITHDRAW)
    page = anna.get(f"/referrals/new?person={person_id}")
    refused = page.submit("Heute weiterleiten", need="employment", institution=str(VHS))
    assert (refused.status, len(refused.errors)) == (422, 1)


def test_a_release_of_somebody_else_is_not_here(anna: PageClient, premises: Premises) -> None:
    person_id, *_ = taken_in(premises)
    other = premises.take_in(name="Olena S.").stream("release.")
    for release_id in (other, uuid4()):
        assert anna.get(f"/persons/{person_id}/releases/{release_id}/withdrawal").status == 404


def test_an_ended_release_says_so(anna: PageClient, premises: Premises) -> None:
    person_id, *_ = taken_in(premises)
    premises.later(days=301)
    anna = premises.browser("anna")
    assert "abgelaufen am 29.08.2027" in anna.get(f"/persons/{person_id}").text
