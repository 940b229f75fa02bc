"""A document somebody asked for, kept with its inputs. The row is the job and the only promise; Celery is a nudge."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cohorts.models import Cohort
from reports.states import ReportKind, ReportState
from trusts.labels import Record, labelled
from trusts.models import Person, TrustOwned, TrustQuerySet, University, owned_manager
from trusts.states import DataClass

MAX_ATTEMPTS = 3


def reference_of(pk: UUID) -> str:
    """The end of its key, which is random, short enough to be read aloud."""
    return pk.hex[-6:].upper()


class ReportQuerySet(TrustQuerySet):
    """Reports by what must be done with them."""

    def claimable(self, now: datetime) -> "ReportQuerySet":
        """Queued, or running under a lease that has run out, with an attempt left."""
        expired = Q(state=ReportState.RUNNING, lease_until__lt=now)
        return self.filter(Q(state=ReportState.QUEUED) | expired, attempt__lt=MAX_ATTEMPTS)

    def neglected(self, now: datetime, nudged_before: datetime) -> "ReportQuerySet":
        """Claimable, and not nudged for a while: the message was lost, or the worker was."""
        return self.claimable(now).filter(Q(enqueued_at=None) | Q(enqueued_at__lt=nudged_before))

    def given_up(self, now: datetime) -> "ReportQuerySet":
        """Running under a lease that has run out, with no attempt left."""
        return self.filter(state=ReportState.RUNNING, lease_until__lt=now, attempt__gte=MAX_ATTEMPTS)


@labelled(
    record=Record.REPORT,
    subject="requested_by",
    system="kind params data_classes idem_key attempt progress lease_token file_key sha256 size error",
)
class Report(TrustOwned):
    """One requested document: what was asked, by whom, how far it is, and where the file lies."""

    kind = models.CharField(max_length=20, choices=ReportKind)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+", null=True)
    # Set when the report is about one person: a copy of their data, which has no cohort, or their individual report.
    # Both are theirs alone, and end.
    about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField(null=True)
    # Set when the report is made for a university, which then may see this row while its agreement is in force.
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+", null=True)
    params = models.JSONField(default=dict)
    # The classes of shared data inside a university's report: an agreement in force must name them all to open it.
    data_classes = ArrayField(models.CharField(max_length=20, choices=DataClass), default=list)
    idem_key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file_key = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    data_as_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = owned_manager(ReportQuerySet)

    class Meta(TrustOwned.Meta):
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "idem_key"], name="report_idem_key_once"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.READY) | (~Q(file_key="") & Q(finished_at__isnull=False)),
                name="report_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.DATA_COPY, cohort=None, about__isnull=False)
                | Q(kind=ReportKind.INDIVIDUAL, cohort__isnull=False, about__isnull=False, about=F("requested_by"))
                | Q(~Q(kind__in=ReportKind.personal()), cohort__isnull=False, about=None),
                name="report_of_a_cohort_or_about_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["trust", "state", "lease_until"], name="report_sweep"),
            models.Index(fields=["trust", "about"], condition=Q(about__isnull=False), name="report_about"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """What tells it from another of the same day, on its cover and in lists."""
        return reference_of(self.pk)

    @property
    def name(self) -> str:
        """What it is called: its kind, and the cohort it tells of."""
        return f"{self.get_kind_display()}, {self.cohort.name}" if self.cohort else str(self.get_kind_display())
