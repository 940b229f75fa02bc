"""What a line manager or clinical director says of an application, asked for by its doctor and given by a link."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from cohorts.models.application import Application
from cohorts.states import ApplicationState, EndorsementState, EndorserRole
from trusts.labels import Record, labelled
from trusts.models import Stateful, TrustQuerySet, owned_manager

STANDING = (EndorsementState.REQUESTED, EndorsementState.GIVEN)
BEING_MADE = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)  # while an answer still counts
REMINDED_BEFORE = timedelta(days=3)
REMINDED_AFTER = timedelta(days=1)  # nobody who was asked yesterday is reminded today
WORKING_HOURS = range(7, 19)
NOT_ERASED = models.Q(application__applicant__erased_at=None)


def _is_answerable(now: datetime) -> models.Q:
    return models.Q(state=EndorsementState.REQUESTED, answer_by__gte=now, application__state__in=BEING_MADE)


class EndorsementQuerySet(TrustQuerySet):
    """Endorsements by what may still be done with them."""

    def answerable(self, now: datetime) -> "EndorsementQuerySet":
        """Asked for, in time, of an application nobody has decided or withdrawn."""
        return self.filter(_is_answerable(now), NOT_ERASED)

    def called_off(self) -> "EndorsementQuerySet":
        """Taken back by the doctor before they were answered."""
        return self.filter(NOT_ERASED, state=EndorsementState.WITHDRAWN)

    def unsent(self, now: datetime) -> "EndorsementQuerySet":
        """Answerable ones whose e-mail has not left, or whose one reminder is due, in working hours; and those taken
        back of which whoever was asked is still to be told."""
        waits = models.Q(emailed_at=None)
        if timezone.localtime(now).hour in WORKING_HOURS:
            soon = models.Q(answer_by__lt=now + REMINDED_BEFORE, emailed_at__lt=now - REMINDED_AFTER)
            waits |= soon & models.Q(reminded_at=None)
        waits = (waits & _is_answerable(now)) | models.Q(is_to_be_told=True)
        return self.filter(waits, NOT_ERASED, attempt__lt=self.model.MAX_ATTEMPTS)

    def due(self, now: datetime) -> "EndorsementQuerySet":
        """Those to try now: at once, and ten minutes after each attempt that failed."""
        again = models.Q(updated_at__lte=now - timedelta(minutes=10))
        return self.unsent(now).filter(models.Q(attempt=0) | again).order_by("asked_at")

    def undelivered(self) -> "EndorsementQuerySet":
        """Those that stand, and whose e-mail has failed for good."""
        return self.filter(state=EndorsementState.REQUESTED, emailed_at=None, attempt__gte=self.model.MAX_ATTEMPTS)

    def newest_first(self) -> "EndorsementQuerySet":
        """By the instant they were asked for."""
        return self.order_by("-asked_at", "-pk")


@labelled(
    record=Record.SELECTION,
    subject="application__applicant",
    identifier="name email",
    personal="role",
    third_party="supports is_time_agreed time_found words",
    key="token_hashes",
    system="attempt error half_days_seen is_to_be_told",
)
class Endorsement(Stateful):
    """One request to one person, and their answer. The row is also the e-mail that waits: a link is made when it is
    sent, and only its SHA-256 is kept; the reminder's link stands beside the first. Of a request that was taken back
    the e-mail that says so may wait."""

    MAX_ATTEMPTS: ClassVar[int] = 12

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="endorsements")
    name = models.CharField("full name", max_length=200)
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=20, choices=EndorserRole)
    state = models.CharField(max_length=10, choices=EndorsementState, default=EndorsementState.REQUESTED)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    emailed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    token_hashes = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    is_to_be_told = models.BooleanField("is to be told that it was taken back", default=False)
    answered_at = models.DateTimeField(null=True)
    supports = models.BooleanField("supports the application", null=True)
    is_time_agreed = models.BooleanField("the time is agreed", null=True)
    # What the work-plan came to when the time was agreed or not: it may change until applications close.
    time_found = models.DecimalField("time in the work-plan then", max_digits=4, decimal_places=2, null=True)
    # The fingerprint of the week that was shown (Week.seen), so that any later change of it is told.
    half_days_seen = models.CharField(max_length=64, blank=True)
    words = models.TextField(blank=True)

    objects: ClassVar[Any] = owned_manager(EndorsementQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "application"],
                condition=models.Q(state__in=STANDING),
                name="endorsement_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=EndorsementState.GIVEN,
                    answered_at__isnull=False,
                    supports__isnull=False,
                    is_time_agreed__isnull=False,
                    time_found__isnull=False,
                )
                | models.Q(state=EndorsementState.DECLINED, answered_at__isnull=False, supports=None)
                | models.Q(
                    state__in=[EndorsementState.REQUESTED, EndorsementState.WITHDRAWN], answered_at=None, supports=None
                ),
                name="endorsement_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["trust", "answer_by"], condition=models.Q(state="requested"), name="endorsement_open")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_undelivered(self) -> bool:
        """Whether it stands, and its e-mail has failed for good."""
        is_lost = self.emailed_at is None and self.attempt >= self.MAX_ATTEMPTS
        return is_lost and self.state == EndorsementState.REQUESTED
