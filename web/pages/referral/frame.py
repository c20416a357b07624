"""Frame (Rahmen): the identity bar that stands on every page of a referral, and the look recorded before it shows."""

from typing import Any

from flask import current_app, render_template, request, url_for
from markupsafe import Markup

from projections import caseload, directory, words
from referrals.referral.state import Referral
from web import desk
from web.case_number import case_number
from web.language import _, language, relative_day, short_day
from web.parts import now
from web.shell import name

Facts = list[tuple[str, str]]


def on(referral: Referral, template: str, **more: Any) -> str:
    """A page of a referral: name, need, institution, phase, case manager, whose turn it is and until when."""
    desk.looked(str(request.endpoint), person_id=referral.person_id, referral_id=referral.id)
    person_name = desk.person_names([referral.person_id]).get(referral.person_id, _("gelöscht"))
    return render_template(
        template,
        referral=referral,
        case_code=case_number(referral.id),
        who=_linked(person_name, "person.page", person_id=referral.person_id),
        person_name=person_name,
        facts=facts(referral),
        word=lambda code: words.word(code, language()),
        **more,
    )


def facts(referral: Referral) -> Facts:
    """What stands in the identity bar behind the name."""
    spoken = language()
    manager = desk.staff_names([referral.case_manager]).get(referral.case_manager, "–")
    found = [(_("Anliegen"), words.word(referral.need, spoken)), (_("Institution"), institution(referral))]
    if referral.attempt > 1:
        found.append((_("Versuch"), str(referral.attempt)))
    return [
        *found,
        (_("Stand"), words.word(referral.phase, spoken)),
        (_("Fallmanager:in"), name(manager)),
        (_("Als Nächstes"), next_task(referral)),
    ]


def institution(referral: Referral) -> str:
    """The institution, and the offer where one is chosen."""
    if referral.institution_id is None:
        return _("noch keine gewählt")
    called = desk.institution_names([referral.institution_id]).get(referral.institution_id, "–")
    shown = _linked(called, "institutions.page", institution_id=referral.institution_id)
    if referral.offer_id is None:
        return shown
    offers = directory.offer_names(desk.views(), [referral.institution_id])
    return Markup("{}, {}").format(shown, name(offers.get(referral.offer_id, "–")))


def next_task(referral: Referral) -> str:
    """What is to be done, by whom, until when."""
    entry = caseload.entry(desk.views(), referral.id, now())
    if entry is None or entry.due is None:
        return _("nichts mehr zu tun")
    due, spoken = entry.due, language()
    said = _(
        "%(task)s – %(owner)s, %(when)s (%(day)s)",
        task=words.word(due.task, spoken),
        owner=words.word(due.owner, spoken),
        when=relative_day(due.on),
        day=short_day(due.on),
    )
    return Markup('{} <span class="tag danger">{}</span>').format(said, _("überfällig")) if entry.overdue else said


def _linked(text: str, endpoint: str, **values: Any) -> Markup:
    if endpoint not in current_app.view_functions:
        return name(text)
    return Markup('<a href="{}">{}</a>').format(url_for(endpoint, **values), name(text))
