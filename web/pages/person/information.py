"""Information (Auskunft, Art. 15 and 20 GDPR): everything about the person, as a letter or a file that nobody keeps."""

from uuid import UUID

from flask import Response, g, render_template, request

from projections import words
from referrals.referral.codes import Way
from referrals.refusal import Refusal
from web import access_log, desk, rules
from web.audience import audience
from web.fields import Choice, Options
from web.forms import StepForm, blank, read
from web.language import N_, language
from web.own_data import letter
from web.own_data.contents import as_json
from web.own_data.gathering import gather
from web.pages.person.blueprint import Answer, form_page, pages
from web.parts import CASE_MANAGER, today

WAYS = (Way.IN_PERSON, Way.LETTER, Way.EMAIL)


class Answering(StepForm):
    """How the answer goes to her."""

    way = Choice(N_("Wie bekommt die Person die Auskunft?"))


@pages.route("/persons/<uuid:person_id>/information", methods=["GET", "POST"])
@audience(CASE_MANAGER, sees=rules.carries_person)
def information(person_id: UUID) -> Answer | Response:
    """Record that she is told, and give what she is told; both buttons together are one answer."""
    options: dict[str, Options] = {"way": {way.value: words.word(way, language()) for way in WAYS}}
    if request.method == "GET":
        return form_page("information", "information", person_id, blank(Answering, options=options))
    form = g.form = read(Answering, request.form, options=options)
    if form.ok:
        try:
            desk.casework().rights.inform(desk.sent(form), person_id, way=Way(form.values["way"]))
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
    if not form.ok:
        return form_page("information", "information", person_id, form)
    desk.looked("person.information", person_id=person_id, purpose=access_log.RIGHTS)
    data = gather(desk.house(), person_id, today())
    if request.form.get("do") == "file":
        name = f"auskunft-{desk.code(person_id)}.json"
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
