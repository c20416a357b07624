"""Roles that wait for a second person (Vier-Augen-Prinzip): administration and coordination agree or do not."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from projections import staff as members
from referrals import roles
from referrals.casework import Receipt
from referrals.staff import Member, Role
from web import desk, recording
from web.audience import audience
from web.forms import Form, StepForm, blank, read
from web.parts import ADMINISTRATOR, COORDINATOR, staff

pages = Blueprint("roles", __name__)


class Waiting(NamedTuple):
    """A proposal on the list; `may_agree` for the second person, `asked` for whoever proposed it."""

    member: Member
    name: str
    now: tuple[Role, ...]
    then: tuple[Role, ...]
    requested_by: str
    may_agree: bool
    asked: bool
    form: Form


def waiting() -> list[Waiting]:
    """What waits for a second person, for the pages of administration and coordination."""
    if not staff().has(ADMINISTRATOR, COORDINATOR):
        return []
    return [_waiting(each) for each in members.everybody(desk.views()) if each.proposal is not None]


@pages.post("/roles/<uuid:staff_id>/confirmation")
@audience(ADMINISTRATOR, COORDINATOR)
def confirm(staff_id: UUID) -> Response | tuple[str, int]:
    """Agree; the roles count from the next click of whoever has them."""
    return _decide(staff_id, agree=True)


@pages.post("/roles/<uuid:staff_id>/declining")
@audience(ADMINISTRATOR, COORDINATOR)
def decline(staff_id: UUID) -> Response | tuple[str, int]:
    """Do not agree, or take the own proposal back."""
    return _decide(staff_id, agree=False)


def _decide(staff_id: UUID, *, agree: bool) -> Response | tuple[str, int]:
    desk.member(staff_id)
    form, team = read(StepForm, request.form), desk.casework().team

    def record() -> Receipt:
        sent = desk.sent(form, stream=staff_id)
        return team.confirm_roles(sent, staff_id) if agree else team.decline_roles(sent, staff_id)

    return recording.recorded(form, record, lambda: url_for(_home()), lambda: (_page(form), 422))


def _home() -> str:
    return "administration.overview" if staff().has(ADMINISTRATOR) else "team.overview"


def _page(form: Form) -> str:
    from web.pages import administration, team_overview  # both show what waits

    return administration.overview_page(form) if staff().has(ADMINISTRATOR) else team_overview.overview_page(form)


def _waiting(member: Member) -> Waiting:
    proposal = member.proposal
    assert proposal is not None
    names = desk.staff_names([member.id, proposal.requested_by])
    return Waiting(
        member,
        names[member.id],
        member.roles,
        proposal.roles,
        names.get(proposal.requested_by, ""),
        roles.may_confirm(member, staff().staff_id),
        proposal.requested_by == staff().staff_id,
        blank(StepForm, expected_version=member.version),
    )
