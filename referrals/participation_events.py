"""The events of a participation in the ESF Plus, and the codes of what is asked. Names on disk are for ever.

The characteristics are those of Annex I of Regulation (EU) 2021/1057, each with "no answer". They are sealed in a key
group of their own; that something was asked can be seen without opening it, what was answered cannot.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from referrals.event import Event, topic
from referrals.referral.codes import CorrectionReason, VoidReason
from referrals.sealing import Sealed


class Employment(StrEnum):
    """The employment status on the day of entry."""

    UNEMPLOYED = "unemployed"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed"
    INACTIVE = "inactive"
    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    NO_ANSWER = "no_answer"


class AgeGroup(StrEnum):
    """The age on the day of entry."""

    UNDER_18 = "under_18"
    FROM_18_TO_29 = "18_29"
    FROM_30_TO_54 = "30_54"
    FROM_55 = "55_plus"
    NO_ANSWER = "no_answer"


class Sex(StrEnum):
    """The sex as the person names it."""

    FEMALE = "female"
    MALE = "male"
    NON_BINARY = "non_binary"
    NO_ANSWER = "no_answer"


class Education(StrEnum):
    """The highest level of education (ISCED 2011)."""

    ISCED_0_2 = "isced_0_2"
    ISCED_3_4 = "isced_3_4"
    ISCED_5_8 = "isced_5_8"
    NO_ANSWER = "no_answer"


class HouseholdKind(StrEnum):
    """With whom the person lives; children are those whom somebody there cares for."""

    ALONE = "alone"
    SINGLE_PARENT = "single_parent"
    COUPLE = "couple"
    COUPLE_WITH_CHILDREN = "couple_with_children"
    OTHER = "other"
    NO_ANSWER = "no_answer"


class Migration(StrEnum):
    """Nationality and origin (Art. 9 GDPR: recorded with the person's consent alone)."""

    NONE = "none"
    FOREIGN_BACKGROUND = "foreign_background"
    EU_NATIONAL = "eu_national"
    THIRD_COUNTRY_NATIONAL = "third_country_national"
    NO_ANSWER = "no_answer"


class Disability(StrEnum):
    """Whether the person lives with a disability (Art. 9 GDPR: recorded with her consent alone)."""

    DISABLED = "disabled"
    NOT_DISABLED = "not_disabled"
    NO_ANSWER = "no_answer"


class Housing(StrEnum):
    """Whether the person is homeless or affected by housing exclusion (ETHOS) on the day of entry."""

    EXCLUDED = "housing_excluded"
    HOUSED = "housed"
    NO_ANSWER = "no_answer"


class LeavingResult(StrEnum):
    """What is different when the person leaves; several can be true."""

    JOB_SEARCHING = "job_searching"
    IN_EDUCATION = "in_education"
    QUALIFICATION = "qualification"
    IN_EMPLOYMENT = "in_employment"
    NOTHING = "nothing"
    NO_ANSWER = "no_answer"


@topic("participation.entered")
class ParticipationEntered(Event, frozen=True, kw_only=True):
    """A person takes part; `code` is the pseudonym under which the funder knows her. None: not asked yet."""

    LATER: ClassVar[tuple[str, ...]] = ("disability", "housing")

    person_id: UUID
    code: Sealed
    employment: Sealed | None = None
    age_group: Sealed | None = None
    sex: Sealed | None = None
    education: Sealed | None = None
    household: Sealed | None = None
    migration: Sealed | None = None
    disability: Sealed | None = None
    housing: Sealed | None = None


@topic("participation.noted")
class ParticipationNoted(Event, frozen=True, kw_only=True):
    """How it was on the day of entry, told later or put right; None says nothing new."""

    LATER: ClassVar[tuple[str, ...]] = ("disability", "housing")

    employment: Sealed | None = None
    age_group: Sealed | None = None
    sex: Sealed | None = None
    education: Sealed | None = None
    household: Sealed | None = None
    migration: Sealed | None = None
    disability: Sealed | None = None
    housing: Sealed | None = None


@topic("participation.left")
class ParticipationLeft(Event, frozen=True, kw_only=True):
    """The person left the project; `results` are codes joined by commas, None where nobody asked yet."""

    results: Sealed | None = None


@topic("participation.followed_up")
class ParticipationFollowedUp(Event, frozen=True, kw_only=True):
    """How it was on a day up to 28 days after leaving."""

    results: Sealed


@topic("participation.reentered")
class ParticipationReentered(Event, frozen=True, kw_only=True):
    """The person came back; it is the same participation, and what was noted on leaving counts no more."""


@topic("participation.leaving_taken_back")
class LeavingTakenBack(Event, frozen=True, kw_only=True):
    """The person had not left."""

    reason: CorrectionReason


@topic("participation.voided")
class ParticipationVoided(Event, frozen=True, kw_only=True):
    """It should never have been recorded."""

    reason: VoidReason


@topic("funder_list.handed_over")
class FunderListHandedOver(Event, frozen=True, kw_only=True):
    """The pseudonymised list left the house; `participations` are those that stand in it."""

    participations: tuple[UUID, ...]


ParticipationEvent = (
    ParticipationEntered
    | ParticipationNoted
    | ParticipationLeft
    | ParticipationFollowedUp
    | ParticipationReentered
    | LeavingTakenBack
    | ParticipationVoided
)
