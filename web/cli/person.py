"""Person (ratsuchende Person): forgetting somebody, from the request to the certificate."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import click
from msgspec.structs import replace

from projections import erasures
from projections.following import run_once
from referrals.casework import Sent
from referrals.erasure import CannotErase, Erasure
from referrals.erasure_events import ErasureGround, Stage, StopReason
from referrals.occasion import Purpose
from web import forgetting
from web.cli import opening
from web.cli.failing import sentence
from web.cli.own_data import own_data
from web.cli.restricting import restrict
from web.cli.saying import NotDone, remark, say, say_json
from web.house import RealHouse
from web.parts import COORDINATOR

GROUNDS = click.Choice([ground.value for ground in ErasureGround])
REASONS = click.Choice([reason.value for reason in StopReason])


@click.group(
    short_help="Persons (Ratsuchende), by their id.",
    help="Persons (Ratsuchende), by their id: it stands in the address of their page.",
)
def person() -> None:
    """Commands on persons."""


person.add_command(own_data)
person.add_command(restrict)


@person.command(
    short_help="Forget a person: request, approve, carry out.",
    help="Forget a person (Löschung). Without an option: say how far it is. One person requests, a coordinator "
    "approves (--by asks for their password), a waiting time runs (LOTSE_ERASURE_WAIT_DAYS), then --run or --due "
    "carries it out. Called again after a failure it goes on. Exit: 0 done, 2 not done.",
)
@click.argument("person_id", metavar="[PERSON]", type=click.UUID, required=False)
@click.option("--request", "ground", type=GROUNDS, help="Request it, on this ground (Art. 17(1) GDPR).")
@click.option("--approve", is_flag=True, help="Approve it; needs --by a coordinator who did not request it.")
@click.option("--refuse", type=REASONS, help="Refuse it, for this reason; needs --by a coordinator.")
@click.option("--cancel", type=REASONS, help="Call it off before it is carried out, for this reason.")
@click.option("--run", "run_it", is_flag=True, help="Carry it out, if the waiting time is over.")
@click.option("--due", is_flag=True, help="Carry out everything that is due (for cron); takes no PERSON.")
@click.option("--by", "login", help="Who does it: their login; asks for the password.")
@click.option("--json", "as_json", is_flag=True, help="Print the erasure (with --due: certified and held) as JSON.")
def erase(
    person_id: UUID | None,
    ground: str | None,
    approve: bool,
    refuse: str | None,
    cancel: str | None,
    run_it: bool,
    due: bool,
    login: str | None,
    as_json: bool,
) -> None:
    """One step at a time."""
    asked = [ground is not None, approve, refuse is not None, cancel is not None, run_it, due]
    if sum(asked) > 1:
        raise click.UsageError("Give one of --request, --approve, --refuse, --cancel, --run and --due.")
    if due == (person_id is not None):
        raise click.UsageError("Give a PERSON, or --due without one.")
    with opening.house() as house:
        run_once(house.runner)
        if person_id is None:
            _carry_out_all(house, as_json)
            return
        sent = _sent(house, login)
        if ground is not None:
            house.casework.erasures.request(
                sent,
                person_id,
                ground=ErasureGround(ground),
                open_referrals=forgetting.open_referrals(house, person_id),
            )
        elif any(asked):
            _step(house, sent, _newest(house, person_id), approve=approve, refuse=refuse, cancel=cancel)
        run_once(house.runner)
        _tell(_newest(house, person_id), as_json)


def _step(
    house: RealHouse, sent: Sent, erasure: Erasure, *, approve: bool, refuse: str | None, cancel: str | None
) -> None:
    commands = house.casework.erasures
    if approve:
        commands.approve(
            sent,
            erasure.id,
            open_referrals=forgetting.open_referrals(house, erasure.person_id),
            wait_days=house.settings.erasure_wait_days,
        )
    elif refuse is not None:
        commands.refuse(sent, erasure.id, reason=StopReason(refuse))
    elif cancel is not None:
        commands.cancel(sent, erasure.id, reason=StopReason(cancel))
    else:
        done = forgetting.carry_out(house, erasure.id)
        for held in done.held:
            raise held.refusal
        if not done.certified and erasure.stage is Stage.APPROVED:
            raise CannotErase.because_it_is_not_due(erasure.due_on)
        if not done.certified:
            raise CannotErase.because_of_its_stage(erasure.stage)
        remark(f"lotse: {forgetting.NEW_KEK.format(path=house.settings.kek_file)}")


def _carry_out_all(house: RealHouse, as_json: bool) -> None:
    done = forgetting.carry_out(house)
    if done.certified:
        remark(f"lotse: {forgetting.NEW_KEK.format(path=house.settings.kek_file)}")
    if as_json:
        held = [{"erasure": each.erasure.id, "refused": each.refusal.code} for each in done.held]
        say_json({"certified": [str(each) for each in done.certified], "held": held})
        return
    say(f"{len(done.certified)} erasures were carried out and certified; {len(done.held)} must wait.")
    for each in done.held:
        remark(f"lotse: {each.erasure.person_id}: {sentence(each.refusal)}")


def _sent(house: RealHouse, login: str | None) -> Sent:
    """By whom: the installation itself, or somebody who knows their password."""
    sent = opening.sent(uuid4(), Purpose.DATA_SUBJECT_RIGHTS)
    if login is None:
        return sent
    password = click.prompt(f"Password of {login}", hide_input=True, err=True)
    session = house.accounts.sign_in(login, password, house.now())
    house.accounts.sessions.end(session.staff_id, session.id, house.now())
    worker = house.worker(session.staff_id)
    if worker is None or session.must_change:
        raise NotDone(f"{login} has to sign in on the pages first, and choose a password of their own.")
    role = COORDINATOR if worker.has(COORDINATOR) else min(worker.roles)
    return replace(sent, actor=worker.staff_id, role=role)


def _newest(house: RealHouse, person_id: UUID) -> Erasure:
    with house.views.reading() as connection:
        found = erasures.of_person(connection, person_id)
    if not found:
        raise NotDone(f"nobody requested that {person_id} be erased: use --request.")
    return found[0]


def _tell(erasure: Erasure, as_json: bool) -> None:
    told: Mapping[str, object] = {
        "erasure": erasure.id,
        "person": erasure.person_id,
        "stage": erasure.stage.value,
        "ground": erasure.ground.value,
        "requested_on": erasure.requested_on,
        "due_on": erasure.due_on,
        "keys": erasure.keys,
        "values": erasure.blobs,
        "kek_id": erasure.kek_id or None,
    }
    if as_json:
        say_json(told)
        return
    when = f", carried out from {erasure.due_on} on" if erasure.stage is Stage.APPROVED else ""
    say(f"The erasure of {erasure.person_id} stands at '{erasure.stage.value}' since {erasure.stage_since}{when}.")
    if erasure.stage is Stage.CERTIFIED:
        say(f"{erasure.keys} keys and {erasure.blobs} sealed values are gone; erasure {erasure.id}.")
