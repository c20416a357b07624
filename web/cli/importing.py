"""Importing (Einlesen): a directory of institutions, and the list in which a project kept its referrals."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

import click
import msgspec

from referrals import directory
from referrals.casework import Receipt
from referrals.description import InstitutionDescription, OfferDescription
from referrals.hsds import difference, reading
from referrals.hsds import verdict as row_of_file
from referrals.hsds.difference import (
    Change,
    ChangedInstitution,
    ChangedOffer,
    Directory,
    MovedOffer,
    NewInstitution,
    NewOffer,
)
from referrals.institution import Institution
from referrals.occasion import Purpose
from referrals.old_list import columns
from referrals.old_list import reading as old_list
from referrals.old_list.recording import Recording, Result
from referrals.old_list.verdict import CannotReadList, sentence
from referrals.referral.codes import Ground
from web.accounts import normal_login
from web.cli import opening
from web.cli.saying import NotDone, progress, say, say_json
from web.house import RealHouse

NAMESPACE = UUID("b7f2f6c2-97b0-5a7e-8f6e-0f5d3a9c2d40")
OFFERS_AT_ONCE = 100

COLUMN_FILE = """Import the list in which a running project kept its referrals (Vermittlungen), one row each.

Columns: pseudonym or name, quarter, language, need, institution, opened, forwarded, appointment, closed, outcome;
and, where there, number (of the row), appointment result, decided by, ground, way, case manager (a login), note. German
and English column names and words are recognised; UTF-8 and Windows-1252; semicolon, comma and tab; 3.11.2026,
03.11.26 and 2026-11-03. Rows with the same pseudonym are one person; rows with a name are one person only with the
same quarter and language. A second import of the same list changes nothing.

\b
--columns names a TOML file, all of it optional:
  delimiter = ";"
  encoding = "cp1252"
  [columns]
  pseudonym = "Kürzel der Familie"
  [words.need]
  "Jobsuche" = "employment"
  [defaults]
  quarter = "stephanplatz"
  [case_managers]
  "Anna B." = "anna"
"""

file_argument = click.argument("file", type=click.Path(path_type=Path))
dry_run_option = click.option("--dry-run", is_flag=True, help="Judge every row and record nothing.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print totals and a verdict per row as JSON.")


@click.group("import", help="Read what a project has already.")
def importing() -> None:
    """Commands that read files."""


@importing.command(
    short_help="Import a directory of institutions (HSDS 3).",
    help="Import a directory of institutions (HSDS 3: JSON, or a tabular data package as folder or zip).",
)
@file_argument
@dry_run_option
@json_option
def institutions(file: Path, dry_run: bool, as_json: bool) -> None:
    """Only what is new or different is recorded."""
    found = reading.read(file)
    with opening.house() as house:
        known = {key: _listed(one) for key, one in directory.of(house.log).items()}
        changes = difference.changes(known, found)
        if not dry_run:
            _record(house, changes, known)
    counts = {kind.__name__: sum(isinstance(change, kind) for change in changes) for kind in difference.Change.__args__}
    if as_json:
        told = [{**_fields(verdict), "sentence": row_of_file.sentence(verdict)} for verdict in found.verdicts]
        say_json({"dry_run": dry_run, "changes": counts, "unused": found.unused, "verdicts": told})
        return
    for verdict in found.verdicts:
        if not verdict.accepted or verdict.remarks:
            say(row_of_file.sentence(verdict))
    would = "would be " if dry_run else ""
    say(
        f"{len(found.institutions)} institutions read, {len(found.left_out)} rows left out; {would}recorded: "
        f"{counts['NewInstitution']} new and {counts['ChangedInstitution']} changed institutions, "
        f"{counts['NewOffer']} new and {counts['ChangedOffer']} changed offers."
    )


def _record(house: RealHouse, changes: Sequence[Change], known: Directory) -> None:
    """One command per institution, with all that changes about it; more than 100 offers in parts."""
    for institution_id in dict.fromkeys(change.institution_id for change in changes):
        own = [change for change in changes if change.institution_id == institution_id]
        described = [c.description for c in own if isinstance(c, NewInstitution | ChangedInstitution)]
        offers: dict[UUID | None, OfferDescription] = {
            c.offer_id: c.description for c in own if isinstance(c, NewOffer | ChangedOffer)
        }
        ended = [c.offer_id for c in own if isinstance(c, MovedOffer)]
        listed = list(offers.items())
        for start in range(0, max(1, len(listed)), OFFERS_AT_ONCE):
            _describe(
                house,
                institution_id,
                described[0] if described and not start else None,
                dict(listed[start : start + OFFERS_AT_ONCE]),
                ended if not start else [],
            )


def _describe(
    house: RealHouse,
    institution_id: UUID,
    description: InstitutionDescription | None,
    offers: dict[UUID | None, OfferDescription],
    ended: Sequence[UUID],
) -> Receipt:
    version = house.log.events_of(institution_id)
    command_id = uuid5(NAMESPACE, f"{institution_id} {len(version)} {description!r} {offers!r} {ended!r}")
    sent = opening.sent(command_id, Purpose.DIRECTORY)
    return house.casework.institutions.describe(
        sent, institution_id, description=description, offers=offers, ended=ended
    )


@importing.command(short_help="Import the list of a running project (CSV).", help=COLUMN_FILE)
@file_argument
@dry_run_option
@click.option("--columns", "columns_file", type=click.Path(path_type=Path), help="What the columns and words mean.")
@click.option("--case-manager", help="Login of the case manager (Fallmanager:in) of rows that name none.")
@click.option(
    "--ground",
    type=click.Choice([ground.value for ground in Ground]),
    help="Legal ground of forwarded rows that name none.  [default: release, of that one day and institution, "
    "noted as taken from the list]",
)
@click.option("--create-institutions", is_flag=True, help="Create institutions that the directory does not hold.")
@click.option("--all", "show_all", is_flag=True, help="Print the verdict of every row, not only of those left out.")
@json_option
def referrals(
    file: Path,
    dry_run: bool,
    columns_file: Path | None,
    case_manager: str | None,
    ground: str | None,
    create_institutions: bool,
    show_all: bool,
    as_json: bool,
) -> None:
    """A list becomes events with their true dates."""
    told = columns.read(columns_file) if columns_file else columns.ColumnFile()
    found = old_list.read(file, told, {"ground": ground} if ground else None)
    with opening.house() as house:
        managers = _managers(house, told.case_managers)
        default = _default_manager(managers, case_manager)
        recording = Recording(house.log, house.keys, house.now, dry_run=dry_run)
        with progress("Reading" if dry_run else "Importing", "rows") as tell:
            result = recording.run(
                found,
                managers=managers,
                default_manager=default,
                create_institutions=create_institutions,
                progress=tell,
            )
    if as_json:
        say_json({"dry_run": dry_run, **_totals(result), "verdicts": [_fields(one) for one in result.verdicts]})
    else:
        _say_result(result, dry_run=dry_run, show_all=show_all, ground_given=bool(ground) or "ground" in found.places)


def _managers(house: RealHouse, names: dict[str, str]) -> dict[str, UUID]:
    """Who may carry referrals, by login and by the names of the column file."""
    members = opening.staff_of(house.log)
    known = {
        account.login: account.staff_id
        for account in house.accounts.all()
        if account.staff_id in members and members[account.staff_id].carries_cases
    }
    for name, login in names.items():
        if normal_login(login) not in known:
            raise CannotReadList.because_of("unknown_case_manager", login=login)
        known[name.casefold()] = known[normal_login(login)]
    return known


def _default_manager(managers: dict[str, UUID], login: str | None) -> UUID | None:
    """The one named, or the only one there is."""
    if login is None:
        found = set(managers.values())
        return found.pop() if len(found) == 1 else None
    if normal_login(login) not in managers:
        raise NotDone(f"{login} is no case manager with an open account: see `staff list`.")
    return managers[normal_login(login)]


def _say_result(result: Result, *, dry_run: bool, show_all: bool, ground_given: bool) -> None:
    for verdict in result.verdicts:
        if show_all or verdict.became == "left_out":
            say(sentence(verdict))
    totals = _totals(result)
    say(
        f"{totals['rows']} rows: {totals['imported']} {'would be ' if dry_run else ''}imported as {totals['events']} "
        f"events, {totals['known']} known from an earlier import, {totals['left_out']} left out; "
        f"{totals['new_persons']} new persons, {totals['new_institutions']} new institutions."
    )
    if totals["same_person"] and not show_all:
        say(f"{totals['same_person']} rows were taken for the person of another row; --all says which.")
    if totals["imported"] and not ground_given:
        say(
            "The list names no legal ground: forwarded rows rest on a release of that one day, noted as taken from "
            "the list. --ground says otherwise."
        )


def _totals(result: Result) -> dict[str, int]:
    return {
        "rows": len(result.verdicts),
        "imported": result.count("imported"),
        "known": result.count("known"),
        "left_out": result.count("left_out"),
        "same_person": sum(any(r.reason == "same_person" for r in v.remarks) for v in result.verdicts),
        "new_persons": result.persons,
        "new_institutions": result.institutions,
        "events": result.events,
    }


def _listed(known: Institution) -> difference.Listed:
    return known.description, known.offers


def _fields(verdict: object) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(verdict)
    return fields
