"""A referral that went out by link, a mail server that takes the mails, and a reader outside."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from referrals.casework import NewForwarding, NewPerson, NewRelease
from referrals.description import InstitutionDescription
from referrals.link import NewLink
from referrals.referral.codes import Way
from referrals.release import Covers, Given
from tests.cast import VHS, day
from tests.client import Page, PageClient
from tests.post import Post
from tests.real_house import Premises

MESSAGE = "Name: Gül Needle\nTelefon: 02151 000000"


class Enquiry:
    """Gül's referral to the Volkshochschule by link, and whoever reads it there."""

    def __init__(self, premises: Premises, post: Post) -> None:
        self.premises, self.post = premises, post
        premises.casework.institutions.describe(
            premises.sent(),
            VHS,
            description=InstitutionDescription(name="Volkshochschule", email="anmeldung@vhs.example.org"),
        )
        taken = self.take_in()
        self.referral, self.person = taken["referral."], taken["person."]
        self.release, self.link = taken["release."], taken["link."]
        self.reader = premises.browser()

    def take_in(self, name: str = "Gül Needle", birth_year: str | None = "1990") -> dict[str, UUID]:
        """Another referral by link; the ids of what came of it."""
        receipt = self.premises.take_in(
            person=NewPerson(
                name=name, language="tr", quarter="stephanplatz", phone="02151 000000", birth_year=birth_year
            ),
            release=NewRelease(
                institution_ids=(VHS,),
                covers=(Covers.CONTACT, Covers.NEED),
                valid_until=day(300),
                given=Given.ORAL,
                language="tr",
            ),
            forwarding=NewForwarding(
                way=Way.LINK, shared=("contact", "need"), message=MESSAGE.replace("Gül Needle", name), link=NewLink()
            ),
        )
        return {noun: receipt.stream(noun) for noun in ("referral.", "person.", "release.", "link.")}

    @property
    def door(self) -> str:
        """Where the mail leads."""
        return f"/link/{self.link}"

    def ask(self, link: UUID | None = None, reader: PageClient | None = None) -> str:
        """Ask for a code; the one that came by mail, empty where none came."""
        before = len(self.post.received)
        (reader or self.reader).post(f"/link/{link or self.link}/code", follow=False)
        mails = self.post.mails()[before:]
        found = re.search(r"\b(\d{4} \d{4})\b", mails[0].get_content()) if mails else None
        return found[1] if found else ""

    def enter(self, code: str, reader: PageClient | None = None) -> Page:
        """Type a code."""
        return (reader or self.reader).post(f"{self.door}/session", {"one_time_code": code})

    def come_in(self) -> Page:
        """Ask, type, and read the enquiry."""
        return self.enter(self.ask())

    def accept(self, **filled: str) -> Page:
        """Come in, confirm the notice, and accept."""
        page = self.come_in()
        form: dict[str, Any] = {"confirmed": "1", **filled}
        return page.client.get(page.links()["Zusagen"]).submit("Zusagen", **form)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The mail server; nobody has to look up what this machine is called."""
    monkeypatch.setattr("socket.getfqdn", lambda *_: "localhost")
    server = Post()
    server.start()
    yield server
    server.close()


@pytest.fixture
def enquiry(premises: Premises, post: Post) -> Enquiry:
    """On SQLite, with mail."""
    with_mail(premises, post)
    return Enquiry(premises, post)


def with_mail(premises: Premises, post: Post) -> None:
    """Let this house send its mail there."""
    premises.house.settings = replace(
        premises.house.settings,
        smtp_url=f"smtp://127.0.0.1:{post.port}",
        mail_from="lotse@example.org",
        public_url="https://lotse.example.org",
    )
