"""Who is meant by the team (Teamkreis): a case manager sees their own team, coordination all teams; never a name of
those who ask for help, only case numbers.
"""

from uuid import UUID

from projections import staff as members
from projections import worklist
from referrals.staff import Member
from referrals.substitution import Substitution
from web import desk
from web.language import _, short_day
from web.parts import CASE_MANAGER, COORDINATOR, now, staff, today


def sees_all_teams() -> bool:
    """Whether the worker coordinates."""
    return staff().has(COORDINATOR)


def in_view() -> list[Member]:
    """Whose workload the worker sees: who carries cases, and who still has some although the account is closed."""
    loads = worklist.loads(desk.views(), now())
    everybody = members.everybody(desk.views())
    mine = [each for each in everybody if sees_all_teams() or _is_near(each)]
    return [each for each in mine if each.carries_cases or each.id in loads]


def ids_in_view() -> list[UUID]:
    """The ids of those."""
    return [each.id for each in in_view()]


def receivers(giver: UUID) -> dict[str, str]:
    """Who can take cases from somebody: id → name, by name; who is absent is said to be."""
    able = [each for each in members.everybody(desk.views()) if each.carries_cases and each.id != giver]
    names = desk.staff_names([each.id for each in able])
    by_name = sorted(able, key=lambda each: names[each.id].casefold())
    return {str(each.id): with_absence(each, names[each.id]) for each in by_name}


def with_absence(member: Member, name: str) -> str:
    """The name, and from when until when somebody stands in for this member."""
    away = next(iter(substitutions(member)), None)
    if away is None:
        return name
    days = {"first": short_day(away.first_day), "last": short_day(away.last_day)}
    if away.holds(today()):
        return _("%(name)s – abwesend bis %(last)s", name=name, **days)
    return _("%(name)s – abwesend vom %(first)s bis %(last)s", name=name, **days)


def may_move_cases_of(staff_id: UUID) -> bool:
    """Whether the worker may hand over the cases of this colleague: their own, the covered ones, coordination all."""
    return sees_all_teams() or (staff().has(CASE_MANAGER) and staff_id in desk.carried_by_us())


def may_arrange_for(staff_id: UUID) -> bool:
    """Whether the worker may arrange a substitution for this colleague."""
    return sees_all_teams() or staff_id == staff().staff_id


def substitutions(member: Member) -> list[Substitution]:
    """Who stands in for a member, now and later."""
    held = [each for each in member.substitutions if each.last_day >= today()]
    return sorted(held, key=lambda each: (each.first_day, each.last_day))


def _is_near(member: Member) -> bool:
    return member.id == staff().staff_id or (bool(member.team) and member.team == staff().team)
