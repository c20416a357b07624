"""Auditor and administrator are given and taken by two persons: one proposes, another one confirms."""

from uuid import UUID

import pytest

from referrals.occasion import Channel
from referrals.roles import SYSTEM, CannotGiveRoles, Role
from referrals.staff import Member, StaffEvent, fold
from tests.cast import ANNA, BEN, CEM, DORA, EMIL, FRIDA
from tests.workplace import Workplace

ADMINISTRATOR, AUDITOR, COORDINATOR = (Role.ADMINISTRATOR,), (Role.AUDITOR,), (Role.COORDINATOR,)


@pytest.fixture
def office(workplace: Workplace) -> Workplace:
    """Frida was there first, as the administrator; Emil coordinates."""
    add(workplace, FRIDA, "Frida", ADMINISTRATOR, by=SYSTEM)
    add(workplace, EMIL, "Emil", COORDINATOR, by=FRIDA)
    return workplace


def add(w: Workplace, staff_id: UUID, name: str, roles: tuple[Role, ...], *, by: UUID) -> list[str]:
    """Somebody joins; the topics recorded."""
    channel = Channel.COMMAND if by == SYSTEM else Channel.WORKER
    receipt = w.casework.team.add(w.sent(actor=by, channel=channel), name=name, team="", roles=roles, staff_id=staff_id)
    return [ref.topic for ref in receipt.recorded]


def change(w: Workplace, staff_id: UUID, *roles: Role, by: UUID) -> None:
    w.casework.team.change_roles(w.sent(actor=by), staff_id, roles=roles)


def confirm(w: Workplace, staff_id: UUID, *, by: UUID) -> None:
    w.casework.team.confirm_roles(w.sent(actor=by), staff_id)


def member(w: Workplace, staff_id: UUID) -> Member:
    told: list[StaffEvent] = w.log.events_of(staff_id)  # type: ignore[assignment]
    found = fold(told)
    assert found is not None
    return found


@pytest.mark.parametrize("roles", [ADMINISTRATOR, AUDITOR])
def test_nothing_changes_before_the_second_person_agrees(office: Workplace, roles: tuple[Role, ...]) -> None:
    change(office, CEM, *roles, by=FRIDA)
    assert member(office, CEM).roles == (Role.CASE_MANAGER,)
    confirm(office, CEM, by=EMIL)
    after = member(office, CEM)
    assert (after.roles, after.proposal) == (roles, None)


def test_a_guarded_role_is_taken_by_two_persons_too(office: Workplace) -> None:
    change(office, FRIDA, Role.CASE_MANAGER, by=ANNA)
    assert member(office, FRIDA).roles == ADMINISTRATOR
    confirm(office, FRIDA, by=EMIL)
    assert member(office, FRIDA).roles == (Role.CASE_MANAGER,)


def test_other_roles_change_at_once(office: Workplace) -> None:
    change(office, CEM, Role.CASE_MANAGER, Role.COORDINATOR, by=FRIDA)
    assert member(office, CEM).roles == (Role.CASE_MANAGER, Role.COORDINATOR)


@pytest.mark.parametrize(
    ("decider", "reason"),
    [(FRIDA, "second_person"), (CEM, "own_roles"), (BEN, "may_not_decide")],
    ids=["who proposed", "the person concerned", "a case manager"],
)
def test_who_is_not_the_second_person_is_refused(office: Workplace, decider: UUID, reason: str) -> None:
    change(office, CEM, *AUDITOR, by=FRIDA)
    with pytest.raises(CannotGiveRoles, match=reason):
        confirm(office, CEM, by=decider)
    assert member(office, CEM).roles == (Role.CASE_MANAGER,)


def test_another_administrator_agrees_as_long_as_they_are_one(office: Workplace) -> None:
    change(office, BEN, *ADMINISTRATOR, by=FRIDA)
    confirm(office, BEN, by=EMIL)
    change(office, CEM, *AUDITOR, by=FRIDA)
    office.casework.team.disable(office.sent(actor=FRIDA), BEN, open_cases=0)
    with pytest.raises(CannotGiveRoles, match="may_not_decide"):
        confirm(office, CEM, by=BEN)
    office.casework.team.enable(office.sent(actor=FRIDA), BEN)
    confirm(office, CEM, by=BEN)
    assert member(office, CEM).roles == AUDITOR


def test_a_proposal_is_declined_or_taken_back_and_one_waits_at_a_time(office: Workplace) -> None:
    change(office, CEM, *AUDITOR, by=FRIDA)
    with pytest.raises(CannotGiveRoles, match="proposal_waits"):
        change(office, CEM, *COORDINATOR, by=FRIDA)
    with pytest.raises(CannotGiveRoles, match="may_not_decide"):
        office.casework.team.decline_roles(office.sent(actor=BEN), CEM)
    office.casework.team.decline_roles(office.sent(actor=FRIDA), CEM)
    assert member(office, CEM).proposal is None
    change(office, CEM, *COORDINATOR, by=FRIDA)
    assert member(office, CEM).roles == COORDINATOR


def test_whoever_joins_waits_without_the_role(office: Workplace) -> None:
    assert add(office, DORA, "Dora", AUDITOR, by=FRIDA) == ["staff.added", "staff.roles_proposed"]
    assert member(office, DORA).roles == ()
    confirm(office, DORA, by=EMIL)
    assert member(office, DORA).roles == AUDITOR


def test_only_the_keyboard_founds_and_each_guarded_role_only_once(office: Workplace) -> None:
    """The first auditor at the keyboard needs nobody; the second administrator does, even where Frida has left."""
    assert add(office, DORA, "Dora", AUDITOR, by=SYSTEM) == ["staff.added"]
    office.casework.team.disable(office.sent(actor=EMIL), FRIDA, open_cases=0)
    assert add(office, UUID(int=9), "Gerd", ADMINISTRATOR, by=SYSTEM) == ["staff.added", "staff.roles_proposed"]
    change(office, CEM, Role.AUDITOR, by=SYSTEM)
    assert member(office, CEM).roles == (Role.CASE_MANAGER,)
