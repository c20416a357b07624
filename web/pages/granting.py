"""Granting (Freigeben): the second person opens one file to an auditor, or does not, and reviews it afterwards."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from projections import oversight, words
from referrals.access_review import Verdict
from referrals.audit_file import LASTS, AuditFile
from referrals.casework import Receipt
from web import banner, desk, recording, reviewing
from web.access_log import REVIEW
from web.audience import audience
from web.case_number import case_number
from web.forms import Form, StepForm, blank, read
from web.language import language
from web.parts import AUDITOR, COORDINATOR, staff
from web.reviewing import Item, Review

pages = Blueprint("granting", __name__)


class Decision(StepForm):
    """Yes or no; which of the two, the address says."""


class Waiting(NamedTuple):
    """A request that nobody has answered, with a form for each answer."""

    file: AuditFile
    who: str
    whose: str
    reason: str
    text: str
    grant: Form
    refuse: Form


def waiting() -> list[Waiting]:
    """The requests of others; why somebody asks is opened, and that is recorded."""
    found = [each for each in oversight.requests(desk.views()) if each.staff_id != staff().staff_id]
    desk.looked_at("granting", [(each.person_id, None) for each in found], purpose=REVIEW)
    names = desk.staff_names({each.staff_id for each in found})
    texts = desk.open_values([(each.text, each.id, "text") for each in found])
    return [
        Waiting(
            each,
            names.get(each.staff_id, "–"),
            case_number(each.person_id),
            words.word(each.reason, language()),
            text,
            blank(Decision, expected_version=each.version),
            blank(Decision, expected_version=each.version),
        )
        for each, text in zip(found, texts, strict=True)
    ]


@pages.get("/team/audit-files")
@audience(COORDINATOR)
def files() -> str:
    """What waits for coordination: requests, and files whose hour is over."""
    return _page()


@pages.post("/audit-files/<uuid:audit_file_id>/grant")
@audience(AUDITOR, COORDINATOR)
def grant(audit_file_id: UUID) -> Response | tuple[str, int]:
    """Open the file to whoever asked."""
    return _decided(audit_file_id, granted=True)


@pages.post("/audit-files/<uuid:audit_file_id>/refusal")
@audience(AUDITOR, COORDINATOR)
def refuse(audit_file_id: UUID) -> Response | tuple[str, int]:
    """Do not open it."""
    return _decided(audit_file_id, granted=False)


@pages.route("/team/audit-files/<uuid:audit_file_id>/review", methods=["GET", "POST"])
@audience(COORDINATOR)
def review(audit_file_id: UUID) -> Response | str | tuple[str, int]:
    """Say afterwards whether it was right."""
    found = oversight.audit_file_of(desk.views(), audit_file_id)
    if found is None or found.decided_on is None:
        abort(404)
    item = reviewing.of_file(found)
    options = {"verdict": dict(words.choices(Verdict, language()))}
    if request.method == "GET":
        return _reviewed(item, blank(Review, options=options, expected_version=found.version))
    item.check()
    form = read(Review, request.form, options=options)

    def record() -> Receipt:
        return desk.casework().audit_files.review(
            desk.sent(form, stream=audit_file_id),
            audit_file_id,
            verdict=Verdict(form.values["verdict"]),
            remark=form.values.get("remark"),
        )

    return recording.recorded(form, record, lambda: url_for("granting.files"), lambda: (_reviewed(item, form), 422))


def _decided(audit_file_id: UUID, *, granted: bool) -> Response | tuple[str, int]:
    form = read(Decision, request.form)
    if not form.ok:
        abort(400)
    commands, sent = desk.casework().audit_files, desk.sent(form, stream=audit_file_id)
    receipt: Receipt = commands.grant(sent, audit_file_id) if granted else commands.refuse(sent, audit_file_id)
    desk.look_again()
    there = "granting.files" if staff().has(COORDINATOR) else "audit.files"
    return banner.after(redirect(url_for(there), 303), receipt)


def _page() -> str:
    to_review = [reviewing.of_file(each) for each in oversight.audit_files(desk.views())]
    return render_template(
        "granting/files.html",
        waiting=waiting(),
        items=sorted(to_review, key=lambda item: (not item.overdue, item.due)),
        names=desk.staff_names({item.staff_id for item in to_review}),
        codes={item.person_id: case_number(item.person_id) for item in to_review},
        minutes=LASTS.seconds // 60,
        fresh=desk.freshness(),
    )


def _reviewed(item: Item, form: Form) -> str:
    desk.looked("granting.review", person_id=item.person_id, purpose=REVIEW)
    sealed, stream = item.text or (None, item.id)
    (text,) = desk.open_values([(sealed, stream, "text")])
    return render_template(
        "granting/review.html",
        item=item,
        form=form,
        text=text,
        code=case_number(item.person_id),
        names=desk.staff_names({one for one in (item.staff_id, item.granted_by) if one}),
        looks=desk.house().access_log.count(item.looks),
    )
