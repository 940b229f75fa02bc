"""Seals: what makes a change of the audit visible, even one made by whoever may do anything with the database."""

import uuid

from django.db import models

from trusts.labels import Record, labelled
from trusts.models.trust import Trust


@labelled(record=Record.AUDIT, system="number server from_xact to_xact lines digest previous")
class Seal(models.Model):
    """One link of a Trust's chain (of the platform's own, without a Trust), over lines of a span of transactions.

    It covers the lines that the database `server` wrote in transactions from `from_xact`, before `to_xact`: all of
    them had ended when it was made, so no line can join later. `digest` is SHA-256 over `previous` and the lines.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()
    server = models.BigIntegerField()
    from_xact = models.BigIntegerField()
    to_xact = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust", "number"], name="seal_number_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"Seal {self.number} of {self.trust or 'the platform'}"
