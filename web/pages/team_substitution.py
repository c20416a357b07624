"""Substitution (Vertretung): a colleague stands in for some days; it ends by itself, or earlier by hand."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.refusal import Refusal
from referrals.staff import Member
from web import banner, desk
from web.audience import audience
from web.fields import Choice, Day
from web.forms import Form, StepForm, blank, read
from web.language import N_
from web.pages.team_members import may_arrange_for, receivers
from web.pages.team_overview import Ending, overview_page
from web.parts import CASE_MANAGER, COORDINATOR, Worker, today

pages = Blueprint("substitution", __name__)


class Arrangement(StepForm):
    """Who stands in, and for which days."""

    substitute = Choice(N_("Wer vertritt?"), kind="select")
    first_day = Day(N_("Erster Tag"), future=True, hint=N_("Zum Beispiel 3.11. oder 3.11.2026"))
    last_day = Day(N_("Letzter Tag"), future=True, past=False, hint=N_("Am Tag danach endet der Zugriff von selbst."))


def for_whom(worker: Worker, staff_id: UUID, **_: object) -> bool:
    """Case managers arrange for themselves, coordination for anybody who carries cases."""
    return desk.member(staff_id).carries_cases and may_arrange_for(staff_id)


@pages.route("/team/<uuid:staff_id>/substitutions/new", methods=["GET", "POST"])
@audience(CASE_MANAGER, COORDINATOR, sees=for_whom)
def arrange(staff_id: UUID) -> Response | str | tuple[str, int]:
    """Arrange a substitution."""
    options = {"substitute": receivers(staff_id)}
    member = desk.member(staff_id)
    if request.method == "GET":
        return _page(member, blank(Arrangement, options=options, first_day=today(), expected_version=member.version))
    form = read(Arrangement, request.form, options=options)
    if form.ok:
        try:
            receipt = desk.casework().team.arrange_substitution(
                desk.sent(form, stream=staff_id),
                staff_id,
                substitute=UUID(form.values["substitute"]),
                first_day=form.values["first_day"],
                last_day=form.values["last_day"],
            )
        except Refusal as refused:
            form.refuse("last_day" if refused.reason == "wrong_days" else "substitute", refused.code, **refused.params)
        else:
            return banner.after(redirect(url_for("team.overview"), 303), receipt)
    return _page(member, form), 422


@pages.post("/team/<uuid:staff_id>/substitutions/<uuid:substitution_id>/ending")
@audience(CASE_MANAGER, COORDINATOR, sees=for_whom)
def end(staff_id: UUID, substitution_id: UUID) -> Response | tuple[str, int]:
    """End it early: access ends with the same click."""
    form = read(Ending, request.form)
    if form.ok:
        try:
            receipt = desk.casework().team.end_substitution(desk.sent(form), staff_id, substitution_id=substitution_id)
        except Refusal as refused:
            form.refuse("", refused.code, **refused.params)
        else:
            return banner.after(redirect(url_for("team.overview"), 303), receipt)
    return overview_page(form), 422


def _page(member: Member, form: Form) -> str:
    name = desk.staff_names([member.id])[member.id]
    return render_template("team/substitution.html", form=form, member=member, name=name, fresh=desk.freshness())
