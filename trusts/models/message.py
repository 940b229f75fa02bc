"""The outbox: an e-mail is a row first, so that nothing is sent for what was rolled back and nothing is lost."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trusts.labels import Record, labelled
from trusts.models.base import Stateful, TrustQuerySet, owned_manager
from trusts.models.user import Person
from trusts.states import MessageState

MAX_ATTEMPTS = 8
STATES_OUTSIDE_A_DIGEST = [state for state in MessageState if state != MessageState.GATHERED]


class MessageQuerySet(TrustQuerySet):
    """E-mails by what must be done with them."""

    def claimable(self, now: datetime) -> "MessageQuerySet":
        """Queued, due, and nobody is sending it, or who did has died; with an attempt left."""
        is_free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(is_free, state=MessageState.QUEUED, due_at__lte=now, attempt__lt=MAX_ATTEMPTS)

    def given_up(self, now: datetime) -> "MessageQuerySet":
        """Queued, whoever sent it last has died, and no attempt is left."""
        return self.filter(state=MessageState.QUEUED, lease_until__lt=now, attempt__gte=MAX_ATTEMPTS)


@labelled(
    record=Record.MESSAGE,
    subject="recipient",
    personal="subject body error",
    system="kind attempt lease_token digest_on",
)
class Message(Stateful):
    """One e-mail to one person, queued in the transaction of the deed it tells of."""

    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    # A daily e-mail says for which day; what it gathered points to it.
    digest_on = models.DateField(null=True)
    digest = models.ForeignKey("self", on_delete=models.PROTECT, related_name="gathered", null=True)

    objects: ClassVar[Any] = owned_manager(MessageQuerySet)

    class Meta(Stateful.Meta):
        indexes = [
            models.Index(fields=["trust", "created_at"], condition=models.Q(state="queued"), name="message_waiting"),
            models.Index(
                fields=["trust", "recipient", "created_at"],
                condition=models.Q(state="waiting"),
                name="message_for_digest",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["trust", "recipient", "digest_on"], name="message_one_digest_a_day"),
            models.CheckConstraint(
                condition=models.Q(digest=None, state__in=STATES_OUTSIDE_A_DIGEST)
                | models.Q(digest__isnull=False, state=MessageState.GATHERED),
                name="message_gathered_into_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
