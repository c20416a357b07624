"""The pages: a step, the caseload, and the history to take away."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

CHUNK = 2000


def referrals() -> Any:
    """The model whose history is kept in the way that was chosen."""
    return apps.get_model(settings.HISTORY, "Referral")


def follow_up(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Look at it again on a day."""
    form = request.POST
    with transaction.atomic():
        referral = referrals().objects.select_for_update().get(id=referral_id)
        if referral.version != int(form["expected_version"]):
            return HttpResponse(status=409)
        referral.version += 1
        referral.due_on = date.fromisoformat(form["due_on"])
        referral.note = form["note"]
        referral.command_id = UUID(form["command_id"])
        referral.save()
    answer = HttpResponseRedirect(f"/referrals/{referral_id}")
    answer.status_code = 303
    return answer


def caseload(request: HttpRequest) -> HttpResponse:
    """Fifty rows, the most urgent first."""
    manager, today = int(request.GET["manager"]), date.today()
    mine = referrals().objects.filter(manager=manager, due_on__isnull=False)
    rows = list(mine.select_related("person").order_by("due_on", "id")[:50])
    for row in rows:
        row.name, row.overdue = row.person.name, row.due_on < today
    told = {"rows": rows, "total": mine.count(), "overdue": mine.filter(due_on__lt=today).count()}
    return render(request, "caseload.html", told)


def history(request: HttpRequest) -> StreamingHttpResponse:
    """Every change as JSON lines, streamed."""
    return StreamingHttpResponse(_lines(), content_type="application/jsonl")


def _lines() -> Iterator[str]:
    changes = referrals().history.order_by("history_id").values()
    for change in changes.iterator(chunk_size=CHUNK):
        yield json.dumps(change, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


urlpatterns = [
    path("referrals/<uuid:referral_id>/follow-up", follow_up),
    path("caseload", caseload),
    path("history.jsonl", history),
]
