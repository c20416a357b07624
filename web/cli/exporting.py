"""Exporting (Ausgeben): the directory in the open format, a referral as FHIR."""

from pathlib import Path
from uuid import UUID, uuid4

import click

from referrals import directory
from referrals.hsds import writing
from referrals.occasion import LOCAL
from referrals.staff import SYSTEM, Role
from web.access_log import CASE_MANAGEMENT, Access
from web.cli import opening
from web.cli.saying import NotDone, say
from web.exports.referral_file import NoSuchFile, fhir_file, subject_of


@click.group(help="Write what others can read.")
def export() -> None:
    """Commands that write files."""


@export.command(
    short_help="Write the directory of institutions as HSDS 3.",
    help="Write the directory of institutions as HSDS 3; no personal data of anybody is in it.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "package"]),
    help="json, or package: a folder (or .zip) of CSV tables.  [default: json for a name ending in .json]",
)
def institutions(file: Path, form: str | None) -> None:
    """Institutions that were taken out of the directory are left out."""
    with opening.log() as log:
        listed = {key: (known.description, known.offers) for key, known in directory.of(log).items() if known.listed}
    form = form or ("json" if file.suffix.lower() == ".json" else "package")
    if form == "package" and file.suffix.lower() != ".zip" and file.is_file():
        raise NotDone(f"{file} is a file; name a folder or a .zip for a package.")
    if form == "json" and file.is_dir():
        raise NotDone(f"{file} is a folder; name a file for JSON.")
    (writing.write_json if form == "json" else writing.write_package)(file, listed)
    say(f"{len(listed)} institutions written to {file}.")


@export.command(
    short_help="Write a referral as a FHIR R4 bundle.",
    help="Write a referral as a FHIR R4 bundle (ServiceRequest, Task, Appointment). Persons stand in it under "
    "pseudonyms, unless a release towards the institution covers identity. That it was taken out is recorded; delete "
    "the file when it has been passed on.",
)
@click.argument("referral_id", metavar="REFERRAL", type=click.UUID)
@click.option("--fhir", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Write it here.")
def referral(referral_id: UUID, file: Path) -> None:
    """Record the look, then write."""
    with opening.house() as house:
        house.catch_up()
        with house.views.reading() as connection:
            try:
                found, person = subject_of(connection, referral_id)
            except NoSuchFile as error:
                raise NotDone(str(error)) from error
            look = Access(
                at=house.now(),
                staff_id=SYSTEM,
                role=Role.SYSTEM.value,
                view="exports.referral_fhir",
                purpose=CASE_MANAGEMENT,
                correlation=uuid4(),
                person_id=person.id,
                referral_id=found.id,
                outside=False,
            )
            house.access_log.record(look)
            content = fhir_file(house, connection, referral_id, by="Lotse", at=house.now().astimezone(LOCAL))
    file.touch(mode=0o600)
    file.write_bytes(content)
    say(f"Written to {file}; delete it when it has been passed on.")
