"""The recorded outcome, the place held open, and the seat taken."""

from typing import Any, ClassVar

from django.db import models

from cohorts.models.application import Application
from cohorts.models.cohort import Cohort
from cohorts.states import OfferState, Outcome, PlaceState
from trusts.labels import Record, labelled
from trusts.models import Person, Stateful, TrustOwned, TrustQuerySet, owned_manager


@labelled(record=Record.SELECTION, subject="application__applicant", author="decided_by", sensitive="outcome reason")
class Decision(TrustOwned):
    """The outcome of one application and its reason. A later decision (from the reserve list) is another row."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(TrustOwned.Meta):
        ordering = ("decided_at",)


@labelled(
    record=Record.SELECTION,
    subject="application__applicant",
    author="staged_by",
    is_told=False,
    sensitive="outcome reason expires_on",
)
class StagedDecision(TrustOwned):
    """What is to be decided of an application, told to nobody: released, it is a Decision and this row is gone."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="staged")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    # The last day on which an offer stands; None lets it stand as long as offers do, counted from the release.
    expires_on = models.DateField(null=True)
    staged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    staged_at = models.DateTimeField()

    class Meta(TrustOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "application"], name="staged_decision_once")]


class OfferQuerySet(TrustQuerySet):
    """Offers by what is told of them."""

    def told(self) -> "OfferQuerySet":
        """Those a doctor is told of where their application stands: open, or ended unanswered; newest first."""
        return self.filter(state__in=(OfferState.OPEN, OfferState.EXPIRED)).order_by("-created_at", "-pk")


@labelled(record=Record.SELECTION, subject="application__applicant")
class Offer(Stateful):
    """A place held open until an instant."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    expires_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(OfferQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "application"],
                condition=models.Q(state=OfferState.OPEN),
                name="offer_open_once",
            ),
        ]


@labelled(record=Record.ACADEMIC, subject="person", system="number", personal="ended_on", sensitive="end_reason")
class Place(Stateful):
    """A seat taken by one person. Seats are numbered; a trigger keeps the number within the cohort's places."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="taken_places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlaceState, default=PlaceState.ACTIVE)
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta(Stateful.Meta):
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "cohort", "person"], name="place_once_in_a_cohort"),
            models.UniqueConstraint(
                fields=["trust", "cohort", "number"],
                condition=~models.Q(state=PlaceState.WITHDRAWN),
                name="place_number_once",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="place_number_from_one"),
        ]
