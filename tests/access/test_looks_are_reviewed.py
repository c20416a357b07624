"""Who looked at whose file, why, and was it right: for the auditor under pseudonyms, for the person by role."""

from uuid import UUID

import pytest

from projections import oversight
from referrals.audit_file import AuditReason, CannotOpenForAudit
from referrals.break_glass import Emergency
from referrals.casework import Receipt
from tests.access.test_break_glass import auditor
from tests.cast import ANNA, BEN, CEM, DORA, day
from tests.real_house import Premises
from web.access_log import Access
from web.cli.access import needed_days, segments_of


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Gül is Anna's."""
    return premises.take_in(name="Gül Needle")


@pytest.fixture
def guel(taken: Receipt) -> UUID:
    """Her id."""
    return taken.stream("person.")


def test_every_look_says_why(premises: Premises, guel: UUID) -> None:
    """Work on the case, standing in, searching."""
    anna = premises.browser("anna")
    anna.get(f"/persons/{guel}")
    anna.get("/caseload/search").submit("Suchen", term="Needle")
    premises.casework.team.arrange_substitution(
        premises.sent(), ANNA, substitute=BEN, first_day=day(0), last_day=day(1)
    )
    premises.browser("ben").get(f"/persons/{guel}")
    told = {(e.access.staff_id, e.access.purpose, e.access.outside) for e in premises.house.access_log.of_person(guel)}
    assert told >= {
        (ANNA, "case_management", False),
        (ANNA, "search", False),
        (BEN, "substitution", False),
    }
    assert {(each.role, each.purpose) for each in premises.house.access_log.insight_of(guel)} == {
        ("case_manager", "case_management"),
        ("case_manager", "search"),
        ("case_manager", "substitution"),
    }


def test_a_look_outside_ones_cases_is_judged_by_the_auditor(premises: Premises, guel: UUID) -> None:
    """Anna sees the name of a housemate whom Ben carries; on the next day Dora judges it."""
    other = premises.take_in(by=BEN, name="Olena B.").stream("person.")
    premises.casework.persons.join_household(premises.sent(), guel, other=other)
    premises.casework.team.arrange_substitution(
        premises.sent(), BEN, substitute=ANNA, first_day=day(0), last_day=day(0)
    )
    seen = Access(
        premises.moment, ANNA, "case_manager", "person.household", "case_management", guel, other, outside=True
    )
    premises.house.access_log.record(seen)
    premises.later(days=1)
    dora = auditor(premises)
    listed = dora.get("/audit/reviews")
    (address,) = [href for label, href in listed.links().items() if label.startswith("Einsicht außerhalb")]
    page = dora.get(address)
    assert "Anna Yıldız" in page.text
    assert "Olena" not in page.text
    done = page.submit("Entscheiden und weiter", verdict="approved")
    assert "Es ist alles geprüft." in done.text
    assert "Anna Yıldız" in dora.get("/audit/reviews?show=approved").text
    assert dora.get(address).status == 404


def test_the_auditor_finds_who_looked_without_reading_a_name(premises: Premises, guel: UUID) -> None:
    """By member of staff, person, purpose and day; on the page and in the table."""
    premises.browser("anna").get(f"/persons/{guel}")
    dora = auditor(premises)
    for query, found in (
        (f"?staff={ANNA}", True),
        (f"?staff={BEN}", False),
        (f"?person={guel}", True),
        ("?purpose=case_management", True),
        ("?purpose=search", False),
        ("?where=outside", False),
        ("?first_day=2.11.2026&last_day=2.11.2026", True),
        ("?first_day=3.11.2026", False),
    ):
        page = dora.get(f"/audit/accesses{query}")
        rows = [row for row in page.tree.iter("td") if row.get("data-label") == "Was"]
        assert ("Seite der Person" in page.text) is found, query
        assert (len(rows) > 0) is found or "02.11" in page.text
        table = dora.get(f"/audit/accesses.csv{query}").text
        assert ("Seite der Person" in table) is found, query
        assert "Needle" not in page.text + table
    assert dora.get("/audit/accesses?first_day=never").errors


def test_many_looks_are_read_page_by_page(premises: Premises, guel: UUID) -> None:
    """None twice, none left out."""
    looks = [Access(premises.moment, ANNA, "case_manager", "person", "case_management", guel, guel)] * 120
    premises.house.access_log.record(*looks)
    dora = auditor(premises)
    page, counts = dora.get(f"/audit/accesses?person={guel}"), []
    while True:
        counts.append(len([cell for cell in page.tree.iter("td") if cell.get("data-label") == "Was"]))
        if "Ältere" not in page.links():
            break
        page = dora.get(page.links()["Ältere"])
    assert counts == [50, 50, 20]


def test_one_file_is_opened_to_an_auditor_by_a_second_person(premises: Premises, guel: UUID) -> None:
    """Asked for with a reason, granted by coordination, for sixty minutes, reviewed afterwards."""
    dora = auditor(premises)
    assert dora.get(f"/persons/{guel}/opened").status == 403
    asked = dora.get(f"/audit/files/{guel}").submit("Um Einsicht bitten", reason="complaint", text="Beschwerde")
    assert "wartet auf eine zweite Person" in asked.text
    emil = premises.browser("emil")
    page = emil.get("/team/audit-files")
    assert "Needle" not in page.text
    form = next(form for form in page.forms() if (form.get("action") or "").endswith("/grant"))
    granted = emil.post(form.get("action"), {each.get("name"): each.get("value") for each in form.iter("input")})
    assert "läuft noch" in granted.text
    opened = dora.get(f"/persons/{guel}/opened")
    assert "Gül Needle" in opened.text
    purposes = {each.access.purpose for each in premises.house.access_log.of_person(guel)}
    assert "audit_file" in purposes
    premises.later(minutes=60)
    assert premises.browser("dora").get(f"/persons/{guel}/opened").status == 403
    emil = premises.browser("emil")
    (address,) = [href for label, href in emil.get("/team/audit-files").links().items() if label.startswith("Akte ")]
    done = emil.get(address).submit("Entscheiden", verdict="approved")
    assert "Es ist alles geprüft." in done.text


def test_nobody_grants_a_file_to_themselves(premises: Premises, guel: UUID) -> None:
    request = premises.casework.audit_files.request(
        premises.sent(DORA), guel, reason=AuditReason.SAMPLE, text="Stichprobe"
    )
    with pytest.raises(CannotOpenForAudit, match="own_request"):
        premises.casework.audit_files.grant(premises.sent(DORA), request.stream("audit_file."))


def look(premises: Premises, person: UUID) -> None:
    """Anna sees somebody who is not hers."""
    premises.house.access_log.record(
        Access(premises.moment, ANNA, "case_manager", "person", "case_management", person, person, outside=True)
    )


def test_the_inbox_goes_on_behind_its_first_page(
    premises: Premises, guel: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits, the first to be due first, and what was decided, the last decision first: nothing left out."""
    monkeypatch.setattr("web.pages.audit.reviews.ROWS", 2)
    for number in range(5):
        premises.later(days=number % 2)
        look(premises, premises.take_in(name=f"Person {number}").stream("person.") if number else guel)
    premises.later(days=1)
    dora = auditor(premises)
    page, seen = dora.get("/audit/reviews"), []
    while True:
        seen += [href for label, href in page.links().items() if label.startswith("Einsicht außerhalb")]
        if "Weiter" not in page.links():
            break
        page = dora.get(page.links()["Weiter"])
    assert len(seen) == len(set(seen)) == 5
    assert [address.rpartition("/")[2] for address in seen] == sorted(address.rpartition("/")[2] for address in seen)
    assert page.links()["Zum Anfang"].startswith("/audit/reviews")
    for address in seen[1:]:
        dora.get(address).submit("Entscheiden und weiter", verdict="approved")
    page = dora.get("/audit/reviews?show=approved")
    rows = len(list(page.tree.iter("tr")))
    rest = dora.get(page.links()["Weiter"])
    assert (rows, len(list(rest.tree.iter("tr"))), "Weiter" in rest.links()) == (3, 3, False)


def test_more_than_two_hundred_emergencies_wait(premises: Premises, guel: UUID) -> None:
    """Every one of them is asked for."""
    for _ in range(201):
        premises.casework.break_glass.open(premises.sent(CEM), guel, reason=Emergency.PERSON_WAITS, text="Sie wartet.")
        premises.later(hours=4)
    premises.house.catch_up()
    with premises.house.views.reading() as connection:
        assert len(oversight.emergencies(connection)) == 201


def test_looks_that_nobody_has_judged_are_kept_with_their_day_until_somebody_does(
    premises: Premises, guel: UUID
) -> None:
    """After twelve months the other days are dropped; the inbox still shows what waits."""
    look(premises, guel)
    premises.later(days=1)
    premises.casework.break_glass.open(premises.sent(CEM), guel, reason=Emergency.PERSON_WAITS, text="Sie wartet.")
    premises.later(days=1)
    premises.browser("anna").get(f"/persons/{guel}")
    premises.later(days=2)
    segments = segments_of(premises.house)
    segments.close(premises.moment)
    premises.later(days=400)
    assert needed_days(premises.house) == {day(0), day(1)}
    dropped = {each.day for each in segments.drop(premises.moment.date(), needed_days(premises.house))}
    assert day(2) in dropped
    assert not dropped & {day(0), day(1)}
    dora = auditor(premises)
    assert "überfällig" in dora.get("/audit/reviews").text
    (address,) = [h for label, h in dora.get("/audit/reviews").links().items() if label.startswith("Einsicht außer")]
    dora.get(address).submit("Entscheiden und weiter", verdict="approved")
    assert day(0) in {each.day for each in segments.drop(premises.moment.date(), needed_days(premises.house))}
