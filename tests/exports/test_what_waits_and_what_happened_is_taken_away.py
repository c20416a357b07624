"""What waits for a second person, what others did, one's own tokens, one file step by step: as files, too."""

import json
from datetime import timedelta

import pytest

from referrals.break_glass import Emergency
from referrals.casework import Receipt
from referrals.referral.codes import Company, CorrectionReason, VoidReason
from tests.casework.gathering_cases import CAFE
from tests.cast import ANNA, BEN, CEM, EMIL, VHS, moment
from tests.exports.test_every_list_is_taken_away import CSV, auditor, both, objects, table
from tests.real_house import Premises
from web.access_log import Filters
from web.case_number import case_number
from web.pages import caseload_changes
from web.scopes import Scope


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Anna carries Gül, forwarded to the Volkshochschule."""
    return premises.take_in(name="Gül Needle")


def test_what_others_recorded_since_the_last_visit(
    premises: Premises, taken: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences and case codes, page by page; one's own steps are no news."""
    anna, referral = premises.browser("anna"), taken.stream("referral.")
    about, none = table(anna, "/caseload/changes.csv")
    assert ("erster Besuch" in about[1], none) == (True, [])
    premises.later(hours=2)
    for _number in range(3):
        premises.casework.referrals.take_note(premises.sent(BEN), referral, text="Frau Needle rief an.")
    premises.casework.referrals.take_note(premises.sent(), referral, text="Eigenes.")
    monkeypatch.setattr(caseload_changes, "SHOWN", 2)
    about, rows, plain = both(premises.browser("anna"), "/caseload/changes")
    assert about[1].startswith("Filter: seit 02.11.2026")
    assert [row["Satz"] for row in rows] == ["Ben Okafor hat eine Notiz geschrieben."] * 3
    told = {(each["referral"], each["type"], each["actor"]) for each in plain}
    assert told == {(str(referral), "referral.note_taken", str(BEN))}
    assert {row["Fall"] for row in rows} == {case_number(referral)}
    assert premises.browser("dora").get("/caseload/changes.csv").status == 403


def test_requests_to_void_by_case_number(premises: Premises, taken: Receipt) -> None:
    """Those of the own team for a case manager, all of them for coordination."""
    premises.casework.corrections.void(premises.sent(), taken.stream("referral."), reason=VoidReason.TEST)
    links = premises.browser("ben").get("/team").links()
    about, (row,) = table(premises.browser("ben"), links[f"{CSV}: Fehleingaben, die eine zweite Person brauchen"])
    assert about[1] == "Filter: eigenes Team"
    assert (row["Fallnummer"], row["Beantragt von"]) == (case_number(taken.stream("referral.")), "Anna Yıldız")
    _head, plain = objects(premises.browser("emil"), "/team/voidings.jsonl")
    assert (plain["requested_by"], plain["reason"]) == (str(ANNA), "test")
    assert table(premises.browser("cem"), "/team/voidings.csv")[1] == []


def test_emergency_accesses_that_wait_for_their_review(premises: Premises, taken: Receipt) -> None:
    """By case code, without the words of whoever opened it."""
    premises.casework.break_glass.open(
        premises.sent(CEM), taken.stream("person."), reason=Emergency.PERSON_WAITS, text="Frau Needle wartet."
    )
    emil = premises.browser("emil")
    about, (row,) = table(emil, "/team/emergencies.csv")
    assert "Notfallzugriffe" in about[0]
    assert (row["Fallcode"], row["Wer"]) == (case_number(taken.stream("person.")), "Cem Arslan")
    assert objects(emil, "/team/emergencies.jsonl")[1]["reason"] == "person_waits"
    assert premises.browser("ben").get("/team/emergencies.csv").status == 403


def test_ones_own_tokens_and_never_what_opens_anything(premises: Premises) -> None:
    """Nobody else's."""
    for owner, name in ((ANNA, "Auswertung"), (EMIL, "Anderes")):
        made = premises.house.accounts.tokens.make(
            owner,
            name,
            [Scope.DIRECTORY],
            premises.moment,
            roles=["case_manager", "coordinator"],
            lasts=timedelta(days=30),
            made_by=owner,
        )
    about, (row,), (plain,) = both(premises.browser("anna"), "/account/tokens")
    assert (about[1], row["Wofür"], row["Gilt noch"]) == ("Filter: eigene", "Auswertung", "ja")
    assert (plain["scopes"], plain["valid"], plain["last_used_at"]) == (["directory"], True, None)
    assert str(made.secret) not in json.dumps(plain)


def test_one_file_step_by_step_under_its_pseudonym(premises: Premises, taken: Receipt) -> None:
    """Before and after each step; no id, no name, no note; recorded as a look at the person for the audit."""
    referral, person = taken.stream("referral."), taken.stream("person.")
    steps, sent = premises.casework, premises.sent
    steps.referrals.take_note(sent(), referral, text="Needle.")
    steps.appointments.agree(
        sent(), referral, starts_at=moment(3, 8), place="Needle", language="tr", company=Company.ALONE, minutes=45
    )
    steps.corrections.correct(
        sent(), referral, step=4, field="minutes", value="30", text=None, reason=CorrectionReason.TYPING_MISTAKE
    )
    dora = auditor(premises)
    about, rows, plain = both(dora, f"/audit/referrals/{referral}/replay")
    assert about[0].startswith("Schritt für Schritt: Vermittlung ")
    assert [row["Schritt"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert "Dauer: 45 Minuten → 30 Minuten" in rows[-1]["Vorher und nachher"]
    assert plain[-1]["changes"][0]["after"] == "30 Minuten"
    assert (rows[-2]["Berichtigt"], plain[-2]["corrected"]) == ("ja", True)
    assert not {str(person), str(referral), str(VHS)} & set(json.dumps([about, rows, plain]).split('"'))
    assert len(table(dora, f"/audit/persons/{person}/replay.csv")[1]) >= len(rows)
    looks = {each.access.view for each in premises.house.access_log.page(Filters()) if each.access.person_id == person}
    assert {"exports.audit_replay_referral.csv", "exports.audit_replay_person.csv"} <= looks
    held = steps.gatherings.hold(sent(), CAFE)
    assert len(both(dora, f"/audit/gatherings/{held.stream('gathering.')}/replay")[1]) == 1
    assert dora.get(f"/audit/gatherings/{referral}/replay.csv").status == 404
    assert premises.browser("anna").get(f"/audit/referrals/{referral}/replay.csv").status == 403


def test_the_numbers_of_an_audit(premises: Premises, taken: Receipt) -> None:
    """Today, and on an earlier day."""
    dora = auditor(premises)
    about, rows, plain = both(dora, "/audit/figures")
    assert about[1] == "Filter: 1 Vermittlung"
    assert {"Nach": "Stand", "Was": "weitergeleitet", "Anzahl": "1"} in rows
    assert {"by": "institution", "code": str(VHS), "number": 1} in plain
    about, none = table(dora, "/audit/figures.csv?recorded_on=2026-11-01")
    assert (about[1], none) == ("Filter: Was am 01.11.2026 eingetragen war. · 0 Vermittlungen", [])
