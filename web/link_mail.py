"""Mail to an institution: the case code and the link, or a one-time code. Nothing else stands in it.

Institutions read German, whatever the language of the worker's pages.
"""

import logging
from datetime import datetime
from uuid import UUID

from flask import request, url_for

from projections import directory, links
from referrals.casework import Receipt, Sent
from referrals.institution import Institution
from referrals.link import Link, LinkMade
from referrals.link_standing import LinkStage
from referrals.referral.state import Referral
from web import desk, link_standing, mail
from web.case_number import case_number
from web.house import RealHouse
from web.link_access import CODE_LASTS, in_groups
from web.mail import MailNotSent
from web.parts import today

log = logging.getLogger("lotse.web")

LINK_SUBJECT = "Anfrage {code}"
LINK_TEXT = """Guten Tag,

zur Anfrage {code} führt dieser Link:

{address}

Er gilt bis zum {day}. Beim Öffnen schicken wir einen Einmal-Code an diese Adresse.
"""
CODE_SUBJECT = "Ihr Einmal-Code"
CODE_TEXT = """Guten Tag,

Ihr Einmal-Code: {code}

Er gilt {minutes} Minuten und nur für den Link, bei dem Sie ihn angefordert haben.
Haben Sie keinen angefordert? Dann müssen Sie nichts tun.
"""


def address_of(institution: Institution | None, offer_id: UUID | None = None) -> str:
    """The address that we know: of the offer, else of the institution; empty where the directory has none."""
    if institution is None:
        return ""
    described, offer = institution.description, institution.offers.get(offer_id) if offer_id else None
    sources = [offer.email if offer else None, described.email, *(contact.email for contact in described.contacts)]
    others = (each.email for each in institution.offers.values())
    return next((known for known in (*sources, *others) if known), "")


def can_mail(house: RealHouse) -> bool:
    """Whether this installation sends mail at all."""
    return bool(house.settings.smtp_url and house.settings.mail_from)


def link_address(link_id: UUID) -> str:
    """The address outside, as it is mailed, copied or printed."""
    base = desk.house().settings.public_url or request.host_url.rstrip("/")
    return base + url_for("link.door", link_id=link_id)


def mail_link(command: Sent, link: Link, referral: Referral) -> Receipt | None:
    """Send the mail with the link, and record that it went out; None where it did not. Sent twice, it goes out once."""
    house, note = desk.house(), desk.casework().links.note_mail
    if house.log.result_of(command.command_id) is not None:
        return note(command, link.id)
    listing = directory.get(desk.views(), link.institution_id)
    to = address_of(listing.institution if listing else None, referral.offer_id)
    if not to or not can_mail(house):
        return None
    code = case_number(referral.id)
    text = LINK_TEXT.format(code=code, address=link_address(link.id), day=f"{link.open_until:%d.%m.%Y}")
    try:
        mail.send(house.settings, to, LINK_SUBJECT.format(code=code), text, {})
    except MailNotSent as error:
        log.error("the mail with a link did not go out: %s", error)
        return None
    return note(command, link.id)


def open_link(referral_id: UUID) -> Link | None:
    """The link of a referral that still waits for its answer."""
    return next((each for each in links.of_referral(desk.views(), referral_id) if each.awaits(today())), None)


def mailed_with(command: Sent, receipt: Receipt) -> Receipt:
    """What was recorded, with the link that was made in it mailed; a command that came twice mails nothing again."""
    made = [ref.originator_id for ref in receipt.recorded if ref.topic == LinkMade.TOPIC]
    if receipt.again or not made:
        return receipt
    desk.look_again()
    link = links.get(desk.views(), made[0])
    if link is None:
        return receipt
    sent = mail_link(desk.part_of(command, 1), link, desk.referral(link.referral_id))
    return Receipt(recorded=(*receipt.recorded, *sent.recorded)) if sent else receipt


def send_code(house: RealHouse, link_id: UUID, at: datetime) -> None:
    """Send a one-time code to the address that we know, if the link still opens something.

    Runs behind the answer to the reader, so that nobody learns from its time whether a code went out.
    """
    to = _reader_of(house, link_id, at) if can_mail(house) else ""
    if not to:
        return
    links = house.accounts.links
    code = links.new_code(link_id, at)
    text = CODE_TEXT.format(code=in_groups(code), minutes=CODE_LASTS.seconds // 60)
    try:
        mail.send(house.settings, to, CODE_SUBJECT, text, {})
    except MailNotSent as error:
        log.error("a one-time code did not go out: %s", error)
        links.note_delivery(link_id, code, delivered=False)
    else:
        links.note_delivery(link_id, code, delivered=True)


def _reader_of(house: RealHouse, link_id: UUID, at: datetime) -> str:
    """Where a code for this link goes; empty where the link shows nothing any more, or no address is known."""
    found = link_standing.stands(house, link_id, at)
    if found is None or found.stage is LinkStage.ANSWERED:
        return ""
    house.catch_up()
    with house.views.reading() as connection:
        listing = directory.get(connection, found.link.institution_id)
    return address_of(listing.institution if listing else None, found.referral.offer_id)
