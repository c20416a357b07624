"""The auditor's lists to take away (Prüfung): persons and referrals under the pseudonyms of this audit, and no id."""

from collections.abc import Iterator, Sequence
from typing import Any

from projections import persons, survey
from projections.past import Seen
from web import desk, pseudonym
from web.access_log import AUDIT
from web.exports import columns
from web.exports.table import Column
from web.language import _, ngettext, number, short_day
from web.pages.audit import moments
from web.pages.audit import persons as persons_page
from web.pages.audit import referrals as referrals_page
from web.pages.exports.blueprint import CHUNK, Taken, by_page, to_take_away
from web.parts import AUDITOR


@to_take_away("/audit/persons", "audit_persons", AUDITOR, purpose=AUDIT)
def known() -> Taken:
    """The persons as they are known, or were, whoever was changed last first."""
    pseudonym.running()
    asked = persons_page.chosen()
    columns_: list[Column[persons_page.Row]] = [
        columns.text("person", _("Person"), lambda row: row.code),
        columns.day("registered_on", _("Aufgenommen am"), lambda row: row.person.registered_on),
        Column("quarter", _("Quartier"), lambda row: row.person.quarter, lambda row: row.quarter),
        Column("language", _("Sprache"), lambda row: row.person.language, lambda row: row.language),
        columns.count("running", _("Laufende Vermittlungen"), lambda row: row.running),
        columns.count("referrals", _("Vermittlungen"), lambda row: row.all),
        columns.day("erased_on", _("Gelöscht"), lambda row: row.person.erased_on),
        columns.yes_no("restricted", _("Eingeschränkt"), lambda row: row.person.restricted is not None),
        columns.yes_no("disputed", _("Bestritten"), lambda row: bool(row.person.disputes)),
        columns.yes_no("held", _("Löschsperre"), lambda row: bool(row.person.holds)),
        columns.yes_no("closed", _("Geschlossen"), lambda row: bool(row.person.closed_to)),
    ]
    return Taken(_("Personen"), _said(asked), _address(asked), columns_, _persons(asked))


@to_take_away("/audit/referrals", "audit_referrals", AUDITOR, purpose=AUDIT)
def referrals() -> Taken:
    """The referrals as they stand, or as they stood, the latest opened first."""
    pseudonym.running()
    asked = referrals_page.chosen()
    columns_: list[Column[referrals_page.Row]] = [
        columns.text("referral", _("Vermittlung"), lambda row: row.code),
        columns.text("person", _("Person"), lambda row: row.person),
        columns.day("opened_on", _("Eröffnet"), lambda row: row.entry.opened_on),
        columns.word("need", _("Anliegen"), lambda row: row.entry.need),
        columns.word("phase", _("Stand"), lambda row: row.entry.phase),
        columns.named(
            "institution", _("Institution"), lambda row: row.entry.institution_id, lambda row: row.institution
        ),
        columns.word("owner", _("Am Zug"), lambda row: row.entry.due.owner if row.entry.due else None),
        columns.day("due_on", _("Bis wann"), lambda row: row.entry.due.on if row.entry.due else None),
        columns.named("case_manager", _("Zuständig"), lambda row: row.entry.case_manager, lambda row: row.carrier),
    ]
    return Taken(_("Vermittlungen"), _said(asked), _address(asked), columns_, _referrals(asked))


@to_take_away("/audit/figures", "audit_figures", AUDITOR, purpose=AUDIT)
def figures() -> Taken:
    """How many referrals there are, or were, of what."""
    pseudonym.running()
    view = moments.view()
    columns_: list[Column[referrals_page.Counted]] = [
        Column("by", _("Nach"), lambda row: row.by, lambda row: row.label),
        Column("code", _("Was"), lambda row: row.code or None, lambda row: row.word),
        columns.count("number", _("Anzahl"), lambda row: row.number),
    ]
    found, total = referrals_page.counted(view)
    said = [*_looked_from(view), ngettext("%(num)s Vermittlung", "%(num)s Vermittlungen", total, num=number(total))]
    return Taken(_("Zahlen"), said, dict(view.query), columns_, iter([found]))


def _persons(asked: persons_page.Asked) -> Iterator[Sequence[persons_page.Row]]:
    with moments.looking_back(asked.view) as connection:
        pages = by_page(
            lambda before: persons.page(connection, **asked.query, before=before, limit=CHUNK), lambda last: last[0]
        )
        for found in pages:
            desk.looked_at("exports.audit_persons", [(person.id, None) for _at, person in found], purpose=AUDIT)
            yield persons_page.rows(connection, [person for _at, person in found])


def _referrals(asked: referrals_page.Asked) -> Iterator[Sequence[referrals_page.Row]]:
    after: str | None = None
    with moments.looking_back(asked.view) as connection:
        while True:
            found = survey.page(connection, asked.narrowed, asked.view.now, after=after, limit=CHUNK)
            looked_at = dict.fromkeys((each.person_id, each.id) for each in found.entries)
            desk.looked_at("exports.audit_referrals", looked_at, purpose=AUDIT)
            yield referrals_page.rows(found.entries)
            if found.after is None:
                return
            after = found.after


def _said(asked: persons_page.Asked | referrals_page.Asked) -> list[str]:
    """What was chosen, and from which day it is looked at."""
    return [*_looked_from(asked.view), *asked.words]


def _looked_from(view: moments.View) -> list[str]:
    if view.moment is None:
        return []
    day = short_day(view.moment.day)
    if view.moment.seen is Seen.AS_OF:
        return [_("Stand am %(day)s, nach heutigem Wissen.", day=day)]
    return [_("Was am %(day)s eingetragen war.", day=day)]


def _address(asked: persons_page.Asked | referrals_page.Asked) -> dict[str, Any]:
    return {**asked.query, **asked.view.query}
