"""Breach (Datenpanne, Art. 33 GDPR): what an account saw since a day, or what stolen copies give away."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request

from projections import words
from referrals.occasion import midnight
from web import desk, pseudonym
from web.access_log import Filters
from web.audience import audience
from web.breach import HOURS, Affected, Copy, Judgement, judge, of_looks
from web.fields import Choice, Day, Id, Options, Several
from web.forms import Form, FormSchema, blank, read
from web.language import N_, _, language, short_day
from web.looking import view_name
from web.pages.audit.blueprint import pages
from web.parts import AUDITOR

COPIES = {
    Copy.LOG: N_("Protokoll (Datenbank der Ereignisse)"),
    Copy.KEYS: N_("Schlüsselspeicher"),
    Copy.KEK: N_("Hauptschlüssel"),
    Copy.BACKUP: N_("Sicherung ohne Schlüssel"),
}
FIELDS = {
    "name": N_("Name"),
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "address": N_("Anschrift"),
    "birth_year": N_("Geburtsjahr"),
    "wish": N_("Wunsch"),
    "message": N_("Nachricht an die Institution"),
    "note": N_("Notiz"),
    "text": N_("Notiz"),
    "place": N_("Ort"),
    "remark": N_("Bemerkung"),
    "sealed": N_("berichtigter Wert"),
}
JUDGEMENTS = {
    Judgement.READABLE: N_(
        "Zusammen öffnet das alles, was bis zu diesem Tag eingetragen wurde: Betroffen sind alle Personen."
    ),
    Judgement.CODES_ONLY: N_(
        "Ohne Schlüsselspeicher und Hauptschlüssel öffnet sich kein versiegelter Wert. Lesbar sind Codes, Tage und "
        "Kennungen, kein Name."
    ),
    Judgement.NOTHING: N_("Ohne das Protokoll öffnen Schlüssel nichts. Wechseln Sie den Hauptschlüssel jetzt."),
}


class Question(FormSchema):
    """What happened; a person stands in the address by id, on the page by pseudonym."""

    since = Day(N_("Seit wann?"), hint=N_("Bei einer gestohlenen Kopie: der Tag, an dem sie gezogen wurde."))
    staff = Choice(N_("Welcher Zugang wurde missbraucht?"), kind="select", optional=True)
    stolen = Several(N_("Was wurde kopiert?"), optional=True)
    person = Id(N_("Person"), optional=True, hidden=True)


class Line(NamedTuple):
    """One person in words."""

    affected: Affected
    code: str
    views: str
    fields: tuple[tuple[str, str], ...]


@pages.get("/audit/breach", endpoint="breach")
@audience(AUDITOR)
def page() -> str | tuple[str, int]:
    """The question, and the answer where one is asked."""
    pseudonym.running()
    if not request.args:
        return render_template("audit/breach.html", asked=blank(Question, options=_options()), hours=HOURS)
    form = question()
    if not form.ok:
        return render_template("audit/breach.html", asked=form, form=form, hours=HOURS), 422
    return _answer(form)


def question() -> Form:
    """What the address of this request asks; it names an account, a file, or what was copied."""
    form = read(Question, request.args, options=_options())
    if form.ok and not (asks_for_looks(form) or form.values.get("stolen")):
        form.refuse("staff", "not_chosen")
    return form


def said(form: Form) -> tuple[list[str], dict[str, Any]]:
    """What is asked, in words, and as it stands in the address."""
    values = form.values
    told = [_("seit %(day)s", day=short_day(values["since"]))]
    query: dict[str, Any] = {"since": values["since"].isoformat()}
    if who := values.get("staff"):
        told.append(dict(form["staff"].options)[who])
        query["staff"] = who
    if person_id := values.get("person"):
        told.append(pseudonym.person(person_id))
        query["person"] = str(person_id)
    return told, query


def asks_for_looks(form: Form) -> bool:
    """Whether an account or a file is named."""
    return bool(form.values.get("staff") or form.values.get("person"))


def affected(form: Form) -> tuple[list[Line], int]:
    """Whose files were looked at, and how many looks were at lists without a single person."""
    if not asks_for_looks(form):
        return [], 0
    values = form.values
    wanted = Filters(
        staff_id=UUID(values["staff"]) if values.get("staff") else None,
        person_id=values.get("person"),
        since=midnight(values["since"]),
    )
    report = of_looks(desk.views(), desk.house().log, desk.house().access_log, wanted)
    return [_line(each) for each in report.affected], report.lists


def _answer(form: Form) -> str:
    values = form.values
    desk.looked("audit.breach", person_id=values.get("person"), purpose="audit")
    stolen = [Copy(code) for code in values.get("stolen") or ()]
    lines, lists = affected(form)
    _words, query = said(form)
    return render_template(
        "audit/breach.html",
        asked=form,
        hours=HOURS,
        answered=True,
        looks=asks_for_looks(form),
        lines=lines,
        lists=lists,
        query=query,
        judgement=_(JUDGEMENTS[judge(stolen)]) if stolen else "",
        since=values["since"],
    )


def _line(affected: Affected) -> Line:
    spoken = language()
    fields = tuple(
        (words.word(group, spoken), ", ".join(dict.fromkeys(_(FIELDS.get(name, name)) for name in names)))
        for group, names in affected.fields.items()
    )
    views = ", ".join(dict.fromkeys(view_name(view) for view in affected.views))
    return Line(affected, pseudonym.person(affected.person_id), views, fields)


def _options() -> dict[str, Options]:
    staff = sorted(desk.staff_names().items(), key=lambda one: one[1].casefold())
    return {
        "staff": {str(one): name for one, name in staff},
        "stolen": {copy.value: _(label) for copy, label in COPIES.items()},
    }
