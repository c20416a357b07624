"""Forwarding (Weiterleitung): where to, on which ground, what leaves us; and a look at exactly that before it does."""

from typing import Any
from uuid import UUID

from flask import request

from projections import releases, timeline, words
from referrals.casework import Receipt, Sent
from referrals.link import NewLink, Urgency
from referrals.need import NeedRecorded
from referrals.referral import events as e
from referrals.referral import forwarding as decisions
from referrals.referral.codes import Ground, Way
from referrals.referral.state import Referral
from referrals.release import Covers, Release
from web import desk, rules
from web.audience import audience
from web.fields import Choice, Options, Several
from web.forms import Form, read
from web.identity import identity_of, sender
from web.language import N_, _, language, short_day
from web.link_mail import mailed_with, open_link
from web.message import Told, compose, passed_on
from web.pages.referral import checking
from web.pages.referral.places import chosen_place, place_code, places
from web.pages.referral.steps import STEPS, Page, Step, Values, choices, happened, offer, pages
from web.parts import CASE_MANAGER, today

NOW = (Covers.CONTACT, Covers.NEED, Covers.WISH, Covers.BIRTH_YEAR)
"""What can be said when forwarding; appointments and progress come later."""


BY_LINK = N_(
    "Die Institution bekommt einen Link. Zuerst sieht sie nur Anliegen, Altersgruppe, Quartier und Eile, ohne Namen; "
    "diesen Text erst, wenn sie zusagt."
)


class Forwarding(checking.Checked):
    """The step with which data leaves us."""

    where = Choice(N_("Wohin?"), kind="select", says={"not_chosen": N_("Wählen Sie aus, wohin Sie weiterleiten.")})
    ground = Choice(N_("Auf welcher Grundlage?"), says={"not_chosen": N_("Wählen Sie die Grundlage aus.")})
    release_id = Choice(N_("Welche Schweigepflichtentbindung?"), optional=True)
    shared = Several(
        N_("Was geben Sie weiter?"),
        optional=True,
        hint=N_("Nur was die Schweigepflichtentbindung umfasst. Im nächsten Schritt sehen Sie den genauen Wortlaut."),
    )
    way = Choice(N_("Wie leiten Sie weiter?"), says={"not_chosen": N_("Wählen Sie den Weg aus.")})
    urgency = Choice(
        N_("Wie eilig ist es?"),
        kind="select",
        optional=True,
        hint=N_("Steht in der Anfrage, wenn Sie über einen Link weiterleiten."),
    )
    day = happened(N_("Wann ist das?"))


def held_releases(referral: Referral) -> list[Release]:
    """The releases that hold today, the one for this institution first."""
    given = releases.of_person(desk.views(), referral.person_id)
    held = [each for each in given if each.withdrawn_on is None and each.given_on <= today() <= each.valid_until]
    return sorted(held, key=lambda each: referral.institution_id not in each.institution_ids)


def _options(referral: Referral) -> dict[str, Options]:
    held = held_releases(referral)
    return {
        "where": places(referral),
        "ground": choices(Ground),
        "release_id": {str(each.id): _label(each) for each in held},
        "shared": {code.value: _share_label(code, held) for code in NOW},
        "way": choices(Way),
        "urgency": choices(Urgency),
    }


def _start(referral: Referral) -> Values:
    fitting = [each for each in held_releases(referral) if referral.institution_id in each.institution_ids]
    found = fitting[0] if fitting else None
    return {
        "where": place_code(referral.institution_id, referral.offer_id),
        "ground": Ground.RELEASE.value,
        "release_id": found.id if found else None,
        "shared": passed_on(found.covers, _told(referral)) if found else None,
    }


def _share_label(code: Covers, held: list[Release]) -> str:
    """What no release covers can only leave us on another ground, and says so."""
    word = words.covers(code, language())
    covered = not held or any(code in each.covers for each in held)
    return word if covered else _("%(what)s (von keiner Entbindung umfasst)", what=word)


def _label(release: Release) -> str:
    names = desk.institution_names(release.institution_ids)
    return _(
        "%(institutions)s: %(covers)s (bis %(day)s)",
        institutions=", ".join(sorted(names.values())),
        covers=", ".join(words.covers(code, language()) for code in release.covers),
        day=short_day(release.valid_until),
    )


def _told(referral: Referral) -> Told:
    """What the person told us, opened for the message."""
    entries = timeline.of_stream(desk.views(), desk.house().log, referral.need_id)
    recorded = [entry.event for entry in entries if isinstance(entry.event, NeedRecorded)]
    wish = desk.open_values([(each.wish, each.originator_id, "wish") for each in recorded])
    person = identity_of(desk.person(referral.person_id))
    return person.told(referral.need, wish[0] if wish else None)


def _arguments(values: Values) -> dict[str, Any]:
    institution_id, offer_id = chosen_place(values["where"])
    return {
        "institution_id": institution_id,
        "offer_id": offer_id,
        "ground": Ground(values["ground"]),
        "way": Way(values["way"]),
        "shared": values["shared"],
    }


def _release_id(values: Values) -> UUID | None:
    on_release = values["ground"] == Ground.RELEASE.value and values["release_id"]
    return UUID(values["release_id"]) if on_release else None


def _rehearse(referral: Referral, form: Form) -> object:
    release_id = _release_id(form.values)
    release = releases.get(desk.views(), release_id) if release_id else None
    return decisions.forward(referral, desk.occasion(form.values["day"]), release=release, **_arguments(form.values))


def _preview(referral: Referral, form: Form) -> checking.Preview:
    ground = Ground(form.values["ground"])
    text = compose(form.values["shared"], _told(referral), sender=sender(), ground=ground)
    return checking.Preview(text, BY_LINK if form.values["way"] == Way.LINK else "")


def _record(sent: Sent, referral: Referral, values: Values, message: str) -> Receipt:
    receipt = desk.casework().referrals.forward(
        sent,
        referral.id,
        release_id=_release_id(values),
        message=message,
        link=_link(referral, values),
        **_arguments(values),
    )
    return mailed_with(sent, receipt)


def _link(referral: Referral, values: Values) -> NewLink | None:
    """The link that is made with the forwarding; one that is still open from before is replaced."""
    if values["way"] != Way.LINK:
        return None
    before = open_link(referral.id)
    urgency = Urgency(values["urgency"] or Urgency.ORDINARY)
    return NewLink(urgency=urgency, replaces=before.id if before else None)


FORWARDING = Step(
    "forwarding",
    N_("Weiterleiten"),
    Forwarding,
    e.ReferralForwarded,
    lambda sent, referral, values: _record(sent, referral, values, ""),
    button=N_("Weiter zur Prüfung"),
    options=_options,
    start=_start,
)
STEPS[FORWARDING.endpoint] = FORWARDING


@pages.route("/referrals/<uuid:referral_id>/forwarding", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_referral)
def forwarding(referral_id: UUID) -> Page:
    """Choose, look at exactly what the institution will see, and pass it on."""
    referral = desk.referral(referral_id)
    held = held_releases(referral)
    fitting = any(referral.institution_id in (None, *each.institution_ids) for each in held)
    more = {"nothing_held": not held, "nothing_fits": not fitting}
    if request.method == "GET":
        return offer(FORWARDING, referral, "referral/checked_step.html", **more)
    form = read(Forwarding, request.form, options=_options(referral))
    return checking.answer(
        FORWARDING,
        referral,
        form,
        rehearse=lambda filled: _rehearse(referral, filled),
        preview=lambda filled: _preview(referral, filled),
        command=lambda sent, shown: _record(sent, referral, form.values, shown.text),
        **more,
    )
