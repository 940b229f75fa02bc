"""The audit line: who did what, to what, when. Rows are added and never touched again."""

from django.db import models

from trusts.labels import Record, labelled
from trusts.models.base import TrustOwned
from trusts.models.user import Person


@labelled(record=Record.AUDIT, author="actor", system="action subject_type subject_id data")
class Event(TrustOwned):
    """One audit line, written in the same transaction as what it tells of."""

    action = models.CharField(max_length=80)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta(TrustOwned.Meta):
        indexes = [
            models.Index(fields=["trust", "-created_at"], name="event_newest"),
            models.Index(fields=["trust", "subject_type", "subject_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
