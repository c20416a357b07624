"""Institutions of the demo: 25 fictional places of the kind a quarter has."""

import tomllib
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from referrals.description import (
    Address,
    Capacity,
    InstitutionDescription,
    LanguageSpoken,
    OfferDescription,
    OfferedAt,
    Phone,
    Place,
    RequiredDocument,
    Schedule,
)
from referrals.occasion import Purpose
from referrals.staff import Role
from web.demo.people import EMIL
from web.demo.stage import LONGEST_AGO, Stage, fixed_id

LISTED = Path(__file__).with_name("institutions.toml")
LANGUAGE_NAMES = {
    "de": "Deutsch",
    "en": "Englisch",
    "tr": "Türkisch",
    "ar": "Arabisch",
    "uk": "Ukrainisch",
    "ta": "Tamil",
}
WEEKDAYS = ("MO,TU,TH", "MO,WE,FR", "TU,WE,TH", "MO,TU,WE,TH,FR")


class Target(NamedTuple):
    """An offer that a need can be referred to."""

    institution_id: UUID
    offer_id: UUID
    needs: tuple[str, ...]
    languages: tuple[str, ...]


@cache
def _listed() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = tomllib.loads(LISTED.read_text("utf-8"))["institution"]
    return listed


def targets() -> list[Target]:
    """Every offer that takes people."""
    return [
        Target(
            fixed_id("institution", told["name"]),
            fixed_id("offer", offer["name"]),
            tuple(offer["needs"]),
            tuple(offer["languages"]),
        )
        for told in _listed()
        for offer in told["offer"]
        if "status" not in offer
    ]


def named(institution: str, offer: str) -> Target:
    """One offer by its names."""
    wanted = fixed_id("institution", institution), fixed_id("offer", offer)
    return next(target for target in targets() if target[:2] == wanted)


def enter_directory(stage: Stage) -> int:
    """List them all; how many."""
    for number, told in enumerate(_listed()):
        place_id = fixed_id("place", told["name"])
        sent = stage.enter(
            EMIL.id, Role.COORDINATOR, stage.ago(LONGEST_AGO - 1), after=stage.entered, purpose=Purpose.DIRECTORY
        )
        stage.casework.institutions.describe(
            sent,
            fixed_id("institution", told["name"]),
            description=_description(told, number, place_id),
            offers={
                fixed_id("offer", offer["name"]): _offer(stage, offer, number, place_id) for offer in told["offer"]
            },
        )
    return len(_listed())


def _description(told: dict[str, Any], number: int, place_id: UUID) -> InstitutionDescription:
    phone = Phone(number=f"02151 000{100 + number}", type="voice")
    slug = "".join(c for c in told["name"].lower() if c.isascii() and c.isalpha())
    place = Place(
        id=place_id,
        name=told["name"],
        addresses=(
            Address(address_1=told["street"], city="Krefeld", postal_code="47798", state_province="NW", country="DE"),
        ),
        phones=(phone,),
        schedules=(_hours(number),),
    )
    return InstitutionDescription(
        name=told["name"],
        description="Fiktive Institution der Beispieldaten.",
        provider=told.get("provider"),
        email=f"kontakt@{slug}.example",
        website=f"https://{slug}.example",
        phones=(phone,),
        places=(place,),
    )


def _hours(number: int) -> Schedule:
    return Schedule(
        freq="WEEKLY",
        byday=WEEKDAYS[number % len(WEEKDAYS)],
        opens_at=time(8 + number % 2, 30),
        closes_at=time(12 + number % 4, 0),
        time_zone="Europe/Berlin",
    )


def _offer(stage: Stage, told: dict[str, Any], number: int, place_id: UUID) -> OfferDescription:
    """What is known about it; a few have not been checked for a long time."""
    checked = stage.today - timedelta(days=25 + 31 * (number % 14))
    return OfferDescription(
        name=told["name"],
        status=told.get("status", "active"),
        description=f"{told['name']} (fiktiv).",
        needs=tuple(told["needs"]),
        languages=tuple(LanguageSpoken(code=code, name=LANGUAGE_NAMES[code]) for code in told["languages"]),
        required_documents=tuple(RequiredDocument(document=document) for document in told.get("documents", ())),
        wait_time=told.get("wait_time"),
        assured_date=checked,
        areas=("Krefeld",),
        capacities=(Capacity(maximum=float(told["capacity"]), unit="Plätze"),) if "capacity" in told else (),
        offered_at=(OfferedAt(place_id=place_id),),
    )
