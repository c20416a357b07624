"""Directory (Verzeichnis): the institutions with their offers, found by name, need, language and area."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)

from projections import answers, mistyped
from projections.answers import AnswerTimes
from projections.projection import Keyed, Projection, keyed_table, topics_of
from referrals.description import Address, Contact, InstitutionDescription, OfferDescription, Place
from referrals.institution import Institution, InstitutionEvent, evolve

VERSION = 1
_institutions = keyed_table(
    "directory",
    VERSION,
    Column("name", String, nullable=False),
    # PostgreSQL without ICU sorts by bytes.
    Column("sort_key", String, nullable=False),
    # Null where the institution names no body behind it.
    Column("provider", String),
    Column("listed", Boolean, nullable=False),
    # All names, as `found_by` compares them.
    Column("found_by", String, nullable=False),
    # "|need|need:language|:language|" of every active offer.
    Column("helps_with", String, nullable=False),
    # "|area|area|"; empty where no offer is bound to an area.
    Column("areas", String, nullable=False),
    # The oldest day on which an active offer was checked; null where none was.
    Column("assured_date", Date),
    # search
    Index(f"directory_v{VERSION}_sorted", "listed", "sort_key", "id"),
)

_HasPhones = InstitutionDescription | Contact | Place | OfferDescription
_HasEmail = InstitutionDescription | Contact | OfferDescription


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """An institution as a row of the directory; phone, e-mail and address are the first known ones."""

    institution: Institution
    sort_key: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    assured_date: date | None
    times: AnswerTimes

    @property
    def id(self) -> UUID:
        """The institution."""
        return self.institution.id

    @property
    def name(self) -> str:
        """What it is called."""
        return self.institution.description.name

    @property
    def phone(self) -> str | None:
        """The number to call first."""
        return phone_of(self.institution)

    @property
    def email(self) -> str | None:
        """The address to write to first."""
        described = self.institution.description
        sources: list[_HasEmail] = [described, *described.contacts, *self.institution.offers.values()]
        return next((source.email for source in sources if source.email), None)

    @property
    def address(self) -> Address | None:
        """Where to go."""
        places = self.institution.description.places
        known = [address for place in places for address in place.addresses]
        return next((address for address in known if address.address_type == "physical"), next(iter(known), None))


def phone_of(institution: Institution) -> str | None:
    """The first number known of an institution, its people, its places or its offers."""
    described = institution.description
    sources: list[_HasPhones] = [described, *described.contacts, *described.places, *institution.offers.values()]
    return next((phone.number for source in sources for phone in source.phones), None)


def sort_key(name: str) -> str:
    """The order of a German list: ä like a, ß like ss, case does not matter (DIN 5007-1)."""
    spaced = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFKD", name.casefold()))
    shown = (letter for letter in spaced if letter.isprintable() and not unicodedata.combining(letter))
    return " ".join("".join(shown).split())[:200]


def found_by(text: str) -> str:
    """A name or a search term as they are compared: ä, ae and a are the same."""
    return sort_key(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def active_offers(institution: Institution) -> dict[UUID, OfferDescription]:
    """The offers that help today."""
    return {offer_id: offer for offer_id, offer in institution.offers.items() if offer.status == "active"}


def languages_of(institution: Institution, offer: OfferDescription | None = None) -> tuple[str, ...]:
    """In which languages one can speak there, or about this offer; German where nothing is known."""
    places = institution.description.places
    spoken = [language for place in places for language in place.languages]
    for each in (offer,) if offer else active_offers(institution).values():
        spoken += each.languages
    return tuple(sorted({language.code for language in spoken if language.code} or {"de"}))


def needs_of(institution: Institution) -> tuple[str, ...]:
    """The needs that its active offers meet."""
    return tuple(sorted({need for offer in active_offers(institution).values() for need in offer.needs}))


def _helps_with(institution: Institution) -> set[str]:
    tokens = {f":{language}" for language in languages_of(institution)}
    for offer in active_offers(institution).values():
        for need in offer.needs:
            tokens |= {need, *(f"{need}:{language}" for language in languages_of(institution, offer))}
    return tokens


def _columns(institution: Institution) -> dict[str, Any]:
    described, offers = institution.description, active_offers(institution)
    names = [described.name, described.alternate_name, described.provider]
    names += [name for offer in offers.values() for name in (offer.name, offer.alternate_name)]
    bound = [set(offer.areas) for offer in offers.values()]
    checked = [offer.assured_date for offer in offers.values() if offer.assured_date is not None]
    return {
        "name": described.name,
        "sort_key": sort_key(described.name),
        "provider": described.provider,
        "listed": institution.listed,
        "found_by": " ".join(found_by(name) for name in names if name),
        "helps_with": _joined(_helps_with(institution)),
        "areas": _joined(set().union(*bound)) if bound and all(bound) else "",
        "assured_date": min(checked, default=None),
    }


def _joined(tokens: Iterable[str]) -> str:
    return "|" + "".join(f"{token}|" for token in sorted(tokens))


_part = Keyed(table=_institutions, topics=topics_of(InstitutionEvent), state=Institution, fold=evolve, columns=_columns)
PROJECTION = Projection("directory", VERSION, (_part, answers.PART))

_THESE = _institutions.c.id.in_(bindparam("ids", expanding=True))
_STATES = select(_institutions.c.state).where(_THESE)
_NAMES = select(_institutions.c.id, _institutions.c.name).where(_THESE)


def search(
    connection: Connection,
    text: str = "",
    *,
    need: str | None = None,
    language: str | None = None,
    area: str | None = None,
    delisted: bool = False,
    after: tuple[str, UUID] | None = None,
    limit: int = 25,
) -> list[Listing]:
    """The institutions that fit, by name; the next page is the one `after` (sort_key, id) of the last.

    A word that no institution has in its names may be mistyped, and finds what is nearest to it.
    Need and language are those of one and the same offer; offers that are bound to no area fit every area.
    """
    wanted = _fitting(select(_institutions), _words(connection, text), need, language, area, delisted)
    if after is not None:
        wanted = wanted.where(tuple_(_institutions.c.sort_key, _institutions.c.id) > tuple_(*after))
    rows = connection.execute(wanted.order_by(_institutions.c.sort_key, _institutions.c.id).limit(limit)).all()
    times = answers.of_institutions(connection, [row.id for row in rows])
    return [_listing(_part.load(row.state), times) for row in rows]


def count(
    connection: Connection,
    text: str = "",
    *,
    need: str | None = None,
    language: str | None = None,
    area: str | None = None,
    delisted: bool = False,
) -> int:
    """How many `search` finds in all."""
    counted = select(func.count()).select_from(_institutions)
    found: int = connection.execute(
        _fitting(counted, _words(connection, text), need, language, area, delisted)
    ).scalar_one()
    return found


def get(connection: Connection, institution_id: UUID) -> Listing | None:
    """One institution, delisted or not; None when there is none under this id."""
    found = _these(connection, [institution_id])
    return _listing(found[0], answers.of_institutions(connection, [institution_id])) if found else None


def names(connection: Connection, institution_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these institutions are called, for the rows of a page."""
    wanted = list(set(institution_ids))
    rows = connection.execute(_NAMES, {"ids": wanted}).all() if wanted else ()
    return {institution_id: name for institution_id, name in rows}  # noqa: C416  # rows


def phones(connection: Connection, institution_ids: Collection[UUID]) -> dict[UUID, str]:
    """The number to call first, of those institutions that have one."""
    known = {each.id: phone_of(each) for each in _these(connection, institution_ids)}
    return {institution_id: number for institution_id, number in known.items() if number}


def offer_names(connection: Connection, institution_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the offers of these institutions are called."""
    found = _these(connection, institution_ids)
    return {offer_id: offer.name for each in found for offer_id, offer in each.offers.items()}


def all_for_export(connection: Connection) -> Iterator[Institution]:
    """Every listed institution, by name."""
    rows = connection.execution_options(yield_per=200).execute(
        select(_institutions.c.state)
        .where(_institutions.c.listed)
        .order_by(_institutions.c.sort_key, _institutions.c.id)
    )
    for (state,) in rows:
        yield _part.load(state)


def _listing(institution: Institution, times: dict[UUID, AnswerTimes]) -> Listing:
    columns = _columns(institution)
    return Listing(
        institution=institution,
        sort_key=columns["sort_key"],
        needs=needs_of(institution),
        languages=languages_of(institution),
        assured_date=columns["assured_date"],
        times=times.get(institution.id, AnswerTimes()),
    )


def _words(connection: Connection, text: str) -> list[list[str]]:
    """The words that are looked for, each with what may be meant where no institution has it in its names."""
    return [_spellings(connection, word) for word in found_by(text[:200]).split()[:8]]


def _spellings(connection: Connection, word: str) -> list[str]:
    held = select(_institutions.c.id).where(_institutions.c.found_by.contains(word, autoescape=True)).limit(1)
    if connection.execute(held).first() is not None:
        return [word]
    named = connection.execute(select(_institutions.c.found_by)).scalars()
    return mistyped.meant(word, {each for names in named for each in names.split()}) or [word]


def _fitting(
    selected: Select[Any],
    wanted: list[list[str]],
    need: str | None,
    language: str | None,
    area: str | None,
    delisted: bool,
) -> Select[Any]:
    table = _institutions.c
    if not delisted:
        selected = selected.where(table.listed)
    for spellings in wanted:
        selected = selected.where(or_(*(table.found_by.contains(each, autoescape=True) for each in spellings)))
    if need or language:
        token = f"{need or ''}{':' + language if language else ''}"
        selected = selected.where(table.helps_with.contains(f"|{token}|", autoescape=True))
    if area:
        bound = table.areas.contains(f"|{area}|", autoescape=True)
        selected = selected.where(or_(table.areas == "", bound))
    return selected


def _these(connection: Connection, institution_ids: Collection[UUID]) -> list[Institution]:
    wanted = list(set(institution_ids))
    rows = connection.execute(_STATES, {"ids": wanted}) if wanted else ()
    return [_part.load(state) for (state,) in rows]
