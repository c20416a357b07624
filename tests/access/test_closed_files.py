"""Closed files: of a colleague or her family. Only the named group sees them, whoever stands in or is in a hurry."""

from uuid import UUID

import pytest

from projections import closed_files, parking
from referrals.break_glass import Emergency
from referrals.casework import Receipt
from referrals.referral.codes import HandoverReason
from referrals.referral.refusals import CannotHandOver
from tests.broken import broken
from tests.cast import ANNA, BEN, CEM, day
from tests.page_checks import words
from tests.real_house import Premises


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Gül is Anna's; Ben stands in for Anna; her file is closed to Anna and Cem."""
    taken = premises.take_in(name="Gül Needle")
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(9)
    )
    premises.casework.closed_groups.close(premises.sent(), taken.stream("person."), staff=(ANNA, CEM), carriers=(ANNA,))
    return taken


@pytest.fixture
def guel(taken: Receipt) -> UUID:
    """Her id."""
    return taken.stream("person.")


def test_only_the_group_sees_it_and_only_who_carries_it(premises: Premises, taken: Receipt, guel: UUID) -> None:
    """Anna does; Cem is in the group and carries nothing; Ben stands in and is not in the group."""
    for address in (f"/persons/{guel}", f"/referrals/{taken.stream('referral.')}"):
        assert premises.browser("anna").get(address).status == 200
        for other in ("ben", "cem"):
            assert premises.browser(other).get(address).status == 403


@pytest.mark.parametrize("address", ["/caseload/covered", "/caseload/changes", "/team/referrals"])
def test_no_list_of_others_names_it(premises: Premises, guel: UUID, address: str) -> None:
    """Not for whoever stands in, nor for coordination: that there is a case, and nothing more."""
    for login in ("ben", "emil"):
        page = premises.browser(login).get(address)
        shown = " ".join(words(cell) for cell in page.tree.iter("td"))
        assert "Needle" not in page.text
        assert "Sprache" not in shown
        assert "Volkshochschule" not in shown
        assert page.status == 403 or address.endswith("changes") or "eschlossene Akte" in page.text


def test_no_search_finds_the_name(premises: Premises, guel: UUID) -> None:
    """Neither the search nor the question whether a colleague knows somebody of that name."""
    found = premises.browser("ben").get("/caseload/search").submit("Suchen", term="Needle")
    assert "Fall" not in " ".join(found.links()) or "Needle" not in " ".join(found.links())
    assert str(guel) not in found.response.get_data(as_text=True)
    assert str(guel) in premises.browser("anna").get("/caseload/search").submit(
        "Suchen", term="Needle"
    ).response.get_data(as_text=True)
    assert {entry.access.staff_id for entry in premises.house.access_log.of_person(guel)} <= {ANNA}


def test_no_emergency_opens_it(premises: Premises, guel: UUID) -> None:
    """The page that refuses offers none."""
    refused = premises.browser("ben").get(f"/persons/{guel}")
    assert "Notfallzugriff" not in refused.links()
    page = premises.browser("cem").get(f"/persons/{guel}/break-glass")
    assert "Akte im Notfall öffnen" in page.text
    ben = premises.browser("ben").get(f"/persons/{guel}/break-glass")
    assert "Diese Akte ist geschlossen" in ben.text
    assert "Akte im Notfall öffnen" not in ben.text


def test_closing_ends_an_emergency_at_once(premises: Premises) -> None:
    """Whoever had the file open reads no further."""
    person = premises.take_in(name="Olena Needle").stream("person.")
    premises.casework.break_glass.open(premises.sent(BEN), person, reason=Emergency.DANGER, text="Gefahr")
    ben = premises.browser("ben")
    assert ben.get(f"/persons/{person}/opened").status == 200
    premises.casework.closed_groups.close(premises.sent(), person, staff=(ANNA,), carriers=(ANNA,))
    assert ben.get(f"/persons/{person}/opened").status == 403


def test_it_is_handed_over_to_nobody_outside_the_group(premises: Premises, taken: Receipt) -> None:
    hand_over = premises.casework.referrals.hand_over
    referral = taken.stream("referral.")
    with pytest.raises(CannotHandOver, match="outside_the_group"):
        hand_over(premises.sent(), [referral], receiver=BEN, reason=HandoverReason.WORKLOAD)
    hand_over(premises.sent(), [referral], receiver=CEM, reason=HandoverReason.WORKLOAD)
    assert premises.browser("cem").get(f"/referrals/{referral}").status == 200


def test_a_closing_that_could_not_be_taken_in_closes_the_file_to_everybody(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it was: nobody knows by then who may see it."""
    taken = premises.take_in(name="Gül Needle")
    person = taken.stream("person.")
    with broken(monkeypatch, closed_files.PROJECTION):
        premises.casework.closed_groups.close(premises.sent(), person, staff=(ANNA,), carriers=(ANNA,))
        premises.house.catch_up()
    for login in ("anna", "ben"):
        page = premises.browser(login).get(f"/referrals/{taken.stream('referral.')}")
        assert page.status == 403
    assert "Needle" not in premises.browser("anna").get("/caseload").text
    assert parking.retry(premises.house.runner) == 1
    assert premises.browser("anna").get(f"/persons/{person}").status == 200
    assert premises.browser("ben").get(f"/persons/{person}").status == 403


def test_coordination_closes_and_opens_it_by_its_code(premises: Premises) -> None:
    """Without a name; whoever carries it does the same from the page of the person."""
    person = premises.take_in(name="Olena Needle").stream("person.")
    emil = premises.browser("emil")
    page = emil.get(f"/persons/{person}/group")
    assert "Needle" not in page.text
    assert page.submit("Akte schließen").errors == ["Wählen Sie mindestens eine Person aus, die die Akte sehen darf."]
    assert page.submit("Akte schließen", staff=[str(CEM)]).status == 422
    done = page.submit("Akte schließen", staff=[str(ANNA), str(CEM)])
    assert "sichtbar für Anna Yıldız, Cem Arslan" in done.text
    assert premises.browser("ben").get(f"/persons/{person}/group").status == 403
    anna = premises.browser("anna").get(f"/persons/{person}")
    again = anna.client.get(anna.links()["Wer sieht diese Akte?"]).submit("Akte wieder öffnen")
    assert "wieder geöffnet" in again.text
