"""Holds, erasures and periods: what is kept longer, what is removed, and when (docs/privacy.md)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from trusts.labels import Record, labelled
from trusts.models.base import Stateful, TrustOwned, TrustQuerySet, owned_manager
from trusts.models.user import Person
from trusts.states import ErasureKind, ErasureState

RECORD_CHOICES = [(record.value, record.value) for record in Record]


class HoldQuerySet(TrustQuerySet):
    """Holds by whether they still stand."""

    def in_force(self) -> "HoldQuerySet":
        """Those not lifted."""
        return self.filter(lifted_at=None)


@labelled(record=Record.PERSON, subject="person", author="put_by", sensitive="reason")
class Hold(TrustOwned):
    """A reason to keep what is kept about somebody: nothing of it is erased or runs out while it stands."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    put_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(HoldQuerySet)

    class Meta(TrustOwned.Meta):
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "person"], condition=Q(lifted_at=None), name="hold_once"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_pair",
            ),
        ]


@labelled(
    record=Record.PERSON, subject="person", author="asked_by", sensitive="reason", system="kind records counts mentions"
)
class Erasure(Stateful):
    """The removal of what is kept about somebody: asked by one, confirmed by another, carried out by the machine.

    The clock's own (`kind` retention) is about the classes in `records` alone. While one is running, and only then,
    the database lets the reasons of the person's submitted assessments be emptied. `counts` says how many rows of
    which table were emptied; `mentions` where others name the person.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    kind = models.CharField(max_length=10, choices=ErasureKind, default=ErasureKind.REQUEST)
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    reason = models.TextField(blank=True)
    records = ArrayField(models.CharField(max_length=20, choices=RECORD_CHOICES), default=list)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, blank=True)
    mentions = models.JSONField(default=list, blank=True)

    class Meta(Stateful.Meta):
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="erasure_approved_pair",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ErasureKind.REQUEST)
                | Q(state__in=[ErasureState.ASKED, ErasureState.WITHDRAWN])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="erasure_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["trust", "person"],
                condition=Q(kind=ErasureKind.REQUEST, state__in=[ErasureState.ASKED, ErasureState.APPROVED]),
                name="erasure_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"


@labelled(record=Record.TRUST, trust="months", system="record")
class RetentionPeriod(TrustOwned):
    """How many months this Trust keeps one class of record; without a row, the default of trusts/records.py."""

    record = models.CharField(max_length=20, choices=RECORD_CHOICES)
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(600)])

    class Meta(TrustOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "record"], name="period_once_a_record")]
