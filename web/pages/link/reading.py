"""Reading (Lesen von außen): what a link shows now, the record of the look, and the command that a reader gives."""

from typing import Any
from uuid import UUID, uuid4

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from referrals.casework import Sent
from referrals.institution import fold
from referrals.link_standing import LinkStage, Standing
from referrals.occasion import Channel
from referrals.roles import Role
from referrals.sealing import Sealed
from web import desk, link_standing
from web.access_log import ENQUIRY, Access
from web.case_number import case_number
from web.forms import Form, effective_command_id
from web.parts import now

Answer = Response | str | tuple[str, int]


def stands(link_id: UUID) -> Standing | None:
    """The link as the log tells it in this moment; None where it opens nothing, for whatever reason."""
    return link_standing.stands(desk.house(), link_id, now())


def at_stage(link_id: UUID, stage: LinkStage) -> Standing | None:
    """The link, where it is at this stage now."""
    found = stands(link_id)
    return found if found is not None and found.stage is stage else None


def looked(found: Standing) -> None:
    """Record what the reader outside is shown; raises `CannotLogAccess`, and then the page is not shown."""
    look = Access(
        at=now(),
        staff_id=found.link.institution_id,
        role=Role.INSTITUTION.value,
        view=str(request.endpoint),
        purpose=ENQUIRY,
        correlation=uuid4(),
        person_id=found.link.person_id,
        referral_id=found.link.referral_id,
        outside=False,
        ground=found.link.id,
    )
    desk.house().access_log.record(look)


def opened(sealed: Sealed | None, stream: UUID, field: str) -> str:
    """One sealed value in words; empty where nothing was told."""
    return (desk.house().vault.reveal_many([(sealed, stream, field)])[0] or "") if sealed is not None else ""


def sent(form: Form, found: Standing) -> Sent:
    """The command a reader gives: in the name of the institution, through this link."""
    return Sent(
        command_id=effective_command_id(current_app.config["SECRET_KEY"], form),
        actor=found.link.institution_id,
        role=Role.INSTITUTION.value,
        channel=Channel.LINK,
        correlation_id=found.link.id,
    )


def show(template: str, found: Standing, **more: object) -> str:
    """A page of this link; nothing on it comes from a view, so nothing on it can be out of date."""
    told: Any = desk.house().log.events_of(found.link.institution_id)
    institution = fold(told)
    return render_template(
        template,
        link=found.link,
        case_code=case_number(found.link.referral_id),
        institution=institution.description.name if institution else "–",
        **more,
    )


def gone(link_id: UUID) -> tuple[str, int]:
    """The page of a link that opens nothing; it says the same whatever the reason."""
    return render_template("link/gone.html", link_id=link_id), 410
