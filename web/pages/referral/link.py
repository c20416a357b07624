"""The link of a referral, on our side (Link der Institution): until when, opened when; send, say a code, withdraw."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from projections import directory, links
from referrals.casework import Receipt, Sent
from referrals.link import Link, Urgency
from referrals.link_standing import AWAITED, LinkStage, forwarding_of
from referrals.referral.codes import Way
from referrals.referral.state import Referral
from web import banner, desk, link_standing, rules
from web.audience import audience
from web.forms import Form, StepForm, read
from web.link_access import CODE_LASTS, Seen, in_groups
from web.link_mail import address_of, can_mail, link_address, mail_link, mailed_with, open_link
from web.pages.referral import frame
from web.pages.referral.steps import pages
from web.parts import CASE_MANAGER, now


class Shown(NamedTuple):
    """What the page of a referral says about its link; `link` is None where none was made yet."""

    link: Link | None
    opens: bool  # the institution can read something through it
    awaited: bool  # its answer is still to come
    address: str
    seen: Seen
    mailed_to: str  # the address in the directory; empty where there is none
    by_mail: bool  # this installation sends mail
    command_ids: tuple[UUID, ...]  # one for each button


class Pressed(StepForm):
    """A button on the page of the referral."""


def shown(referral: Referral) -> Shown | None:
    """The link that counts now; None where there is nothing to say."""
    found = links.of_referral(desk.views(), referral.id)
    latest = found[0] if found else None
    stands = link_standing.stands(desk.house(), latest.id, now()) if latest else None
    opens = stands is not None and stands.stage is not LinkStage.ANSWERED
    awaited = referral.phase in AWAITED and referral.stopped is None and _went_by_link(referral)
    if not opens and not awaited:
        return None
    listing = directory.get(desk.views(), referral.institution_id) if referral.institution_id else None
    return Shown(
        link=latest,
        opens=opens,
        awaited=awaited,
        address=link_address(latest.id) if latest and opens else "",
        seen=desk.house().accounts.links.seen(latest.id) if latest else Seen(None, None),
        mailed_to=address_of(listing.institution if listing else None, referral.offer_id),
        by_mail=can_mail(desk.house()),
        command_ids=tuple(uuid4() for _ in range(4)),
    )


@pages.post("/referrals/<uuid:referral_id>/link")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def new_link(referral_id: UUID) -> Response:
    """A link, or a new one in place of the one before; mailed where that is possible."""
    referral = desk.referral(referral_id)
    before = links.of_referral(desk.views(), referral_id)
    still_open = open_link(referral_id)

    def record(sent: Sent) -> Receipt:
        urgency = before[0].urgency if before else Urgency.ORDINARY
        replaces = still_open.id if still_open else None
        receipt = desk.casework().links.make(sent, referral_id, urgency=urgency, replaces=replaces)
        return mailed_with(sent, receipt)

    return _done(referral, record)


@pages.post("/referrals/<uuid:referral_id>/link/mail")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def link_mail(referral_id: UUID) -> Response:
    """Send the same link once more."""
    referral, link = _open(referral_id)
    return _done(referral, lambda sent: mail_link(sent, link, referral) or Receipt(recorded=()))


@pages.post("/referrals/<uuid:referral_id>/link/withdrawal")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def link_withdrawal(referral_id: UUID) -> Response:
    """The link opens nothing any more."""
    referral, link = _open(referral_id)
    return _done(referral, lambda sent: desk.casework().links.withdraw(sent, link.id))


@pages.post("/referrals/<uuid:referral_id>/link/code")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def link_code(referral_id: UUID) -> str:
    """A one-time code to say on the phone, shown once; that it was made stands in the log."""
    referral = desk.referral(referral_id)
    found = shown(referral)
    if found is None or found.link is None or not found.opens:
        abort(404)
    form = _pressed()
    desk.casework().links.tell_code(desk.sent(form), found.link.id)
    code = desk.house().accounts.links.new_code(found.link.id, now())
    assert referral.institution_id is not None
    phones = directory.phones(desk.views(), [referral.institution_id])
    return frame.on(
        referral,
        "referral/link_code.html",
        code=in_groups(code),
        address=found.address,
        phone=phones.get(referral.institution_id, ""),
        minutes=CODE_LASTS.seconds // 60,
    )


def _went_by_link(referral: Referral) -> bool:
    events: list[object] = list(desk.house().log.events_of(referral.id))
    forwarded = forwarding_of(events)  # type: ignore[arg-type]
    return forwarded is not None and forwarded.way is Way.LINK


def _open(referral_id: UUID) -> tuple[Referral, Link]:
    link = open_link(referral_id)
    if link is None:
        abort(404)
    return desk.referral(referral_id), link


def _pressed() -> Form:
    form = read(Pressed, request.form)
    g.form = form
    if not form.ok:
        abort(400)
    return form


def _done(referral: Referral, record: Callable[[Sent], Receipt]) -> Response:
    receipt = record(desk.sent(_pressed()))
    desk.look_again()
    return banner.after(redirect(url_for("referral.page", referral_id=referral.id), 303), receipt)
