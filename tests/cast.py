"""The cast: Anna and Ben (case managers, team Mitte), Cem (team Nord), Dora (auditor), Emil (coordinator), Frida."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from referrals.need import NeedKind
from referrals.occasion import LOCAL, Channel, Occasion, Purpose
from referrals.referral import events as e
from referrals.referral import state, steps
from referrals.referral.codes import Company, Ground, Way
from referrals.referral.state import Referral
from referrals.release import Covers, Given, Release
from referrals.sealing import Group, Sealed

SPACE = UUID("11111111-0000-4000-8000-000000000000")


def known(name: str) -> UUID:
    """The id of somebody or something by name, the same in every test."""
    return uuid5(SPACE, name)


ANNA, BEN, CEM, DORA, EMIL, FRIDA = (known(n) for n in ("Anna", "Ben", "Cem", "Dora", "Emil", "Frida"))
GUEL, OLENA = known("Gül"), known("Olena")
VHS, JOBCENTER = known("VHS"), known("Jobcenter")
REFERRAL, NEXT, NEED, RELEASE, APPOINTMENT, LATER = (
    known(n) for n in ("referral", "next", "need", "release", "appointment", "later appointment")
)
MONDAY = date(2026, 11, 2)
"""The Monday on which histories begin."""


def day(number: int) -> date:
    """Day `number` of the history; day 0 is a Monday."""
    return MONDAY + timedelta(days=number)


def moment(number: int, hour: int = 10) -> datetime:
    """An hour, local time, on a day of the history; UTC."""
    on = day(number)
    return datetime(on.year, on.month, on.day, hour, tzinfo=LOCAL).astimezone(UTC)


def on(number: int, *, by: UUID = ANNA, recorded: int | None = None, hour: int = 12) -> Occasion:
    """Anna does something on a day; `recorded` is the later day on which she writes it down."""
    written = moment(number if recorded is None else recorded, hour)
    return Occasion(
        actor=by,
        role="case_manager",
        command_id=uuid5(SPACE, f"{number} {written} {by}"),
        correlation_id=SPACE,
        channel=Channel.WORKER,
        purpose=Purpose.CASE_MANAGEMENT,
        occurred_on=day(number),
        recorded_at=written,
    )


def sealed(text: str = "text", group: Group = Group.CASE) -> Sealed:
    """A reference to a sealed value, for decisions that only pass it on."""
    return Sealed(GUEL, group, text.encode().hex().ljust(64, "0")[:64])


def release(**changes: Any) -> Release:
    """Gül released us towards the VHS on day 0, for a year."""
    fields = {
        "id": RELEASE,
        "version": 1,
        "person_id": GUEL,
        "institution_ids": (VHS,),
        "covers": (Covers.CONTACT, Covers.NEED),
        "given_on": day(0),
        "valid_until": day(365),
        "given": Given.ORAL,
        "language": "tr",
    }
    return Release(**{**fields, **changes})


class Story:
    """A history told step by step: `Story().opened().forwarded(1).referral`."""

    def __init__(self) -> None:
        self.told: list[e.ReferralEvent] = []

    @property
    def referral(self) -> Referral:
        """Where it stands."""
        found = state.fold(self.told)
        assert found is not None
        return found

    def tell(self, event: e.ReferralEvent) -> "Story":
        """One more event, as decided."""
        self.told.append(event)
        return self

    def then(self, event: type[e.ReferralEvent], number: int, **fields: Any) -> "Story":
        """One more event without asking anybody: what the log may hold."""
        version = len(self.told) + 1
        head = {"originator_id": REFERRAL, "originator_version": version, "occasion": on(number)}
        return self.tell(event(**{**head, **fields}))

    def opened(self, number: int = 0) -> "Story":
        """Anna opens Gül's referral to a language course."""
        return self.tell(
            steps.open_referral(
                REFERRAL,
                on(number),
                person_id=GUEL,
                need_id=NEED,
                need=NeedKind.LANGUAGE,
                quarter="stephanplatz",
                language="tr",
                case_manager=ANNA,
                institution_id=VHS,
            )
        )

    def forwarded(self, number: int = 1) -> "Story":
        """Forwarded to the VHS with Gül's release."""
        return self.then(
            e.ReferralForwarded,
            number,
            institution_id=VHS,
            ground=Ground.RELEASE,
            release_id=RELEASE,
            way=Way.PHONE,
            shared=("contact",),
        )

    def accepted(self, number: int = 2) -> "Story":
        """The VHS says yes."""
        return self.then(e.ReferralAccepted, number, source=Way.PHONE)

    def agreed(
        self, number: int = 3, *, for_day: int = 10, appointment_id: UUID = APPOINTMENT, minutes: int | None = None
    ) -> "Story":
        """An appointment is agreed."""
        return self.then(
            e.AppointmentAgreed,
            number,
            appointment_id=appointment_id,
            starts_at=moment(for_day, 9),
            language="tr",
            company=Company.ALONE,
            minutes=minutes,
        )

    def kept(self, number: int = 10, appointment_id: UUID = APPOINTMENT) -> "Story":
        """Gül was there."""
        return self.then(e.AppointmentKept, number, appointment_id=appointment_id)
