"""Group offers of the demo (Gruppenangebote): café, breakfast, office hours; and who takes part in the ESF Plus.

Told after everything else, so that the stories before stay what they were.
"""

from datetime import date, timedelta
from typing import NamedTuple

from referrals.consent import Scope
from referrals.gathering import About, GatheringVoidReason, GroupOffer, Place, Spoken
from referrals.need import NeedKind
from referrals.participation import Answers, id_of
from referrals.participation_events import (
    AgeGroup,
    Disability,
    Education,
    Employment,
    HouseholdKind,
    Housing,
    LeavingResult,
    Migration,
    Sex,
)
from referrals.person import Quarter
from referrals.referral.codes import CorrectionReason
from referrals.release import Given
from referrals.sealing import Group
from web.demo.people import ANNA, BEN, CEM, Colleague, Fictional
from web.demo.stage import LONGEST_AGO, Stage


class Regular(NamedTuple):
    """A group offer that comes back: who holds it, where, every how many working days, and how many come."""

    offer: GroupOffer
    who: Colleague
    quarter: Quarter
    place: Place
    first: int
    every: int
    heads: tuple[int, int]
    languages: tuple[Spoken, ...]
    needs: tuple[NeedKind, ...]


REGULAR = (
    Regular(
        GroupOffer.WOMENS_CAFE,
        ANNA,
        Quarter.STEPHANPLATZ,
        Place.QUARTER_OFFICE,
        3,
        5,
        (6, 18),
        (Spoken.AR, Spoken.TR, Spoken.UK, Spoken.DE),
        (NeedKind.LANGUAGE, NeedKind.EMPLOYMENT, NeedKind.FAMILY),
    ),
    Regular(
        GroupOffer.PARENTS_BREAKFAST,
        BEN,
        Quarter.HARDENBERGVIERTEL,
        Place.KITA,
        6,
        10,
        (4, 14),
        (Spoken.TR, Spoken.DE),
        (NeedKind.CHILDCARE_SCHOOL, NeedKind.FAMILY),
    ),
    Regular(
        GroupOffer.OFFICE_HOUR,
        CEM,
        Quarter.ALT_INRATH,
        Place.SCHOOL,
        4,
        5,
        (1, 7),
        (Spoken.UK, Spoken.DE),
        (NeedKind.AUTHORITIES, NeedKind.HOUSING, NeedKind.DEBT),
    ),
    Regular(
        GroupOffer.LANGUAGE_CAFE,
        CEM,
        Quarter.DIESELSTRASSE,
        Place.COMMUNITY_CENTRE,
        8,
        15,
        (5, 12),
        (Spoken.TA, Spoken.AR, Spoken.DE),
        (NeedKind.LANGUAGE,),
    ),
)
BEGINNINGS = (GroupOffer.WOMENS_CAFE, GroupOffer.PARENTS_BREAKFAST, GroupOffer.OFFICE_HOUR, GroupOffer.LANGUAGE_CAFE)


def origin_of(person: Fictional) -> GroupOffer | None:
    """Where the first referral of a person began: Gül's at the women's café, of others every third at some offer."""
    return BEGINNINGS[person.number // 3 % len(BEGINNINGS)] if person.number % 3 == 1 else None


def tell(stage: Stage, persons: list[Fictional]) -> None:
    """The dates of the group offers, and who takes part in the ESF Plus."""
    for regular in REGULAR:
        for ago in range(regular.first, LONGEST_AGO, regular.every):
            _hold(stage, regular, stage.ago(ago))
    _mistakes(stage)
    taking_part = [person for person in persons if person.met is not None and person.number % 5]
    stage.keys.prepare((person.id, Group.FUNDING) for person in taking_part)
    for person in taking_part:
        _takes_part(stage, person)


def _hold(stage: Stage, regular: Regular, day: date) -> None:
    about = About(
        group_offer=regular.offer,
        quarter=regular.quarter,
        place=regular.place,
        headcount=stage.chance.randint(*regular.heads),
        languages=tuple(sorted(stage.chance.sample(regular.languages, 2))),
        needs=(stage.chance.choice(regular.needs),),
        held_by=(regular.who.id,),
    )
    stage.casework.gatherings.hold(stage.enter(regular.who.id, regular.who.role, day), about)


def _mistakes(stage: Stage) -> None:
    """One was recorded twice, and of another the number was wrong."""
    regular = REGULAR[0]
    about = About(
        group_offer=regular.offer,
        quarter=regular.quarter,
        place=regular.place,
        headcount=21,
        held_by=(regular.who.id,),
    )
    day = stage.ago(2)
    casework, who = stage.casework.gatherings, regular.who
    first, second = (
        casework.hold(stage.enter(who.id, who.role, day), about).stream("gathering.") for _twice in range(2)
    )
    casework.void(
        stage.enter(who.id, who.role, stage.ago(1), after=stage.entered),
        second,
        reason=GatheringVoidReason.RECORDED_TWICE,
    )
    right = About(**{**{name: getattr(about, name) for name in about.__struct_fields__}, "headcount": 12})
    sent = stage.enter(who.id, who.role, stage.ago(1), after=stage.entered)
    casework.correct(sent, first, right, held_on=day, reason=CorrectionReason.TYPING_MISTAKE)


def _takes_part(stage: Stage, person: Fictional) -> None:
    """From the first visit on; a third left, some of them came back or were asked again; some lack answers."""
    assert person.met is not None
    who, number, begun = person.carried_by(), person.number, person.met.date()
    casework = stage.casework.participations
    if number % 4:
        told = stage.draft.events_of(person.id)
        stage.casework.persons.give_consent(
            stage.enter(who.id, who.role, begun, after=told[-1].occasion.recorded_at),
            person.id,
            scope=(Scope.CASE_FILE, Scope.STATISTICS),
            given=Given.WRITTEN,
            language=person.language,
        )
        person.met = stage.entered
    casework.enter(stage.enter(who.id, who.role, begun, after=person.met), person.id, _answers(stage, person))
    entered, stream = stage.entered, id_of(person.id)
    left_on = max(begun, stage.ago(2 + number % 45))
    if number % 3 or left_on >= stage.ago(1):
        return
    results = () if number % 2 else (stage.chance.choice(list(LeavingResult)[:5]),)
    casework.leave(stage.enter(who.id, who.role, left_on, after=entered), stream, results=results)
    entered, later = stage.entered, min(left_on + timedelta(days=20), stage.ago(1))
    if number % 9 == 0 and later >= left_on:
        result = stage.chance.choice((LeavingResult.IN_EMPLOYMENT, LeavingResult.IN_EDUCATION, LeavingResult.NOTHING))
        casework.follow_up(stage.enter(who.id, who.role, later, after=entered), stream, results=(result,))
    elif number % 12 == 6 and later >= left_on:
        casework.reenter(stage.enter(who.id, who.role, later, after=entered), stream)


def _answers(stage: Stage, person: Fictional) -> Answers:
    """What she answered at the door; every sixth was not asked everything yet."""
    age = stage.today.year - person.born
    group = AgeGroup.UNDER_18 if age < 18 else AgeGroup.FROM_18_TO_29 if age < 30 else AgeGroup.FROM_30_TO_54
    chance = stage.chance
    complete = person.number % 6 != 0
    origin = chance.choice((Migration.THIRD_COUNTRY_NATIONAL, Migration.THIRD_COUNTRY_NATIONAL, Migration.EU_NATIONAL))
    return Answers(
        employment=chance.choice(list(Employment)),
        age_group=AgeGroup.FROM_55 if age >= 55 else group,
        sex=chance.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE)),
        education=chance.choice(list(Education)) if complete else None,
        household=chance.choice(list(HouseholdKind)) if complete else None,
        migration=(origin if person.language != "de" else Migration.NONE) if person.number % 4 else Migration.NO_ANSWER,
        disability=(chance.choice(list(Disability)) if person.number % 4 else Disability.NO_ANSWER)
        if complete
        else None,
        housing=chance.choice((Housing.HOUSED, Housing.HOUSED, Housing.EXCLUDED, Housing.NO_ANSWER)),
    )
