"""Exporting (Ausgeben): the directory in the open format."""

from pathlib import Path

import click

from referrals import directory
from referrals.hsds import writing
from web.cli import opening
from web.cli.saying import NotDone, say


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
