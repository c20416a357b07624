"""A referral, and django-simple-history beside it: a copy of the row for each change."""

from django.db import models
from simple_history.models import HistoricalRecords

from bench.peers.django_site.columns import ReferralColumns


class Person(models.Model):
    """Who asks."""

    name = models.CharField(max_length=200)


class Referral(ReferralColumns):
    """One need."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    history = HistoricalRecords()

    class Meta:
        """The caseload's index."""

        indexes = [models.Index(fields=["manager", "due_on", "id"], name="caseload")]  # noqa: RUF012
