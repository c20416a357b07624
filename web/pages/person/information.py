"""Information (Auskunft, Art. 15 and 20 GDPR): everything about the person, as a letter or a file that nobody keeps."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, g, render_template, request

from projections import words
from referrals.referral.codes import Way
from referrals.refusal import Refusal
from web import access_log, desk, rules
from web.audience import audience
from web.case_number import case_number
from web.fields import Choice, Options, Several
from web.forms import StepForm, blank, read
from web.language import N_, _, language, short_day
from web.own_data import letter
from web.own_data.contents import as_json
from web.own_data.gathering import gather
from web.own_data.passages import Passage, Why, passages, without
from web.pages.person.blueprint import Answer, form_page, pages
from web.parts import CASE_MANAGER, today

REASONS = {
    Why.OTHERS: N_("Sie würden Rechte anderer Menschen verletzen (Art. 15 Abs. 4 DSGVO)"),
    Why.SOURCE: N_("Wer es uns gesagt hat, wäre erkennbar (§ 83 SGB X)"),
}
WAYS = (Way.IN_PERSON, Way.LETTER, Way.EMAIL)


class Answering(StepForm):
    """How the answer goes to her, and what of the free texts stays out of it."""

    leave_out = Several(
        N_("Welche Sätze sprechen über andere Menschen?"),
        optional=True,
        hint=N_(
            "Lesen Sie alle Notizen und Texte. Was Sie ankreuzen, fehlt in Brief und Datei; dort steht dann, dass "
            "etwas fehlt und warum. Lassen Sie nur weg, was anderen schaden würde."
        ),
    )
    why = Choice(N_("Warum lassen Sie diese Sätze weg?"), optional=True)
    way = Choice(N_("Wie bekommt die Person die Auskunft?"))


class PlainAnswering(StepForm):
    """How the answer goes to her, where there is no free text."""

    way = Choice(N_("Wie bekommt die Person die Auskunft?"))


@pages.route("/persons/<uuid:person_id>/information", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def information(person_id: UUID) -> Answer | Response:
    """Record that she is told, and give what she is told; both buttons together are one answer."""
    listed = passages(gather(desk.house(), person_id, today()))
    options = _options(listed)
    schema: type[StepForm] = Answering if listed else PlainAnswering
    if request.method == "GET":
        return form_page("information", "information", person_id, blank(schema, options=options, why=Why.OTHERS.value))
    form = g.form = read(schema, request.form, options=options)
    if form.values.get("leave_out") and not form.values.get("why"):
        form.refuse("why", "not_chosen")
    if form.ok:
        try:
            desk.casework().rights.inform(desk.sent(form), person_id, way=Way(form.values["way"]))
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
    if not form.ok:
        return form_page("information", "information", person_id, form)
    desk.looked("person.information", person_id=person_id, purpose=access_log.RIGHTS)
    data = gather(desk.house(), person_id, today())
    if chosen := form.values.get("leave_out"):
        data = without(data, chosen, Why(form.values["why"]))
    if request.form.get("do") == "file":
        name = f"auskunft-{case_number(person_id)}.json"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_json(data), mimetype="application/json", headers=disposition)
    g.pop("open_file")  # the letter says itself what is disputed
    desk.look_again()
    return render_template(
        "own_data/letter.html",
        person_id=person_id,
        heading=letter.HEADING,
        opening=letter.OPENING,
        sections=letter.sections(data),
    )


def _options(listed: Sequence[Passage]) -> dict[str, Options]:
    """Every sentence with the day and the label of its text, in its own words."""
    return {
        "leave_out": {each.id: f"{short_day(each.on)}, {each.label}: „{each.text}“" for each in listed},
        "why": {why.value: _(label) for why, label in REASONS.items()},
        "way": {way.value: words.word(way, language()) for way in WAYS},
    }
