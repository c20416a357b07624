"""Own data (Auskunft): everything about a person as a file and a letter; the answer is recorded, no file is kept."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import click

from referrals.occasion import LOCAL, Purpose
from referrals.referral.codes import Way
from referrals.staff import SYSTEM, Role
from web.access_log import RIGHTS, Access
from web.cli import opening
from web.cli.saying import NotDone, remark, say, say_table
from web.house import RealHouse
from web.own_data.contents import OwnData, as_json
from web.own_data.gathering import NoSuchPerson, gather
from web.own_data.paper import as_html
from web.own_data.passages import Why, passages, without

FILE = click.Path(dir_okay=False, path_type=Path)
REASONS = click.Choice([why.value for why in Why])
WAYS = click.Choice([way.value for way in (Way.IN_PERSON, Way.LETTER, Way.EMAIL)])


@click.command(
    "export",
    short_help="Answer an access request (Art. 15 and 20 GDPR).",
    help="Everything about a person: what is recorded, who received it, who looked and why. Prints the file (JSON), or "
    "writes it to --out; --letter writes a letter in plain German to print. The answer is recorded. Names of staff, "
    "details of others and confided notes are left out. Read the sentences first (--passages): what would harm others "
    "is named by --leave-out, and the answer says that it is missing and why. Exit: 0 done, 2 not done.",
)
@click.argument("person_id", metavar="PERSON", type=click.UUID)
@click.option("--out", type=FILE, help="Write the machine-readable file (lotse/own-data/1) here.")
@click.option("--letter", "letter_file", type=FILE, help="Write the letter (HTML) here.")
@click.option("--way", type=WAYS, default=Way.LETTER.value, show_default=True, help="How the answer goes to her.")
@click.option("--passages", "only_passages", is_flag=True, help="Print the sentences of all free texts with their ids.")
@click.option("--leave-out", "left_out", metavar="ID", multiple=True, help="A sentence that speaks of others (repeat).")
@click.option("--why", type=REASONS, default=Why.OTHERS.value, show_default=True, help="Why they are left out.")
def own_data(
    person_id: UUID,
    out: Path | None,
    letter_file: Path | None,
    way: str,
    only_passages: bool,
    left_out: tuple[str, ...],
    why: str,
) -> None:
    """Record that she is told, then tell; or only show what is to be read before."""
    with opening.house() as house:
        today = house.now().astimezone(LOCAL).date()
        if only_passages or left_out:
            listed = passages(_gathered(house, person_id, today))
            if unknown := set(left_out) - {each.id for each in listed}:
                raise NotDone(f"there is no sentence {', '.join(sorted(unknown))}: see `person export --passages`.")
            if only_passages:
                say_table(("id", "day", "of", "sentence"), listed)
                return
        house.casework.rights.inform(opening.sent(uuid4(), Purpose.DATA_SUBJECT_RIGHTS), person_id, way=Way(way))
        data = _gathered(house, person_id, today)
    data = without(data, left_out, Why(why)) if left_out else data
    if letter_file is not None:
        _write(letter_file, as_html(data).encode())
        if not left_out:
            remark("Read the letter before you hand it over: a note may speak of other people (--leave-out).")
    if out is not None:
        _write(out, as_json(data))
    if out is None and letter_file is None:
        click.echo(as_json(data), nl=False)


def _gathered(house: RealHouse, person_id: UUID, today: date) -> OwnData:
    """Everything about her; whoever reads it looks into the file."""
    house.access_log.record(_look(house, person_id))
    try:
        return gather(house, person_id, today)
    except NoSuchPerson as error:
        raise NotDone(str(error)) from error


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
    say(f"Written to {path}; delete it when the person has it.")


def _look(house: RealHouse, person_id: UUID) -> Access:
    return Access(
        at=house.now(),
        staff_id=SYSTEM,
        role=Role.SYSTEM.value,
        view="person.information",
        purpose=RIGHTS,
        correlation=uuid4(),
        person_id=person_id,
        outside=False,
    )
