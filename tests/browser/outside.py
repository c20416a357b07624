"""A reader outside (Institution): links into the demo, opened in a browser that has no account."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext

from projections import directory
from referrals.casework import Intake, NewForwarding, NewPerson, NewRelease, Sent
from referrals.link import NewLink
from referrals.need import NeedKind
from referrals.occasion import Channel
from referrals.referral.codes import Way
from referrals.release import Covers, Given
from referrals.roles import Role
from web.demo.people import ANNA
from web.house import RealHouse

MESSAGE = "Guten Tag,\n\nwir vermitteln Ihnen eine ratsuchende Person.\n\nName: Ilse Selten\nTelefon: 02151 000099"


class Asked(NamedTuple):
    """An enquiry by link, and the referral behind it."""

    link: UUID
    referral: UUID
    institution: UUID


def ask(house: RealHouse) -> Asked:
    """Anna forwards somebody new by link."""
    house.catch_up()
    with house.views.reading() as views:
        institution = directory.search(views, limit=1)[0].id
    release = NewRelease(
        institution_ids=(institution,),
        covers=(Covers.CONTACT,),
        valid_until=house.now().date() + timedelta(days=90),
        given=Given.ORAL,
        language="de",
    )
    wanted = Intake(
        person=NewPerson(name="Ilse Selten", language="de", quarter="alt_inrath", birth_year="1990"),
        need=NeedKind.HOUSING,
        case_manager=ANNA.id,
        institution_id=institution,
        release=release,
        forwarding=NewForwarding(way=Way.LINK, shared=("contact",), message=MESSAGE, link=NewLink()),
    )
    sent = Sent(command_id=uuid4(), actor=ANNA.id, role=ANNA.role)
    taken = house.casework.intake.take_in(sent, wanted)
    return Asked(taken.stream("link."), taken.stream("referral."), institution)


def accept(house: RealHouse, asked: Asked) -> None:
    """The institution says yes."""
    role = Role.INSTITUTION.value
    sent = Sent(command_id=uuid4(), actor=asked.institution, role=role, channel=Channel.LINK)
    house.casework.links.accept(sent, asked.link, notice=1)


def let_in(house: RealHouse, asked: Asked, context: BrowserContext, url: str) -> str:
    """Open the link in this browser with a code; where it begins."""
    links, now = house.accounts.links, house.now()
    opened = links.open(asked.link, links.new_code(asked.link, now), "", now)
    assert opened is not None
    context.add_cookies([{"name": f"lotse-link-{asked.link.hex}", "value": opened.token, "url": url}])
    return f"/link/{asked.link}/enquiry"
