"""`import referrals`: the rows of a list lie in the log as events with their true dates."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from referrals import directory, person, release
from referrals.event import Event, sealed_values
from referrals.log.application import Log
from referrals.occasion import Channel
from referrals.old_list.reading import read
from referrals.old_list.recording import Recording, Result
from referrals.person_events import DataErased
from referrals.referral.codes import Ground, Outcome, Phase
from referrals.referral.state import AppointmentState, Referral, fold
from referrals.sealing import Sealed
from tests.commands import Lotse, add, as_json, done, refused
from web.house import RealHouse

HEADER = (
    "Nr.;Pseudonym;Quartier;Sprache;Anliegen;Einrichtung;eröffnet;weitergeleitet;Termin;abgeschlossen;Ergebnis;Login"
)
WHOLE = (
    "1;Wilhelmine;Stephanplatz;Türkisch;Sprachkurs;Die VHS;3.3.2026;4.3.2026;10.3.2026 9:30;1.5.2026;"
    "Hilfe erhalten;anna"
)
OPEN = "2;Zeynep;Inrath;Tamil;Schulden;;5.3.2026;;;;;anna"


@pytest.fixture
def table(tmp_path: Path, anna: str) -> Path:
    """A list of two rows; Anna has an account."""
    path = tmp_path / "liste.csv"
    path.write_text(f"{HEADER}\n{WHOLE}\n{OPEN}\n")
    return path


def events(log: Log, *prefixes: str) -> list[Event]:
    """What the log tells of these."""
    return list(log.told(*prefixes))


def referrals(log: Log) -> dict[str, Referral]:
    """The referrals by their need."""
    opened = [event.originator_id for event in events(log, "referral.opened")]
    states = [fold(log.events_of(stream)) for stream in opened]  # type: ignore[arg-type]
    return {state.need.value: state for state in states if state is not None}


def test_a_row_is_told_with_its_true_dates(lotse: Lotse, house: RealHouse, table: Path, anna: str) -> None:
    told = as_json(lotse("import", "referrals", table, "--create-institutions", "--json"))
    assert (told["imported"], told["left_out"], told["new_persons"], told["new_institutions"]) == (2, 0, 2, 1)
    told_of = referrals(house.log)["language"]
    steps = house.log.events_of(told_of.id)
    assert [(step.TOPIC, step.occasion.occurred_on.isoformat()) for step in steps] == [
        ("referral.opened", "2026-03-03"),
        ("referral.forwarded", "2026-03-04"),
        ("appointment.agreed", "2026-03-10"),
        ("appointment.kept", "2026-03-10"),
        ("referral.closed", "2026-05-01"),
    ]
    assert {step.occasion.channel for step in steps} == {Channel.IMPORT}
    assert {step.occasion.recorded_at.date() for step in steps} == {datetime.now(UTC).date()}
    assert (told_of.phase, told_of.outcome, told_of.case_manager) == (Phase.CLOSED, Outcome.NEED_MET, UUID(anna))
    assert told_of.appointments[0].starts_at == datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
    assert referrals(house.log)["debt"].phase is Phase.OPENED
    done(lotse("audit", "verify"))


def test_the_release_taken_from_the_list_holds_for_that_day_only(lotse: Lotse, house: RealHouse, table: Path) -> None:
    """The list is no release: nothing more can be passed on with what is made of it."""
    assert "release of that one day" in done(lotse("import", "referrals", table, "--create-institutions"))
    told_of = referrals(house.log)["language"]
    assert told_of.release_id is not None
    given = release.fold(house.log.events_of(told_of.release_id))  # type: ignore[arg-type]
    assert given is not None
    assert told_of.institution_id is not None
    assert given.allows(told_of.institution_id, date(2026, 3, 4))
    assert not given.allows(told_of.institution_id, date(2026, 3, 5))
    (event,) = events(house.log, "release.given")
    assert isinstance(event, release.ReleaseGiven)
    assert isinstance(event.note, Sealed)
    assert house.vault.reveal(event.note, event.originator_id, "note") == "Aus der bisherigen Liste übernommen"


def test_another_ground_is_told_as_it_stands(lotse: Lotse, house: RealHouse, table: Path) -> None:
    done(lotse("import", "referrals", table, "--create-institutions", "--ground", "person_passes_it_on"))
    told_of = referrals(house.log)["language"]
    assert (told_of.ground, told_of.release_id) == (Ground.PERSON_PASSES_IT_ON, None)
    assert events(house.log, "release.") == []


def test_imported_twice_changes_nothing(lotse: Lotse, house: RealHouse, table: Path, tmp_path: Path) -> None:
    done(lotse("import", "referrals", table, "--create-institutions"))
    head = house.log.head()
    told = as_json(lotse("import", "referrals", table, "--create-institutions", "--json"))
    assert (told["imported"], told["known"], told["events"]) == (0, 2, 0)
    elsewhere = tmp_path / "anders gespeichert.csv"
    elsewhere.write_bytes(f"{HEADER}\r\n{OPEN}\r\n{WHOLE}\r\n".replace(";", ",").encode("cp1252"))
    assert as_json(lotse("import", "referrals", elsewhere, "--json"))["known"] == 2
    assert house.log.head() == head


def test_only_the_new_rows_of_a_longer_list_are_recorded(lotse: Lotse, house: RealHouse, table: Path) -> None:
    done(lotse("import", "referrals", table, "--create-institutions"))
    with table.open("a") as longer:
        longer.write("3;Zeynep;Inrath;Tamil;Arbeit;;5.4.2026;;;;;anna\n")
    told = as_json(lotse("import", "referrals", table, "--json"))
    assert [verdict["became"] for verdict in told["verdicts"]] == ["known", "known", "imported"]
    assert [remark["reason"] for remark in told["verdicts"][2]["remarks"]] == ["same_person"]
    assert told["new_persons"] == 0


def test_two_imports_at_once_record_once(lotse: Lotse, house: RealHouse, table: Path, anna: str) -> None:
    """Somebody imports the same list while ours is under way."""

    def imported(meanwhile: bool) -> Result:
        def progress(done_so_far: int, total: int) -> None:
            if meanwhile and not done_so_far:
                imported(False)

        recording = Recording(house.log, house.keys, house.now)
        return recording.run(read(table), managers={"anna": UUID(anna)}, create_institutions=True, progress=progress)

    lotse("import", "institutions", _vhs(table.parent))
    assert imported(True).count("known") == 2
    assert len(events(house.log, "referral.opened")) == 2
    assert len(events(house.log, "person.registered")) == 2


def _vhs(folder: Path) -> Path:
    path = folder / "vhs.json"
    path.write_text(json.dumps({"id": str(uuid4()), "name": "Die VHS e.V.", "description": "Kurse"}))
    return path


def test_a_dry_run_judges_every_row_and_records_nothing(lotse: Lotse, house: RealHouse, table: Path) -> None:
    head, keys = house.log.head(), house.keys.living()
    told = as_json(lotse("import", "referrals", table, "--dry-run", "--create-institutions", "--json"))
    assert (told["dry_run"], told["imported"], told["events"]) == (True, 2, 12)
    assert (house.log.head(), house.keys.living()) == (head, keys)
    real = as_json(lotse("import", "referrals", table, "--create-institutions", "--json"))
    assert real["verdicts"] == told["verdicts"]
    assert real["events"] == told["events"]


def test_an_institution_is_found_by_its_name_without_legal_form_and_case(
    lotse: Lotse, house: RealHouse, table: Path
) -> None:
    done(lotse("import", "institutions", _vhs(table.parent)))
    table.write_text(table.read_text().replace("Die VHS", "die VHS"))
    assert as_json(lotse("import", "referrals", table, "--json"))["left_out"] == 0
    assert referrals(house.log)["language"].institution_id in directory.of(house.log)


def test_an_unknown_institution_leaves_the_row_out_with_a_suggestion(
    lotse: Lotse, house: RealHouse, table: Path
) -> None:
    done(lotse("import", "institutions", _vhs(table.parent)))
    table.write_text(table.read_text().replace("Die VHS", "Die VSH"))
    told = as_json(lotse("import", "referrals", table, "--json"))
    bad = told["verdicts"][0]
    assert (bad["row"], bad["became"], bad["reason"]) == (2, "left_out", "unknown_institution")
    assert bad["suggestion"] == "Die VHS e.V."
    assert told["imported"] == 1


def test_rows_of_one_person_are_said(lotse: Lotse, house: RealHouse, table: Path) -> None:
    """A pseudonym is one person; a name only with the same quarter and language."""
    header = "Name;Quartier;Sprache;Anliegen;eröffnet"
    rows = ["Gül A.;Inrath;tr;Arbeit;3.3.2026", "gül a;Inrath;tr;Kita;4.3.2026", "Gül A.;Inrath;de;Kita;5.3.2026"]
    table.write_text("\n".join([header, *rows, ""]))
    assert "1 rows were taken for the person of another row" in done(lotse("import", "referrals", table, "--dry-run"))
    assert "same person as row 2, by name, quarter" in done(lotse("import", "referrals", table, "--dry-run", "--all"))
    told = as_json(lotse("import", "referrals", table, "--json"))
    assert told["new_persons"] == 2
    remarks = [verdict["remarks"] for verdict in told["verdicts"]]
    assert [[remark["reason"] for remark in of_row] for of_row in remarks] == [[], ["same_person"], []]
    assert remarks[1][0]["value"] == "2"


def test_the_same_row_twice_is_said_once(lotse: Lotse, table: Path) -> None:
    table.write_text(f"{HEADER}\n{OPEN}\n{OPEN}\n{OPEN.replace('2;', ';', 1)}\n{OPEN.replace('2;', ';', 1)}\n")
    told = as_json(lotse("import", "referrals", table, "--json"))
    assert [verdict["reason"] for verdict in told["verdicts"]] == [None, "same_number", None, "repeats"]
    assert told["verdicts"][1]["value"] == "2"


def test_nothing_more_is_written_about_an_erased_person(lotse: Lotse, house: RealHouse, table: Path) -> None:
    done(lotse("import", "referrals", table, "--create-institutions"))
    erased = referrals(house.log)["language"].person_id
    house.keys.destroy(erased, datetime.now(UTC))
    with table.open("a") as longer:
        longer.write(WHOLE.replace("1;", "3;", 1) + "\n" + OPEN.replace("2;", "4;", 1) + "\n")
    told = as_json(lotse("import", "referrals", table, "--json"))
    assert [verdict["reason"] for verdict in told["verdicts"]][2:] == ["erased", None]
    assert told["imported"] == 1


def test_rows_go_to_the_case_manager_they_name(lotse: Lotse, house: RealHouse, table: Path) -> None:
    ben = add(lotse, "ben", "Mitte", "case_manager")
    add(lotse, "dora", "", "auditor")
    table.write_text(
        f"{HEADER}\n{OPEN.replace('anna', 'Ben')}\n{WHOLE.replace('anna', 'dora')}\n"
        f"{WHOLE.replace('1;', '9;').replace('anna', '')}\n"
    )
    assert "No case manager is named" in refused(lotse("import", "referrals", table))
    assert "dora is no case manager" in refused(lotse("import", "referrals", table, "--case-manager", "dora"))
    told = as_json(lotse("import", "referrals", table, "--case-manager", "ben", "--create-institutions", "--json"))
    assert [verdict["reason"] for verdict in told["verdicts"]] == [None, "unknown_case_manager", None]
    assert {state.case_manager for state in referrals(house.log).values()} == {UUID(ben)}


def test_a_past_appointment_without_a_result_waits_for_it(lotse: Lotse, house: RealHouse, table: Path) -> None:
    table.write_text(f"{HEADER}\n{WHOLE.replace('1.5.2026;Hilfe erhalten', ';läuft')}\n")
    done(lotse("import", "referrals", table, "--create-institutions"))
    told_of = referrals(house.log)["language"]
    assert told_of.phase is Phase.FORWARDED
    assert told_of.appointments[0].state is AppointmentState.AGREED


def test_no_name_of_the_list_lies_in_clear(
    lotse: Lotse, house: RealHouse, table: Path, data_folder: Path, database_url: str | None
) -> None:
    done(lotse("import", "referrals", table, "--create-institutions"))
    (first, second) = events(house.log, "person.registered")
    assert isinstance(first, person.PersonRegistered)
    assert house.vault.reveal(first.name, first.originator_id, "name") == "Wilhelmine"
    stored = house.log.recorder.select_notifications(0, 1000)
    assert all(b"Wilhelmine" not in each.state for each in stored)
    for path in data_folder.iterdir():
        assert b"Wilhelmine" not in path.read_bytes(), path.name
    assert second.originator_id.version == 4


def test_ids_are_not_to_be_guessed_from_names(lotse: Lotse, house: RealHouse, table: Path) -> None:
    """They depend on a secret of the key store: another installation derives others from the same list."""
    from referrals.old_list.identity import Identities

    (row, _) = [one for one in read(table).read(date(2026, 11, 22)) if not isinstance(one, tuple)]
    ours = Identities.of(house.keys, make=True)
    assert ours.person(row) == Identities.of(house.keys, make=True).person(row)
    assert ours.person(row) != Identities(b"another installation").person(row)


def test_a_long_list_goes_into_the_log_in_short_transactions(lotse: Lotse, house: RealHouse, table: Path) -> None:
    rows = [WHOLE.replace("1;Wilhelmine", f"{number};P{number % 70}", 1) for number in range(1, 301)]
    table.write_text("\n".join([HEADER, *rows, ""]))
    told = done(lotse("import", "referrals", table, "--create-institutions"))
    assert "300 rows: 300 imported as 2171 events" in told
    assert "70 new persons, 1 new institutions" in told
    assert Counter(event.TOPIC for event in events(house.log, "referral.closed")) == {"referral.closed": 300}
    done(lotse("audit", "verify"))
    assert "at event" in done(lotse("projections", "run", "--once"))


def test_whoever_is_erased_while_the_list_is_recorded_has_nothing_recorded(
    lotse: Lotse, house: RealHouse, table: Path, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between sealing and saving, as at the desk: the row is left out, the others go on."""
    done(lotse("import", "referrals", table, "--create-institutions"))
    erased = referrals(house.log)["language"].person_id
    rows = ("3;Wilhelmine;Stephanplatz;Türkisch;Arbeit;;6.5.2026;;;;;anna", "4;Mia;Inrath;de;Arbeit;;7.5.2026;;;;;anna")
    table.write_text("\n".join((HEADER, *rows, "")))
    record, begun = Log.record, house.log.head()

    def erase_first(log: Log, *told: Event, **more: Any) -> list[int]:
        if more.get("blobs") and not house.keys.erased():
            house.keys.destroy(erased, datetime.now(UTC))
            version = len(house.log.events_of(erased)) + 1
            gone = DataErased(
                originator_id=erased, originator_version=version, occasion=told[0].occasion, erasure_id=uuid4()
            )
            record(log, gone)
        return record(log, *told, **more)

    monkeypatch.setattr(Log, "record", erase_first)
    told = as_json(lotse("import", "referrals", table, "--json"))
    assert [verdict["reason"] for verdict in told["verdicts"]] == ["erased", None]
    after = [each.event for each in house.log.read(begun, 50)]
    assert [event.person_id for event in after if event.TOPIC == "referral.opened"] != []  # type: ignore[attr-defined]
    assert not [sealed for event in after for _, sealed in sealed_values(event) if sealed.person == erased]
