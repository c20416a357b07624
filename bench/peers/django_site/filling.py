"""Filling (Befüllen): `python -m bench.peers.django_site.filling REFERRALS CHANGES_EACH` on an empty database."""

import os
import sys
from datetime import date
from typing import Any

import django
from django.core.management import call_command

from bench.peers.people import cases

AT_ONCE = 500


def fill(number: int, changes_each: int) -> None:
    """Tables, referrals, and where simple-history keeps it so many further lines of history for each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.django_site.settings"
    django.setup()
    from django.apps import apps
    from django.conf import settings

    call_command("migrate", "auth", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    if settings.HISTORY == "tracked":
        call_command("pgtrigger", "install", verbosity=0)
    person_model: Any = apps.get_model(settings.HISTORY, "Person")
    model: Any = apps.get_model(settings.HISTORY, "Referral")
    told = list(cases(number, date.today()))
    persons = person_model.objects.bulk_create([person_model(name=case.name) for case in told], AT_ONCE)
    fields = ("id", "manager", "need", "place", "phase", "due_on")
    rows = [
        model(version=5, person=person, **{name: getattr(case, name) for name in fields})
        for person, case in zip(persons, told, strict=True)
    ]
    if settings.HISTORY == "tracked":
        model.objects.bulk_create(rows, AT_ONCE)
        return
    from simple_history.utils import bulk_create_with_history

    bulk_create_with_history(rows, model, batch_size=AT_ONCE)
    for _ in range(changes_each):
        model.history.bulk_history_create(rows, batch_size=AT_ONCE, update=True)


if __name__ == "__main__":
    fill(int(sys.argv[1]), int(sys.argv[2]))
