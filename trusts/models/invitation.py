"""An invitation to belong to a Trust: the only way in for somebody who is not there yet."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from trusts.labels import Record, labelled
from trusts.models.base import Stateful, TrustQuerySet, owned_manager
from trusts.models.user import Person, PersonDetails
from trusts.states import InvitationState, Role

DETAILS = tuple(field.name for field in PersonDetails._meta.local_fields)


class InvitationQuerySet(TrustQuerySet):
    """Invitations by what may still be done with them."""

    def open(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=timezone.now())

    def unsent(self) -> "InvitationQuerySet":
        """Open ones whose e-mail has not left, oldest first."""
        return self.open().filter(emailed_at=None, attempt__lt=self.model.MAX_ATTEMPTS).order_by("created_at")

    def due(self) -> "InvitationQuerySet":
        """Those to try now: at once, and ten minutes after each attempt that failed."""
        return self.unsent().filter(
            models.Q(attempt=0) | models.Q(updated_at__lte=timezone.now() - timedelta(minutes=10))
        )


@labelled(
    record=Record.PERSON,
    subject="accepted_by",
    identifier="email title full_name preferred_name gmc_number employee_number",
    personal="job_title grade specialty roles",
    key="token_hash",
    system="attempt error",
)
class Invitation(PersonDetails, Stateful):
    """Who is invited, to do what. The row is also the e-mail that waits: the link is made when it is sent, and only
    its SHA-256 is kept, so neither the database nor a backup of it lets anybody in."""

    MAX_ATTEMPTS: ClassVar[int] = 12

    email = models.EmailField()
    roles = ArrayField(models.CharField(max_length=30, choices=Role))
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.SENT)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    accepted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(InvitationQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "email"], condition=models.Q(state="sent"), name="invitation_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_pair",
            ),
        ]
        indexes = [models.Index(fields=["trust", "token_hash"], name="invitation_by_token")]

    @property
    def is_over(self) -> bool:
        """Whether it waited too long, before or after the clock noticed."""
        return self.state == InvitationState.EXPIRED or (
            self.state == InvitationState.SENT and self.expires_at <= timezone.now()
        )

    @property
    def role_words(self) -> str:
        """What they are invited to be, as "Doctor, Reviewer"."""
        return ", ".join(Role(role).label for role in self.roles)
