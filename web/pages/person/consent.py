"""Consent of a person (Einwilligung, Datenschutz): given, and withdrawn; not the same act as a release."""

from uuid import UUID

from flask import request

from projections import words
from referrals.casework import Receipt
from referrals.consent import Scope
from referrals.release import Given
from web import desk, rules
from web.audience import audience
from web.fields import Choice, Options, Several
from web.forms import StepForm, blank, read
from web.language import N_, language
from web.pages.person.blueprint import Answer, form_page, pages, recorded
from web.parts import CASE_MANAGER


class NewConsent(StepForm):
    """What the person allows, and how she said so."""

    scope = Several(
        N_("Wofür willigt die Person ein?"), says={"not_chosen": N_("Kreuzen Sie an, wofür die Einwilligung gilt.")}
    )
    given = Choice(N_("Wie wurde sie gegeben?"))
    spoken = Choice(N_("In welcher Sprache?"), kind="select")


class ConsentWithdrawal(StepForm):
    """How the person took it back."""

    given = Choice(N_("Wie hat die Person widerrufen?"))


def _options() -> dict[str, Options]:
    return {
        "scope": dict(words.choices(Scope, language())),
        "given": dict(words.choices(Given, language())),
        "spoken": dict(words.language_choices(language())),
    }


@pages.route("/persons/<uuid:person_id>/consent", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def consenting(person_id: UUID) -> Answer:
    """The person consents to the processing of her data."""
    person = desk.person(person_id)
    if request.method == "GET":
        form = blank(
            NewConsent,
            options=_options(),
            expected_version=person.version,
            scope=person.consent,
            given=Given.WRITTEN.value,
            spoken=person.language,
        )
        return form_page("consent", "consent", person_id, form)
    form = read(NewConsent, request.form, options=_options())

    def record() -> Receipt:
        return desk.casework().persons.give_consent(
            desk.sent(form, stream=person_id),
            person_id,
            scope=tuple(Scope(each) for each in form.values["scope"]),
            given=Given(form.values["given"]),
            language=form.values["spoken"],
        )

    return recorded(person_id, form, record, lambda: form_page("consent", "consent", person_id, form))


@pages.route("/persons/<uuid:person_id>/consent/withdrawal", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def withdrawing_consent(person_id: UUID) -> Answer:
    """The person takes the consent back."""
    person = desk.person(person_id)
    if request.method == "GET":
        form = blank(ConsentWithdrawal, options=_options(), expected_version=person.version, given=Given.ORAL.value)
        return form_page("consent_withdrawal", "consent", person_id, form, person=person)
    form = read(ConsentWithdrawal, request.form, options=_options())

    def record() -> Receipt:
        given = Given(form.values["given"])
        return desk.casework().persons.withdraw_consent(desk.sent(form, stream=person_id), person_id, given=given)

    return recorded(
        person_id,
        form,
        record,
        lambda: form_page("consent_withdrawal", "consent", person_id, form, person=person),
    )
