"""The outbox: an e-mail is a row first, so that nothing is sent for what was rolled back and nothing is lost."""

from django.db import models

from trusts.labels import Record, labelled
from trusts.models.base import Stateful
from trusts.models.user import Person
from trusts.states import MessageState


@labelled(record=Record.MESSAGE, subject="recipient", personal="subject body", system="attempt error")
class Message(Stateful):
    """One e-mail to one person, queued in the transaction of the deed it tells of."""

    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta(Stateful.Meta):
        indexes = [
            models.Index(fields=["trust", "created_at"], condition=models.Q(state="queued"), name="message_waiting")
        ]

    def __str__(self) -> str:
        return self.subject
