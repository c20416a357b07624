"""Identity (Angaben zur Person): the sealed values of one person, opened together for the page that shows them."""

from dataclasses import dataclass, field
from uuid import UUID

from projections import words
from referrals.need import NeedKind
from referrals.person import Person
from referrals.person_events import Fact
from web import desk
from web.message import Sender, Told
from web.parts import staff

FIELDS = ("name", "phone", "email", "address", "birth_year")


@dataclass(frozen=True)
class Identity:
    """Who the person is and how she is reached; empty where she did not tell."""

    id: UUID
    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    address: str = field(repr=False)
    birth_year: str = field(repr=False)
    language: str = ""
    quarter: str = ""
    disputed: frozenset[Fact] = frozenset()

    def told(self, need: NeedKind | str, wish: str | None) -> Told:
        """What could be passed on for one need, in German; what is passed on decides the release."""
        return Told(
            name=self.name,
            phone=self.phone,
            email=self.email,
            address=self.address,
            language=words.language_name(self.language),
            need=words.word(NeedKind(need)),
            wish=wish or "",
            birth_year=self.birth_year,
            disputed=self.disputed,
        )


def sender() -> Sender:
    """The worker, as an institution is told who asks."""
    return Sender(staff().name, phone=staff().phone, email=staff().email)


def identity_of(person: Person) -> Identity:
    """Open what names her; the caller records the look."""
    opened = desk.open_values([(getattr(person, each), person.id, each) for each in FIELDS])
    return Identity(
        id=person.id,
        language=person.language,
        quarter=person.quarter,
        disputed=frozenset(each.field for each in person.disputes),
        **dict(zip(FIELDS, opened, strict=True)),
    )
