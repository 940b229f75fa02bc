"""Row history: one line for each row added, changed or removed, written by the database itself (docs/adr/0007)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trusts.labels import Record, labelled
from trusts.models.base import TrustOwned
from trusts.models.user import User


@labelled(record=Record.AUDIT, author="user", system="operation subject_type subject_id values fields request_id")
class RowChange(TrustOwned):
    """One change of one row.

    `values` maps fields to [before, after]; `fields` names what changed besides: sensitive fields and free text, whose
    contents are never copied. Both are empty for a row added. `user` is None for the clock and for the owner.
    """

    operation = models.CharField(max_length=6)  # insert, update or delete
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    fields = ArrayField(models.CharField(max_length=63), default=list)
    # No key in the database: it would lock the user's row at every change anybody makes.
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta(TrustOwned.Meta):
        indexes = [
            models.Index(fields=["trust", "-created_at"], name="row_change_newest"),
            models.Index(fields=["trust", "subject_type", "subject_id"], name="row_change_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.subject_type} {self.subject_id}"
