"""`retention`: a dry run, the run that asks for erasures, and suspending it; `person export` answers a person."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from referrals.casework import Intake, NewPerson, Sent
from referrals.need import NeedKind
from referrals.person_events import HoldGround
from referrals.referral.codes import Outcome, Party
from tests.commands import Lotse, as_json, done, refused
from web.house import RealHouse

WISH = "Ihr Bruder trinkt."


@pytest.fixture
def closed(house: RealHouse, anna: str) -> list[UUID]:
    """Two persons whose referrals ended four years ago; the file of the second one is held."""
    today, found = house.now().date(), []
    longer_ago = timedelta(days=4 * 365)

    def sent() -> Sent:
        return Sent(command_id=uuid4(), actor=UUID(anna), role="case_manager", occurred_on=today - longer_ago)

    for name in ("Gül Needle", "Olena Needle"):
        new = NewPerson(name=name, language="tr", quarter="stephanplatz")
        intake = Intake(person=new, need=NeedKind.DEBT, wish=WISH, case_manager=UUID(anna))
        receipt = house.casework.intake.take_in(sent(), intake)
        referral = receipt.stream("referral.")
        house.casework.referrals.close(sent(), referral, outcome=Outcome.NEED_MET, decided_by=Party.PERSON)
        found.append(receipt.stream("person."))
    house.casework.rights.place_hold(sent(), found[1], ground=HoldGround.LEGAL_CLAIM, until=None)
    return found


def test_what_is_due_is_requested_once_and_what_is_held_is_not(
    lotse: Lotse, house: RealHouse, closed: list[UUID]
) -> None:
    """The dry run changes nothing; a request waits for a second person."""
    head = house.log.head()
    listed = as_json(lotse("retention", "due", "--json"))["due"]
    assert {each["person"]: bool(each["held_by"]) for each in listed} == {str(closed[0]): False, str(closed[1]): True}
    assert "referral_content" in done(lotse("retention", "due"))
    assert house.log.head() == head
    assert "Suspended" in done(lotse("retention", "suspend", "--reason", "audit"))
    assert "suspended already" in refused(lotse("retention", "suspend", "--reason", "audit"))
    assert as_json(lotse("retention", "run", "--json"))["requested"] == []
    done(lotse("retention", "resume"))
    ran = as_json(lotse("retention", "run", "--json"))
    assert (ran["requested"], ran["kept"]) == ([str(closed[0])], [str(closed[1])])
    assert as_json(lotse("retention", "run", "--json"))["requested"] == []
    asked = house.log.read(house.log.head() - 1, 1)[0].event
    assert (asked.TOPIC, asked.occasion.role) == ("erasure.requested", "system")
    listed = as_json(lotse("retention", "due", "--json"))["due"]
    assert [each["erasure"] for each in listed if not each["held_by"]] == ["requested"]


def test_an_access_request_is_answered_by_one_command(lotse: Lotse, closed: list[UUID], tmp_path: Path) -> None:
    """A file and a letter; the second answer knows of the first look."""
    file, letter = tmp_path / "answer.json", tmp_path / "answer.html"
    done(lotse("person", "export", str(closed[0]), "--out", file, "--letter", letter))
    assert json.loads(file.read_text("utf-8"))["person"]["name"] == "Gül Needle"
    assert "Auskunft über Ihre Daten" in letter.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0
    again = as_json(lotse("person", "export", str(closed[0])))
    assert again["looks"][0]["purpose"] == "Rechte der Person"
    assert "person.informed" in {step["code"] for step in again["around_the_person"]}
    assert "no_such_person" in refused(lotse("person", "export", str(uuid4())))


def test_sentences_about_others_are_read_first_and_left_out_by_name(
    lotse: Lotse, house: RealHouse, closed: list[UUID], tmp_path: Path
) -> None:
    """As on the page: listed before anything is recorded; the answer says that something is missing, and why."""
    person, letter = str(closed[0]), tmp_path / "answer.html"
    head = house.log.head()
    told = done(lotse("person", "export", person, "--passages"))
    assert house.log.head() == head
    sentence_id = next(line.split()[0] for line in told.splitlines() if WISH in line)
    done(lotse("person", "export", person, "--letter", letter, "--leave-out", sentence_id, "--why", "source"))
    assert WISH not in letter.read_text("utf-8")
    assert "§ 83 SGB X" in letter.read_text("utf-8")
    assert "see `person export --passages`" in refused(lotse("person", "export", person, "--leave-out", "0000"))
