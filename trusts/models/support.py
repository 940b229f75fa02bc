"""Break-glass: our own support reads one Trust for an hour, for a reason the Trust is told at once."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from trusts.labels import Record, labelled
from trusts.models.base import TrustOwned, TrustQuerySet, owned_manager
from trusts.models.trust import Trust
from trusts.models.user import User


@labelled(record=Record.SIGN_IN, subject="user", system="is_active")
class SupportAgent(models.Model):
    """A user who may open support access: made by a command of the owner, never by a page."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="support_agent")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The one Trust whose access was opened last; whether it is still open is said by that access.
    opened_trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="support_agents", null=True)

    def __str__(self) -> str:
        return self.user.email


class SupportAccessQuerySet(TrustQuerySet):
    """Accesses by how they stand."""

    def open(self) -> "SupportAccessQuerySet":
        """Neither ended nor run out."""
        return self.filter(ended_at=None, ends_at__gt=timezone.now())

    def run_out(self) -> "SupportAccessQuerySet":
        """Over, and not yet told to the Trust."""
        return self.filter(ended_at=None, ends_at__lte=timezone.now())


@labelled(record=Record.AUDIT, subject="agent", trust="reason reference")
class SupportAccess(TrustOwned):
    """One opening: who, why, under which number of ours, from when until when."""

    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    reference = models.CharField(max_length=40)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(SupportAccessQuerySet)

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "support accesses"

    def __str__(self) -> str:
        return self.reference
