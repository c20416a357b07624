"""A referral, and django-pghistory beside it: a trigger of the database writes each change."""

import pghistory
from django.db import models

from bench.peers.django_site.columns import ReferralColumns


class Person(models.Model):
    """Who asks."""

    name = models.CharField(max_length=200)


@pghistory.track()
class Referral(ReferralColumns):
    """One need."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)

    class Meta:
        """The caseload's index."""

        indexes = [models.Index(fields=["manager", "due_on", "id"], name="caseload")]  # noqa: RUF012
