"""Files (Akte öffnen): an auditor asks for one file by name, a second person opens it, for 60 minutes."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from projections import oversight, words
from referrals.audit_file import LASTS, AuditFile, AuditFileState, AuditReason
from referrals.casework import Receipt
from web import desk, pseudonym, recording
from web.audience import audience
from web.fields import Choice, Text
from web.forms import Form, StepForm, blank, read
from web.language import N_, language
from web.pages.audit.blueprint import pages
from web.pages.granting import Waiting, waiting
from web.parts import AUDITOR, Worker, now, staff

MINUTES = LASTS.seconds // 60


class Asking(StepForm):
    """Why the pseudonym is not enough."""

    reason = Choice(N_("Warum brauchen Sie den Namen?"))
    text = Text(N_("Was wollen Sie in der Akte prüfen?"), max=1000, rows=3, hint=N_("Wer sie freigibt, liest das."))


def is_somebodys_file(worker: Worker, person_id: UUID, **_: object) -> bool:
    """There is such a file."""
    return desk.person(person_id).id == person_id


@pages.get("/audit/files")
@audience(AUDITOR)
def files() -> str:
    """One's own requests, and those of colleagues that wait for a second person."""
    pseudonym.running()
    desk.looked("audit.files", purpose="audit")
    mine = own()
    return render_template(
        "audit/files.html",
        mine=[(each, pseudonym.person(each.person_id), stands(each)) for each in mine],
        others=[_pseudonymous(each) for each in waiting()],
        minutes=MINUTES,
        fresh=desk.freshness(),
    )


@pages.route("/audit/files/<uuid:person_id>", methods=["GET", "POST"])
@audience(AUDITOR, sees=is_somebodys_file)
def asking(person_id: UUID) -> Response | str | tuple[str, int]:
    """Say why, and ask."""
    pseudonym.running()
    options = {"reason": dict(words.choices(AuditReason, language()))}
    if request.method == "GET":
        return _asked(person_id, blank(Asking, options=options))
    form = read(Asking, request.form, options=options)

    def record() -> Receipt:
        reason, text = AuditReason(form.values["reason"]), form.values["text"]
        return desk.casework().audit_files.request(desk.sent(form), person_id, reason=reason, text=text)

    return recording.recorded(form, record, lambda: url_for("audit.files"), lambda: (_asked(person_id, form), 422))


def _asked(person_id: UUID, form: Form) -> str:
    return render_template("audit/asking.html", form=form, whose=pseudonym.person(person_id), minutes=MINUTES)


def own() -> list[AuditFile]:
    """One's own requests, the latest first."""
    return oversight.requests(desk.views(), of=staff().staff_id)


def stands(file: AuditFile) -> str:
    """open, over, or the code of its state."""
    if file.state is not AuditFileState.GRANTED:
        return file.state.value
    return "open" if file.holds(now()) else "over"


def _pseudonymous(each: Waiting) -> Waiting:
    return each._replace(whose=pseudonym.person(each.file.person_id))
