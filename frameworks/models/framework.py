"""A framework, its versions and each version's scale. A published version never changes: a trigger says so."""

from typing import Any, ClassVar

from django.db import models

from frameworks.states import ScaleKind, VersionState
from trusts.labels import Record, labelled
from trusts.models import Person, Stateful, TrustOwned, TrustQuerySet, owned_manager


@labelled(record=Record.TRUST, trust="name purpose")
class Framework(TrustOwned):
    """The Trust's standard of leadership."""

    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)

    class Meta(TrustOwned.Meta):
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FrameworkVersionQuerySet(TrustQuerySet):
    """Versions by state."""

    def published(self) -> "FrameworkVersionQuerySet":
        """Versions a cohort may pin."""
        return self.filter(state=VersionState.PUBLISHED)

    def in_draft(self) -> "FrameworkVersionQuerySet":
        """Versions not yet published: being written, or approved and waiting."""
        return self.filter(state__in=[VersionState.DRAFT, VersionState.APPROVED])

    def seen_by_all(self) -> "FrameworkVersionQuerySet":
        """What every member of the Trust may read: published once, superseded or not."""
        return self.filter(state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED])

    def newest_first(self) -> "FrameworkVersionQuerySet":
        """By number, newest first."""
        return self.order_by("framework__name", "-number")


@labelled(record=Record.TRUST, trust="number scale_kind licence change_note effective_on return_reason")
class FrameworkVersion(Stateful):
    """One edition of the framework. Cohorts pin it, so it is immutable once published."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.DRAFT)
    scale_kind = models.CharField(max_length=20, choices=ScaleKind)
    licence = models.TextField(blank=True, help_text="Whose text this is and on what terms it is kept here.")
    change_note = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    approval_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approval_asked_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True, help_text="Why it was last returned to draft.")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(FrameworkVersionQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "framework", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(approval_asked_at=None, approval_asked_by=None)
                | models.Q(approval_asked_at__isnull=False, approval_asked_by__isnull=False),
                name="version_approval_asked_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="version_approved_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None, published_by=None)
                | models.Q(published_at__isnull=False, published_by__isnull=False),
                name="version_published_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework.name}, version {self.number}"


@labelled(record=Record.TRUST, trust="name definition")
class Level(TrustOwned):
    """A step of the version's scale; position 1 is the first. No level below the last is a failure."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    definition = models.TextField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "version", "position"], name="level_position_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
