"""The security line: who came in, who was refused, what was read or taken away. Rows are added and never touched again.

Unlike an Event it may belong to no Trust: people sign in before any Trust is known. The database keeps the sides apart:
a Trust reads lines that carry its id, a person reads lines about themselves, and nobody reads the rest through a page.
"""

import uuid

from django.db import models

from trusts.labels import Record, labelled
from trusts.models.trust import Trust
from trusts.models.user import User
from trusts.states import SecurityEventKind


@labelled(
    record=Record.AUDIT,
    subject="user",
    system="kind copied request_id subject_type subject_id data",
    personal="ip user_agent",
)
class SecurityEvent(models.Model):
    """One line. `user` acted; `about` is whom it concerns, when that is somebody else.

    `copied` marks what a Trust is told of its member's own account: the same deed, without the address it came from.
    """

    # Made here, not by the database: `web` may add lines and not read them, so nothing can be returned.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=30)  # a SecurityEventKind; not kept as choices, so a new kind needs no migration
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    about = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    copied = models.BooleanField(default=False)
    ip = models.GenericIPAddressField("IP address", null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["trust", "-created_at"], name="security_event_newest"),
            models.Index(fields=["user", "-created_at"], name="security_event_of_user"),
            models.Index(fields=["about", "-created_at"], name="security_event_about"),
        ]

    @property
    def words(self) -> str:
        """What happened, for a reader."""
        return SecurityEventKind(self.kind).label

    def __str__(self) -> str:
        return f"{self.words} {self.subject_type} {self.subject_id}".strip()
