"""What is written beside the door is held against the registry of purposes, too."""

from pathlib import Path
from typing import get_args

from referrals.event import sealed_values
from referrals.evidence import EvidenceEvent
from referrals.occasion import Purpose
from referrals.purposes import registry
from tests.commands import Lotse, done
from web.house import RealHouse

LIST = """Nr;Pseudonym;Quartier;Sprache;Anliegen;Institution;eröffnet;Notiz
1;Ayşe;Stephanplatz;Türkisch;Sprache;VHS;3.3.2026;kommt gern
"""


def test_every_imported_event_is_covered_by_its_purpose(
    lotse: Lotse, house: RealHouse, anna: str, tmp_path: Path
) -> None:
    table = tmp_path / "liste.csv"
    table.write_text(LIST)
    done(lotse("import", "referrals", table, "--create-institutions", "--case-manager", "anna"))
    told = list(house.log.told(""))
    assert {event.TOPIC for event in told} >= {"institution.listed", "person.registered", "referral.opened"}
    for event in told:
        groups = {sealed.group for _, sealed in sealed_values(event)}
        registry().check(event.occasion.purpose, [event.TOPIC], groups)


def test_what_the_installation_records_about_itself_is_covered() -> None:
    audit = registry().purposes[Purpose.AUDIT]
    assert [kind.TOPIC for kind in get_args(EvidenceEvent) if not audit.covers(kind.TOPIC)] == []
