"""Restricting (Einschränkung, Art. 18 GDPR): a person's data is kept and used for nothing but ending the matter."""

from uuid import UUID, uuid4

import click

from projections import persons
from projections.following import run_once
from referrals.occasion import Purpose
from referrals.person_events import LiftReason, RestrictionGround
from web.cli import opening
from web.cli.saying import NotDone, say, say_json
from web.house import RealHouse

GROUNDS = click.Choice([ground.value for ground in RestrictionGround])
REASONS = click.Choice([reason.value for reason in LiftReason])


@click.command(
    short_help="Restrict the processing of a person's data, or end it.",
    help="Restrict the processing of a person's data (Art. 18 GDPR): it is kept, out of search and lists, and nothing "
    "is forwarded. Without an option: say whether it is restricted. Exit: 0 done, 2 not done.",
)
@click.argument("person_id", metavar="PERSON", type=click.UUID)
@click.option("--ground", type=GROUNDS, help="Restrict it, on this ground (Art. 18(1) GDPR).")
@click.option("--lift", type=REASONS, help="End the restriction, for this reason.")
@click.option("--json", "as_json", is_flag=True, help="Print person, restricted, ground and since as JSON.")
def restrict(person_id: UUID, ground: str | None, lift: str | None, as_json: bool) -> None:
    """One step at a time."""
    if ground is not None and lift is not None:
        raise click.UsageError("Give --ground or --lift, not both.")
    with opening.house() as house:
        sent = opening.sent(uuid4(), Purpose.DATA_SUBJECT_RIGHTS)
        if ground is not None:
            house.casework.rights.restrict(sent, person_id, ground=RestrictionGround(ground))
        elif lift is not None:
            house.casework.rights.lift_restriction(sent, person_id, reason=LiftReason(lift))
        run_once(house.runner)
        _tell(house, person_id, as_json)


def _tell(house: RealHouse, person_id: UUID, as_json: bool) -> None:
    with house.views.reading() as connection:
        person = persons.get(connection, person_id)
    if person is None:
        raise NotDone(f"there is no person {person_id}: the id stands in the address of their page.")
    held = person.restricted
    if as_json:
        since, ground = (held.since, held.ground.value) if held else (None, None)
        say_json({"person": person_id, "restricted": held is not None, "ground": ground, "since": since})
    elif held is None:
        say(f"The data of {person_id} is not restricted.")
    else:
        say(f"The data of {person_id} is restricted since {held.since}: {held.ground.value}.")
