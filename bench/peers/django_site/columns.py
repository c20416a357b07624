"""The columns of a referral, whoever keeps its history."""

from django.db import models


class ReferralColumns(models.Model):
    """The same as in the other peers."""

    id = models.UUIDField(primary_key=True)
    version = models.BigIntegerField()
    manager = models.IntegerField()
    need = models.CharField(max_length=40)
    place = models.CharField(max_length=200)
    phase = models.CharField(max_length=40)
    due_on = models.DateField(null=True)  # null once it is closed
    note = models.TextField(blank=True, default="")
    command_id = models.UUIDField(null=True, unique=True)  # null until the first step

    class Meta:
        """Columns only."""

        abstract = True
