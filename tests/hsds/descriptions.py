"""Directories of every shape for property tests: what reading can give, so texts are tidy and ids are UUIDs."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from referrals import description as d
from referrals.hsds.describing import FREQUENCIES, NEEDS, WEEKDAYS
from referrals.hsds.difference import Directory, Listed
from referrals.hsds.fields import tidy

_printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
_awkward = st.sampled_from(
    ["=1+1", "+49 2151 1", "-", "@home", "'s", "''", "a\nb", 'say "x"', "a,b;c", "0049", "<script>"]
)
texts = st.one_of(_awkward, st.text(_printable, min_size=1, max_size=12).map(tidy).filter(bool))
numbers = st.one_of(st.integers(-(10**6), 10**6).map(float), st.floats(-180, 180, allow_nan=False))
phone_numbers = texts.map(lambda text: text.strip('" ')).filter(lambda text: bool(text) and text == tidy(text))
webs = st.sampled_from(["https://vhs.example", "http://krefeld.example/kurse?a=1&b=%20", "https://x.example/#=1"])
emails = st.sampled_from(["info@vhs.example", "+x@vhs.example"])
kinds = st.sampled_from(d.PLACE_KINDS)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value, or not known."""
    return st.none() | strategy


def some(strategy: st.SearchStrategy[Any], at_most: int = 2) -> st.SearchStrategy[Any]:
    """A few of them."""
    return st.lists(strategy, max_size=at_most).map(tuple)


def made(kind: type[Any], required: dict[str, st.SearchStrategy[Any]], **optional: Any) -> st.SearchStrategy[Any]:
    """A struct whose optional fields are there or not."""
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))


languages = some(made(d.LanguageSpoken, {"code": texts}, name=texts, note=texts))
phones = some(
    made(d.Phone, {"number": phone_numbers}, extension=st.integers(0, 999), type=texts, languages=languages), 2
)
contacts = some(made(d.Contact, {"department": texts}, title=texts, email=emails, phones=phones), 1)
addresses = some(
    made(
        d.Address,
        {"address_1": texts, "city": texts, "postal_code": texts},
        address_2=texts,
        region=texts,
        state_province=texts,
        country=texts,
        address_type=kinds,
    )
)
schedules = some(
    made(
        d.Schedule,
        {"byday": texts},
        valid_from=st.dates(date(2000, 1, 1)),
        count=st.integers(1, 9),
        wkst=st.sampled_from(WEEKDAYS),
        freq=st.sampled_from(FREQUENCIES),
        opens_at=st.times(),
        closes_at=st.just(time(18)),
        timezone=st.sampled_from([-3.0, 1.0, 5.5]),
        time_zone=st.just("Europe/Berlin"),
        notes=texts,
        schedule_link=webs,
    )
)
accessibility = some(made(d.Accessibility, {"description": texts}, details=texts, url=webs))
places = made(
    d.Place,
    {"id": st.uuids()},
    location_type=kinds,
    name=texts,
    description=texts,
    url=webs,
    latitude=numbers,
    longitude=numbers,
    addresses=addresses,
    languages=languages,
    phones=phones,
    contacts=contacts,
    accessibility=accessibility,
    schedules=schedules,
)
capacities = some(made(d.Capacity, {"available": numbers}, unit=texts, maximum=numbers, updated=moments))


@st.composite
def offers(draw: st.DrawFn, known: tuple[d.Place, ...]) -> d.OfferDescription:
    """An offer at some of the places of its institution."""
    at = draw(st.lists(st.sampled_from(known), unique_by=lambda place: place.id)) if known else []
    offered = [
        draw(made(d.OfferedAt, {"place_id": st.just(place.id)}, description=texts, phones=phones, schedules=schedules))
        for place in at
    ]
    described = made(
        d.OfferDescription,
        {"name": texts, "status": st.sampled_from(d.OFFER_STATUSES), "offered_at": st.just(tuple(offered))},
        description=texts,
        url=webs,
        email=emails,
        minimum_age=numbers,
        assured_date=st.dates(date(2000, 1, 1)),
        needs=st.lists(st.sampled_from(NEEDS), unique=True).map(tuple),
        areas=some(texts),
        languages=languages,
        required_documents=some(made(d.RequiredDocument, {"document": texts}, uri=webs)),
        phones=phones,
        contacts=contacts,
        schedules=schedules,
        capacities=capacities,
        external_id=texts,
    )
    return draw(described)  # type: ignore[no-any-return]


@st.composite
def listed(draw: st.DrawFn, shared: d.Place) -> Listed:
    """An institution with its offers, perhaps at a place where others are too."""
    own = draw(st.lists(places, max_size=2, unique_by=lambda place: place.id))
    at = (*own, shared) if draw(st.booleans()) else tuple(own)
    institution = draw(
        made(
            d.InstitutionDescription,
            {"name": texts, "places": st.just(at)},
            description=texts,
            alternate_name=texts,
            email=emails,
            website=webs,
            phones=phones,
            contacts=contacts,
            provider=texts,
            provider_id=st.uuids(),
            external_id=texts,
        )
    )
    if institution.description == institution.name:
        institution = d.InstitutionDescription(name=institution.name, places=at)
    return institution, draw(st.dictionaries(st.uuids(), offers(at), max_size=2))


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Institutions that may share a place."""
    shared = draw(places)
    found: Directory = draw(st.dictionaries(st.uuids(), listed(shared), min_size=1, max_size=3))
    return found
