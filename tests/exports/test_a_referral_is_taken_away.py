"""The FHIR file from the page and from the command line: recorded, without a name unless a release covers it."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from fhir.resources.R4B.bundle import Bundle

from referrals.casework import NewRelease, Receipt
from referrals.person_events import Fact, RestrictionGround
from referrals.release import Covers, Given
from referrals.staff import SYSTEM
from tests.cast import ANNA, JOBCENTER, VHS, day
from tests.client import PageClient
from tests.real_house import Premises
from web.access_log import Filters
from web.cli import main

WORDS = "Als FHIR-Datei herunterladen"


@pytest.fixture
def taken(premises: Premises) -> Receipt:
    """Gül, forwarded to the VHS with a release that covers contact and need."""
    return premises.take_in()


def file_of(browser: PageClient, referral_id: UUID) -> dict[str, Any]:
    """What the link on the page gives."""
    answer = browser.get(browser.get(f"/referrals/{referral_id}").links()[WORDS]).response
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="vermittlung-')
    Bundle.model_validate_json(answer.get_data())
    found: dict[str, Any] = json.loads(answer.get_data())
    return found


def kinds(made: dict[str, Any]) -> set[str]:
    """Which resources stand in it."""
    return {each["resource"]["resourceType"] for each in made["entry"]}


def test_a_release_names_her_and_its_withdrawal_does_not(premises: Premises, taken: Receipt) -> None:
    """What the VHS may know it may read; after the withdrawal nobody is named."""
    anna = premises.browser("anna")
    made = file_of(anna, taken.stream("referral."))
    text = json.dumps(made, ensure_ascii=False)
    assert "Gül A." in text
    assert "02151 000000" in text
    assert "Ich möchte Deutsch lernen" not in text
    premises.casework.persons.withdraw_release(premises.sent(), taken.stream("release."), given=Given.ORAL)
    after = file_of(anna, taken.stream("referral."))
    assert "Patient" not in kinds(after)
    assert "Gül" not in json.dumps(after, ensure_ascii=False)
    assert str(taken.stream("person.")) not in json.dumps(after)


def test_a_release_for_somebody_else_names_nobody(premises: Premises) -> None:
    """A release holds for whom it names."""
    release = NewRelease(
        institution_ids=(JOBCENTER,), covers=(Covers.CONTACT,), valid_until=day(300), given=Given.ORAL, language="tr"
    )
    taken = premises.take_in(forwarded=False, release=release, institution_id=VHS)
    assert kinds(file_of(premises.browser("anna"), taken.stream("referral."))) == {
        "ServiceRequest",
        "Task",
        "Provenance",
    }


def test_it_is_recorded_whose_file_went_out(premises: Premises, taken: Receipt) -> None:
    """And a dispute goes with it."""
    premises.casework.rights.dispute(
        premises.sent(), taken.stream("person."), field=Fact.NAME, note="Sie schreibt sich anders."
    )
    made = file_of(premises.browser("anna"), taken.stream("referral."))
    assert "Bestritten" in json.dumps(made, ensure_ascii=False)
    looks = [each.access for each in premises.house.access_log.page(Filters(person_id=taken.stream("person.")))]
    (look,) = [each for each in looks if each.view == "exports.referral_fhir"]
    assert (look.staff_id, look.referral_id) == (ANNA, taken.stream("referral."))


def test_what_may_only_be_kept_goes_out_to_nobody(premises: Premises, taken: Receipt) -> None:
    """Art. 18 GDPR: no link, no file."""
    premises.casework.rights.restrict(
        premises.sent(), taken.stream("person."), ground=RestrictionGround.OBJECTION_PENDING
    )
    anna = premises.browser("anna")
    referral = taken.stream("referral.")
    assert WORDS not in anna.get(f"/referrals/{referral}").links()
    assert anna.get(f"/referrals/{referral}/fhir.json").status == 404


def test_the_command_line_writes_the_same_file(
    premises: Premises, taken: Receipt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Private, recorded as taken by the installation; a referral that is not there is one sentence."""
    monkeypatch.setenv("LOTSE_DATA", str(premises.house.settings.data))
    file = tmp_path / "referral.json"
    arguments = ["export", "referral", str(taken.stream("referral.")), "--fhir", str(file)]
    done = CliRunner().invoke(main, arguments, prog_name="lotse")
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    Bundle.model_validate_json(file.read_bytes())
    looks = [each.access for each in premises.house.access_log.page(Filters(staff_id=SYSTEM))]
    assert [(each.view, each.person_id) for each in looks] == [("exports.referral_fhir", taken.stream("person."))]
    refused = CliRunner().invoke(main, [*arguments[:2], str(UUID(int=7)), *arguments[3:]], prog_name="lotse")
    assert refused.exit_code == 2
    assert "There is no referral" in refused.output
