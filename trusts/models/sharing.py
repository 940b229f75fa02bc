"""What a university may see, of whom, and until when."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from trusts.labels import Record, labelled
from trusts.models.base import TrustOwned, TrustQuerySet, owned_manager
from trusts.models.trust import University
from trusts.models.user import Person
from trusts.states import DataClass


class SharingAgreementQuerySet(TrustQuerySet):
    """Agreements by date."""

    def in_force(self, on: date) -> "SharingAgreementQuerySet":
        """Agreements that have begun, have not ended and were not withdrawn, on that day in UK time."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, withdrawn_at=None)


@labelled(record=Record.TRUST, trust="data_classes purpose starts_on ends_on", system="tutor_ids")
class SharingAgreement(TrustOwned):
    """A dated agreement naming which classes of data a university may see. The database enforces it."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+")
    data_classes = ArrayField(models.CharField(max_length=20, choices=DataClass))
    # The users it is for: of the university's people they alone; None for all of them, [] for nobody any more.
    tutor_ids = ArrayField(models.BigIntegerField(), null=True, blank=True, default=None, editable=False)
    purpose = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = owned_manager(SharingAgreementQuerySet)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="agreement_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="agreement_withdrawn_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_by=None)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="agreement_signed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"Sharing with {self.university}, {self.starts_on} to {self.ends_on}"
