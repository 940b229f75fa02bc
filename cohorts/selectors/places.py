"""How many of a cohort's places are taken, held open, or free."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cohorts.models import Cohort, Offer, Place, Review
from cohorts.states import OfferState, PlaceState, ReviewState
from trusts.models import Person


@dataclass(frozen=True)
class Places:
    """Places of a cohort: in all, taken by somebody, and held open by an offer not yet answered."""

    all: int
    taken: int
    offered: int

    @property
    def free(self) -> int:
        """How many may still be offered; never below 0."""
        return max(0, self.all - self.taken - self.offered)

    @property
    def sentence(self) -> str:
        """How a person would say it: of offers and free places only where there are any."""
        told = [f"{self.offered} on offer"] * bool(self.offered) + [f"{self.free} free"] * bool(self.free)
        return ", ".join([f"{self.taken} of {self.all} places taken", *told])


def places_of(cohort: Cohort) -> Places:
    """Count the places of a cohort, in one query."""
    taken = Place.objects.filter(cohort=OuterRef("pk")).exclude(state=PlaceState.WITHDRAWN)
    offered = Offer.objects.filter(application__cohort=OuterRef("pk"), state=OfferState.OPEN)
    counted = Cohort.objects.filter(pk=cohort.pk).values_list("places", _count(taken), _count(offered))
    return Places(*counted.get())


def holders(cohort: Cohort, viewer: Person) -> list[Place]:
    """Every place of a cohort with who holds or held it, by seat; one that ended comes before whoever has its seat.
    Each says whether it `is_closed` to the viewer: their own, or of somebody with whom they declared a conflict."""
    conflicts = Review.objects.filter(reviewer=viewer, state=ReviewState.CONFLICTED)
    closed = Q(person=viewer) | Q(Exists(conflicts.filter(application=OuterRef("application"))))
    places = Place.objects.filter(cohort=cohort).annotate(is_closed=closed).select_related("person")
    return list(places.order_by("number", "created_at"))


def _count(rows: Any) -> Any:
    """How many rows, as a sub-query."""
    return Coalesce(
        Subquery(rows.order_by().annotate(n=Func("pk", function="count", output_field=IntegerField())).values("n")), 0
    )
