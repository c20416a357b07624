"""The directory to take away (Verzeichnis): the institutions that fit, by name; nobody's personal data are in it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from projections import directory, words
from projections.directory import Listing, active_offers
from referrals.need import NeedKind
from web import desk
from web.exports.table import Column
from web.language import _, language, language_name, short_day
from web.pages.exports.blueprint import CHUNK, Taken, to_take_away
from web.pages.institutions import Wanted, said, wanted
from web.parts import CASE_MANAGER, COORDINATOR

WITH_WORDS = 100
"""Institutions that are held at a time: each is a long text."""


@to_take_away("/institutions", "institutions", CASE_MANAGER, COORDINATOR)
def found_in_directory() -> Taken:
    """The institutions that fit, as the page finds them."""
    asked = wanted()
    return Taken(_("Institutionen"), said(asked), asked.query, _columns(), _pages(asked))


def _pages(asked: Wanted) -> Iterator[Sequence[Listing]]:
    after: tuple[str, UUID] | None = None
    most = min(CHUNK, WITH_WORDS)
    while found := directory.search(
        desk.views(), asked.text, need=asked.need, language=asked.language, after=after, limit=most
    ):
        yield found
        after = (found[-1].sort_key, found[-1].id)


def _columns() -> list[Column[Listing]]:
    return [
        Column("institution", "", lambda each: str(each.id), str),
        Column("name", _("Institution"), lambda each: each.name, lambda each: each.name),
        Column("provider", _("Träger"), _provider, lambda each: _provider(each) or ""),
        Column("offers", _("Angebote"), _offers, lambda each: ", ".join(_offers(each))),
        Column("needs", _("Anliegen"), lambda each: each.needs, _needs),
        Column("languages", _("Sprachen"), lambda each: each.languages, _languages),
        Column("phone", _("Telefon"), lambda each: each.phone, lambda each: each.phone or ""),
        Column("email", _("E-Mail"), lambda each: each.email, lambda each: each.email or ""),
        Column("address", _("Anschrift"), _address, lambda each: _address(each) or ""),
        Column("assured_on", _("Geprüft am"), lambda each: each.assured_date, _assured),
        Column("median_days", _("Antwortet meist nach Tagen"), lambda each: each.times.median_days, _days),
    ]


def _provider(each: Listing) -> str | None:
    return each.institution.description.provider


def _offers(each: Listing) -> list[str]:
    return [offer.name for offer in active_offers(each.institution).values()]


def _needs(each: Listing) -> str:
    known = dict(words.choices(NeedKind, language()))
    return ", ".join(known.get(need, need) for need in each.needs)


def _languages(each: Listing) -> str:
    return ", ".join(language_name(code) for code in each.languages)


def _address(each: Listing) -> str | None:
    known = each.address
    return f"{known.address_1}, {known.postal_code} {known.city}" if known else None


def _assured(each: Listing) -> str:
    return short_day(each.assured_date) if each.assured_date else ""


def _days(each: Listing) -> str:
    return "" if each.times.median_days is None else str(round(each.times.median_days))
