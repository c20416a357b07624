"""Demo data (Beispieldaten): fictional, told through casework, the same for the same day.

institutions, people → story (the steps) → courses (how they go), worked_example (Gül A.) → draft → the log
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from referrals.need import NeedKind
from referrals.occasion import LOCAL, Channel
from referrals.staff import Role
from web.demo import group_offers, institutions, people, rarely, texts, worked_example
from web.demo.courses import COURSES, OPEN_ANNOUNCEMENTS, Course
from web.demo.institutions import Target
from web.demo.people import ANNA, BEN, CEM, EMIL, STAFF, Colleague, Fictional
from web.demo.stage import Stage
from web.demo.story import Story
from web.house import RealHouse

PASSWORD = "Sieben-Webschiffe-2026"  # noqa: S105 (printed for everybody who tries the demo)
LOGINS = tuple(colleague.login for colleague in STAFF)
WHO_NEXT = (ANNA, CEM, ANNA, BEN, CEM, ANNA, BEN, CEM, ANNA, BEN)
NEEDS = (*NeedKind, NeedKind.LANGUAGE, NeedKind.AUTHORITIES, NeedKind.CHILDCARE_SCHOOL, NeedKind.EMPLOYMENT)
HOUSEHOLDS = ((2, 7), (3, 8, 13), (12, 17), (21, 26, 31), (6, 11), (28, 33), (40, 45), (52, 57, 62), (70, 75))


class Told(NamedTuple):
    """What the demo data hold."""

    events: int
    persons: int
    referrals: int
    institutions: int


def tell(house: RealHouse, progress: Callable[[int, int], None] = lambda done, total: None) -> Told:
    """Fill an empty installation; the caller has looked that it is empty."""
    stage = Stage(house.log, house.keys, house.now().astimezone(LOCAL).date())
    people.hire(stage)
    listed = institutions.enter_directory(stage)
    persons = people.everybody()
    stage.keys.prepare(pair for person in persons for pair in person.keys)
    referrals = _tell_stories(stage, persons)
    _join_households(stage, persons)
    _announce(stage)
    _stand_in(stage)
    group_offers.tell(stage, persons)
    rarely.tell(stage, persons)
    events = stage.draft.pour(house.log, progress)
    for colleague in STAFF:
        house.accounts.add(colleague.id, colleague.login, PASSWORD, house.now(), must_change=False)
    return Told(events, len(persons), referrals, listed)


def _tell_stories(stage: Stage, persons: list[Fictional]) -> int:
    """All stories in the order in which they begin, so that everybody is registered at the first of theirs."""
    guel, *others = persons
    waiting = {who: [person for person in others if person.carried_by() is who] for who in (ANNA, BEN, CEM)}
    known: dict[Colleague, list[Fictional]] = {ANNA: [], BEN: [], CEM: []}
    asked: set[tuple[int, NeedKind]] = set()
    worked_example.tell(stage, guel)
    stories = list(_in_order())
    left = {who: sum(story[0] is who for story in stories) for who in known}
    for who, course, k in stories:
        person = _who_comes(stage, waiting[who], known[who], left[who])
        left[who] -= 1
        need = next(n for n in _shuffled(stage) if (person.number, n) not in asked)
        asked.add((person.number, need))
        course.tell(Story(stage, who, person, need, _target(stage, need, person), stage.ago(course.begins(k))), k)
    return len(stage.draft.opened)


def _in_order() -> Iterator[tuple[Colleague, Course, int]]:
    told = [(course.begins(k), place, k) for place, course in enumerate(COURSES) for k in range(course.stories)]
    for _, place, k in sorted(told, key=lambda story: (-story[0], story[1], story[2])):
        yield WHO_NEXT[(k + place % 2 * 2) % len(WHO_NEXT)], COURSES[place], k


def _who_comes(stage: Stage, waiting: list[Fictional], known: list[Fictional], left: int) -> Fictional:
    """Somebody new or somebody known; in the end everybody was there."""
    if waiting and (not known or stage.chance.random() < 1.4 * len(waiting) / left):
        person = waiting.pop(0)
        known.append(person)
        return person
    return stage.chance.choice(known)


def _shuffled(stage: Stage) -> list[NeedKind]:
    return stage.chance.sample(NEEDS, len(NEEDS))


def _target(stage: Stage, need: NeedKind, person: Fictional) -> Target:
    """An offer for the need, in the language of the person where there is one."""
    fitting = [target for target in institutions.targets() if need in target.needs]
    speaking = [target for target in fitting if person.language in target.languages]
    return stage.chance.choice(speaking or fitting)


def _join_households(stage: Stage, persons: list[Fictional]) -> None:
    by_number = {person.number: person for person in persons}
    for numbers in HOUSEHOLDS:
        first, *others = (by_number[number] for number in numbers)
        for other in others:
            assert first.met is not None
            assert other.met is not None
            who = first.carried_by()
            after = max(first.met, other.met)
            sent = stage.enter(who.id, who.role, after.astimezone(LOCAL).date(), after=after, late=1)
            stage.casework.persons.join_household(sent, other.id, other=first.id)
            first.met = other.met = stage.entered


def _announce(stage: Stage) -> None:
    kitas = [target.institution_id for target in institutions.targets() if "childcare_school" in target.needs]
    for number, (ago, kind, dropped) in enumerate(OPEN_ANNOUNCEMENTS):
        who = (ANNA, BEN, CEM)[number % 3]
        made = stage.casework.announcements.announce(
            stage.enter(who.id, who.role, stage.ago(ago), channel=Channel.PAPER),
            kind=kind,
            quarter=("stephanplatz", "alt_inrath", "dieselstrasse")[number % 3],
            institution_id=kitas[number % len(kitas)],
            note=texts.ANNOUNCED[number],
        )
        if dropped is not None:
            sent = stage.enter(who.id, who.role, stage.ago(1), after=stage.entered)
            stage.casework.announcements.drop(sent, made.stream("announcement."), reason=dropped)


def _stand_in(stage: Stage) -> None:
    """Ben is away for some days, and Anna stands in for him."""
    stage.casework.team.arrange_substitution(
        stage.enter(EMIL.id, Role.COORDINATOR, stage.ago(4)),
        BEN.id,
        substitute=ANNA.id,
        first_day=stage.ago(1),
        last_day=stage.ahead(7),
    )
