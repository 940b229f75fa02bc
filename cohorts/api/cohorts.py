"""Cohorts: what applicants are told."""

from typing import Any

from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from cohorts.api.serializers import CohortSerializer
from cohorts.models import Cohort
from cohorts.permissions import READ_COHORT, READ_COHORTS, VIEW_COHORTS
from cohorts.states import CohortState
from trusts.access import TrustViewSet


class CohortViewSet(ListModelMixin, RetrieveModelMixin, TrustViewSet):
    """Cohorts of the Trust; one still being planned is seen only by those who run programmes."""

    permissions = {"list": READ_COHORTS, "retrieve": READ_COHORT}
    model = Cohort
    serializer_class = CohortSerializer

    def get_queryset(self) -> Any:
        """Newest first, with programme and criteria."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        if not self.request.user.has_perm(VIEW_COHORTS, self.request.trust):  # type: ignore[attr-defined]
            rows = rows.exclude(state=CohortState.PLANNED)
        return rows.select_related("programme").prefetch_related("criteria").newest_first()
