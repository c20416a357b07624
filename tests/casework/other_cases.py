"""Every command on persons, announced needs, institutions and staff: before, records, refusal."""

from uuid import uuid4

from referrals.announcement import DropReason
from referrals.consent import Scope
from referrals.description import InstitutionDescription, OfferDescription
from referrals.release import Given
from referrals.staff import Role
from tests.casework.given import (
    RELEASE,
    Case,
    announced,
    beside_a_neighbour,
    consenting,
    disabled,
    in_household,
    institution,
    of_nobody,
    person,
    persons,
    proposed,
    release,
    staff,
    substituted,
    team,
    the_substitution,
    with_emil,
)
from tests.cast import BEN, CEM, EMIL, day

OTHER_CASES: dict[str, Case] = {
    "persons.rename": Case(
        person,
        persons("rename", name="Gül B."),
        ("person.renamed",),
        of_nobody(persons("rename", name="Gül B.")),
        "NotFound.no_such_person",
    ),
    "persons.change_contact": Case(
        person,
        persons("change_contact", phone="02151 000001", email=None, address="Musterweg 1"),
        ("person.contact_changed",),
        of_nobody(persons("change_contact", phone=None, email=None, address=None)),
        "NotFound.no_such_person",
    ),
    "persons.note_birth_year": Case(
        person,
        persons("note_birth_year", birth_year="1990"),
        ("person.birth_year_noted",),
        of_nobody(persons("note_birth_year", birth_year="1990")),
        "NotFound.no_such_person",
    ),
    "persons.move": Case(
        person,
        persons("move", quarter="alt_inrath"),
        ("person.moved",),
        persons("move", quarter="stephanplatz"),
        "CannotChangePerson.same_value",
    ),
    "persons.note_language": Case(
        person,
        persons("note_language", language="ku"),
        ("person.language_noted",),
        persons("note_language", language="tr"),
        "CannotChangePerson.same_value",
    ),
    "persons.join_household": Case(
        beside_a_neighbour,
        lambda w, sent, p: w.casework.persons.join_household(sent, p, other=w.neighbour),
        ("person.household_joined", "person.household_joined"),
        lambda w, sent, p: w.casework.persons.join_household(sent, p, other=p),
        "CannotChangePerson.same_value",
    ),
    "persons.leave_household": Case(
        in_household,
        persons("leave_household"),
        ("person.household_left",),
        persons("leave_household"),
        "CannotChangePerson.same_value",
        person,
    ),
    "persons.give_consent": Case(
        person,
        persons("give_consent", scope=(Scope.CASE_FILE,), given=Given.WRITTEN, language="tr"),
        ("person.consent_given",),
        persons("give_consent", scope=(), given=Given.WRITTEN, language="tr"),
        "CannotChangePerson.empty_scope",
    ),
    "persons.withdraw_consent": Case(
        consenting,
        persons("withdraw_consent", given=Given.ORAL),
        ("person.consent_withdrawn",),
        persons("withdraw_consent", given=Given.ORAL),
        "CannotChangePerson.no_consent",
        person,
    ),
    "persons.give_release": Case(
        person,
        lambda w, sent, p: w.casework.persons.give_release(sent, p, RELEASE),
        ("release.given",),
        of_nobody(lambda w, sent, p: w.casework.persons.give_release(sent, p, RELEASE)),
        "NotFound.no_such_person",
    ),
    "persons.withdraw_release": Case(
        release,
        persons("withdraw_release", given=Given.ORAL),
        ("release.withdrawn", "referral.forwarding_stopped"),
        of_nobody(persons("withdraw_release", given=Given.ORAL)),
        "NotFound.no_such_release",
    ),
    "announcements.drop": Case(
        announced,
        lambda w, sent, a: w.casework.announcements.drop(sent, a, reason=DropReason.NOBODY_CAME),
        ("announcement.dropped",),
        of_nobody(lambda w, sent, a: w.casework.announcements.drop(sent, a, reason=DropReason.NOBODY_CAME)),
        "NotFound.no_such_announcement",
    ),
    "institutions.describe": Case(
        institution,
        lambda w, sent, i: w.casework.institutions.describe(
            sent,
            i,
            description=InstitutionDescription(name="VHS Krefeld"),
            offers={None: OfferDescription(name="Integrationskurs")},
        ),
        ("institution.described", "offer.listed"),
        lambda w, sent, i: w.casework.institutions.describe(
            sent, i, description=InstitutionDescription(name="Volkshochschule")
        ),
        "CannotDescribe.same_value",
    ),
    "institutions.delist": Case(
        institution,
        lambda w, sent, i: w.casework.institutions.delist(sent, i),
        ("institution.delisted",),
        of_nobody(lambda w, sent, i: w.casework.institutions.delist(sent, i)),
        "NotFound.no_such_institution",
    ),
    "team.rename": Case(
        staff,
        team("rename", name="Cem T."),
        ("staff.renamed",),
        of_nobody(team("rename", name="Cem T.")),
        "NotFound.no_such_staff",
    ),
    "team.change_roles": Case(
        staff,
        team("change_roles", roles=(Role.COORDINATOR,)),
        ("staff.roles_changed",),
        team("change_roles", roles=(Role.AUDITOR, Role.ADMINISTRATOR)),
        "CannotGiveRoles.conflicting_roles",
    ),
    "team.confirm_roles": Case(
        proposed,
        team("confirm_roles"),
        ("staff.roles_confirmed", "staff.roles_changed"),
        team("confirm_roles"),
        "CannotGiveRoles.nothing_waits",
        with_emil,
        by=EMIL,
    ),
    "team.decline_roles": Case(
        proposed,
        team("decline_roles"),
        ("staff.roles_declined",),
        team("decline_roles"),
        "CannotGiveRoles.nothing_waits",
        with_emil,
        by=EMIL,
    ),
    "team.change_team": Case(
        staff,
        team("change_team", team="Mitte"),
        ("staff.team_changed",),
        team("change_team", team="Nord"),
        "CannotChangeStaff.same_value",
    ),
    "team.disable": Case(
        staff,
        team("disable", open_cases=0),
        ("staff.disabled",),
        team("disable", open_cases=3),
        "CannotChangeStaff.cases_remain",
    ),
    "team.enable": Case(
        disabled,
        team("enable"),
        ("staff.enabled",),
        team("enable"),
        "CannotChangeStaff.same_value",
        staff,
    ),
    "team.arrange_substitution": Case(
        staff,
        team("arrange_substitution", substitute=BEN, first_day=day(0), last_day=day(9)),
        ("staff.substitution_arranged",),
        team("arrange_substitution", substitute=CEM, first_day=day(0), last_day=day(9)),
        "CannotSubstitute.same_person",
    ),
    "team.end_substitution": Case(
        substituted,
        lambda w, sent, s: w.casework.team.end_substitution(sent, s, substitution_id=the_substitution(w)),
        ("staff.substitution_ended",),
        lambda w, sent, s: w.casework.team.end_substitution(sent, s, substitution_id=uuid4()),
        "CannotSubstitute.over",
    ),
}
