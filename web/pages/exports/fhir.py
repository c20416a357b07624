"""A referral to take away (Vermittlung als Datei): its FHIR bundle, made when asked for and not kept."""

from uuid import UUID

from flask import Response, abort

from web import desk, rules
from web.audience import audience
from web.case_number import case_number
from web.exports.referral_file import NoSuchFile, fhir_file, subject_of
from web.pages.exports.blueprint import as_file, pages
from web.parts import CASE_MANAGER, now, staff

FHIR = "application/fhir+json; charset=utf-8"


@pages.get("/referrals/<uuid:referral_id>/fhir.json")
@audience(CASE_MANAGER, sees=rules.carries_referral)
def referral_fhir(referral_id: UUID) -> Response:
    """The referral for other programs; nobody is named in it unless a release covers that."""
    try:
        referral, person = subject_of(desk.views(), referral_id)
    except NoSuchFile:
        abort(404)
    desk.looked("exports.referral_fhir", person_id=person.id, referral_id=referral.id)
    content = fhir_file(desk.house(), desk.views(), referral_id, by=staff().name, at=now())
    return as_file(Response(content, content_type=FHIR), f"vermittlung-{case_number(referral_id)}.fhir.json")
