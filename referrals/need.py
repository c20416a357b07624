"""Need (Anliegen): what a person asks for, in her own words; the attempts to meet it share its id."""

from enum import StrEnum
from uuid import UUID

from referrals.event import Event, head, topic
from referrals.occasion import Occasion
from referrals.sealing import Sealed


class NeedKind(StrEnum):
    """The kinds of need."""

    EMPLOYMENT = "employment"
    AUTHORITIES = "authorities"
    FAMILY = "family"
    LANGUAGE = "language"
    CHILDCARE_SCHOOL = "childcare_school"
    HEALTH = "health"
    HOUSING = "housing"
    DEBT = "debt"
    OTHER = "other"


@topic("need.recorded")
class NeedRecorded(Event, frozen=True, kw_only=True):
    """A person told what she needs; `wish` is None when she did not put it into words."""

    person_id: UUID
    kind: NeedKind
    wish: Sealed | None = None
    announcement_id: UUID | None = None


def record(
    need_id: UUID,
    occasion: Occasion,
    *,
    person_id: UUID,
    kind: NeedKind,
    wish: Sealed | None,
    announcement_id: UUID | None = None,
) -> NeedRecorded:
    """A need begins."""
    return NeedRecorded(
        **head(need_id, 0, occasion),
        person_id=person_id,
        kind=kind,
        wish=wish,
        announcement_id=announcement_id,
    )
