"""Every list of a page as a file: the same rows by the same filter, by case number, recorded before it is written."""

import csv
import json
from io import StringIO
from typing import Any

import pytest

from referrals.casework import Receipt
from referrals.need import NeedKind
from referrals.person_events import RestrictionGround
from referrals.referral.codes import Company
from tests.cast import ANNA, BEN, VHS, day, moment
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import Filters
from web.exports.table import Column, Listing, Stamp, csv_of
from web.pages.exports import blueprint, referrals


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Anna carries Gül (language, with an appointment) and Hasan (housing); Ben carries Olena."""
    taken = premises.take_in(name="Gül Needle")
    premises.casework.appointments.agree(
        premises.sent(),
        taken.stream("referral."),
        starts_at=moment(3, 8),
        place="Needlestraße 1",
        language="tr",
        company=Company.ALONE,
    )
    premises.take_in(name="Hasan Needle", need=NeedKind.HOUSING, forwarded=False)
    premises.take_in(by=BEN, name="Olena Needle", forwarded=False)
    return taken


def table(browser: PageClient, address: str) -> list[list[str]]:
    """The cells of a table; its first line is about itself."""
    answer = browser.get(address).response
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def objects(browser: PageClient, address: str) -> list[dict[str, Any]]:
    """The objects of JSON lines; the first is about the file."""
    return [json.loads(line) for line in browser.get(address).response.get_data(as_text=True).splitlines()]


def test_the_caseload_holds_what_the_page_holds_without_a_name(premises: Premises, taken: Receipt) -> None:
    """By case number; who took it away, when, by which filter and as of which event stand above it."""
    anna = premises.browser("anna")
    about, heads, *rows = table(anna, "/caseload.csv?need=language")
    assert about[0] == "Meine Fälle, ausgegeben am 02.11.2026, 9:00 Uhr von Anna Yıldız"
    assert about[1] == "Filter: Sprache/Integrationskurs"
    assert about[2] == f"Stand: Ereignis {premises.house.log.head()}"
    (row,) = [dict(zip(heads, cells, strict=True)) for cells in rows]
    assert row["Institution"] == "Volkshochschule"
    assert row["Termin"] == "05.11.2026, 8:00 Uhr"
    assert row["Stand"] == "weitergeleitet"
    everything = anna.get("/caseload.csv").response.get_data(as_text=True)
    assert len(everything.splitlines()) == 4
    assert "Needle" not in everything


def test_json_lines_hold_codes_and_the_filter(premises: Premises, taken: Receipt) -> None:
    """The first object is about the file, each other one is a row."""
    about, *rows = objects(premises.browser("anna"), "/caseload.jsonl?need=housing")
    assert about["list"] == "caseload"
    assert about["filter"] == {"need": "housing"}
    assert about["made_by"] == "Anna Yıldız"
    assert about["as_of"] == {"event": premises.house.log.head(), "behind": 0, "complete": True}
    assert [(row["need"], row["phase"], row["case_manager"]) for row in rows] == [("housing", "opened", str(ANNA))]


def test_the_look_is_recorded_before_a_row_leaves(premises: Premises, taken: Receipt) -> None:
    """Who took which list away, and the file of each row."""
    table(premises.browser("anna"), "/caseload.csv")
    looks = [entry.access for entry in premises.house.access_log.page(Filters(staff_id=ANNA))]
    assert [look.view for look in looks if look.person_id is None] == ["exports.caseload.csv"]
    assert len([look for look in looks if look.view == "exports.caseload" and look.referral_id]) == 2


def test_what_cannot_be_recorded_is_not_taken_away(premises: Premises, taken: Receipt) -> None:
    """The access store is gone: no file."""
    anna = premises.browser("anna")
    store = premises.house.stores["access"]
    store.dispose()
    assert store.path is not None
    store.path.rename(premises.house.settings.data / "away")
    assert anna.get("/caseload.csv").status == 503


def test_nobody_takes_the_files_of_colleagues_away(premises: Premises, taken: Receipt) -> None:
    """Case managers see the team's list on its page; as a file it is for the coordination."""
    assert premises.browser("anna").get("/team/referrals").status == 200
    assert "Als Tabelle (CSV)" not in premises.browser("anna").get("/team/referrals").links()
    assert premises.browser("anna").get("/team/referrals.csv").status == 403
    emil = premises.browser("emil")
    page = emil.get(f"/team/referrals?case_manager={BEN}")
    about, heads, row = table(emil, page.links()["Als Tabelle (CSV)"])
    assert about[1] == "Filter: Fälle von Ben Okafor"
    told = dict(zip(heads, row, strict=True))
    assert told["Fallmanager:in"] == "Ben Okafor"
    assert "Institution" not in told
    assert "Termin" not in told


def test_a_restricted_file_says_no_more_than_that_there_is_a_case(premises: Premises, taken: Receipt) -> None:
    """Art. 18 GDPR: what may only be kept goes into no file."""
    premises.casework.rights.restrict(
        premises.sent(), taken.stream("person."), ground=RestrictionGround.ACCURACY_CONTESTED
    )
    _about, *rows = objects(premises.browser("anna"), "/caseload.jsonl")
    (row,) = [row for row in rows if row["withheld"]]
    assert row["withheld"] == "restricted"
    assert {row[key] for key in ("need", "task", "institution", "next_appointment_at", "outcome")} == {None}


def test_a_closed_file_says_no_more_than_that_there_is_a_case(premises: Premises, taken: Receipt) -> None:
    """Its group alone knows what it is about."""
    premises.casework.closed_groups.close(premises.sent(), taken.stream("person."), staff=(ANNA,), carriers=(ANNA,))
    _about, *rows = objects(premises.browser("emil"), "/team/referrals.jsonl")
    (row,) = [row for row in rows if row["withheld"]]
    assert (row["withheld"], row["need"], row["task"]) == ("closed", None, None)


def test_the_referrals_of_one_person_leave_out_what_colleagues_carry(premises: Premises, taken: Receipt) -> None:
    """Ben's referral of Gül says where it stands, as on her page."""
    person = taken.stream("person.")
    premises.take_in(by=BEN, person=person, need=NeedKind.DEBT, forwarded=False)
    anna = premises.browser("anna")
    about, heads, *rows = table(anna, anna.get(f"/persons/{person}").links()["Als Tabelle (CSV)"])
    told = [dict(zip(heads, cells, strict=True)) for cells in rows]
    assert sorted(row["Anliegen"] for row in told) == ["", "Sprache/Integrationskurs"]
    assert "Needle" not in "".join(about)
    assert premises.browser("ben").get(f"/persons/{person}/referrals.csv").status == 200
    assert premises.browser("cem").get(f"/persons/{person}/referrals.csv").status == 403


def test_the_directory_and_the_announced_needs(premises: Premises, taken: Receipt) -> None:
    """By the filter of the page; notes of announced needs stay here."""
    premises.casework.announcements.announce(
        premises.sent(), kind=NeedKind.DEBT, institution_id=VHS, note="Frau Needle kommt am Freitag."
    )
    anna = premises.browser("anna")
    about, heads, *rows = table(anna, anna.get("/institutions?need=language").links()["Als Tabelle (CSV)"])
    assert about[1] == "Filter: Sprache/Integrationskurs"
    (vhs,) = [dict(zip(heads, cells, strict=True)) for cells in rows]
    assert (vhs["Institution"], vhs["Angebote"], vhs["Sprachen"]) == ("Volkshochschule", "Integrationskurs", "Türkisch")
    _about, *announced = objects(anna, anna.get("/announcements").links()["Für Programme (JSON-Zeilen)"])
    assert [(each["need"], each["institution"]) for each in announced] == [("debt", "Volkshochschule")]
    assert "Needle" not in json.dumps(announced)
    assert announced[0]["expires_on"] == day(14).isoformat()


def test_chunks_follow_one_another_and_lose_nothing(
    premises: Premises, taken: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row at a time, or all at once: the same file."""
    anna = premises.browser("anna")
    at_once = table(anna, "/caseload.csv")
    monkeypatch.setattr(referrals, "CHUNK", 1)
    monkeypatch.setattr(blueprint, "CHUNK", 1)
    assert table(anna, "/caseload.csv") == at_once


def test_no_cell_is_a_formula() -> None:
    """Not in a row, not in a head, not in what stands above."""
    columns: list[Column[str]] = [Column("name", "=head", str, str), Column("id", "", str, str)]
    stamp = Stamp("Anna", moment(0), 7, 0, ["@who"])
    written = "".join(csv_of(Listing("x", {}, columns, [["=1+1", "-2", "+49", "\tx"]]), stamp))
    cells = [cell for row in csv.reader(StringIO(written.removeprefix("\ufeff")), delimiter=";") for cell in row]
    assert cells == ["'@who", "'=head", "'=1+1", "'-2", "'+49", "'\tx"]
