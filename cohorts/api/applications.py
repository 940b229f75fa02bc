"""A doctor's own applications and offers: the same services as the pages."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.api.serializers import (
    ApplicationSerializer,
    BeginApplicationSerializer,
    OfferSerializer,
    SaveSerializer,
    WithdrawSerializer,
)
from cohorts.models import Application, Cohort, Offer
from cohorts.permissions import (
    ANSWER_OFFER,
    CHANGE_APPLICATION,
    VIEW_ADJUSTMENTS,
    VIEW_APPLICATION,
    VIEW_MY_APPLICATIONS,
)
from cohorts.services.applications import (
    StaleEditionError,
    begin_application,
    save_application,
    submit_application,
    withdraw_application,
)
from cohorts.services.offers import accept_offer, turn_down_offer
from cohorts.services.reading import record_view
from cohorts.states import CohortState
from trusts.access import TrustViewSet


class ApplicationViewSet(ListModelMixin, TrustViewSet):
    """A doctor's own applications; one that was handed in is also read by whoever may."""

    permissions = {
        "list": VIEW_MY_APPLICATIONS,
        "create": VIEW_MY_APPLICATIONS,
        "retrieve": VIEW_APPLICATION,
        "partial_update": CHANGE_APPLICATION,
        "submit": CHANGE_APPLICATION,
        "withdraw": CHANGE_APPLICATION,
    }
    model = Application
    serializer_class = ApplicationSerializer

    def get_queryset(self) -> Any:
        """With the week; the list is one's own."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        rows = rows.select_related("cohort", "applicant").prefetch_related("week").order_by("-created_at", "pk")
        return rows.for_applicant(self.request.person) if self.action == "list" else rows  # type: ignore[attr-defined]

    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """One application; a reading by somebody else leaves a line."""
        application = self.get_object()
        if application.applicant_id != self.person.pk:
            record_view(application=application, by=self.person)
        told = ApplicationSerializer(application).data
        if not request.user.has_perm(VIEW_ADJUSTMENTS, application):
            told["adjustments"] = None
        return Response(told)

    @extend_schema(request=BeginApplicationSerializer, responses={201: ApplicationSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Begin an application, or return the one already begun."""
        sent = _sent(BeginApplicationSerializer, request)
        announced = Cohort.objects.filter(~Q(state=CohortState.PLANNED))
        cohort = get_object_or_404(announced, pk=sent["cohort"])
        application = begin_application(cohort=cohort, by=request.person)  # type: ignore[attr-defined]
        return Response(ApplicationSerializer(application).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=SaveSerializer, responses=ApplicationSerializer)
    def partial_update(self, request: Request, trust: str, pk: str) -> Response:
        """Keep parts of a draft. A save from an older edition is a 409 that carries both: `kept` and `yours`."""
        application, sent = self.get_object(), _sent(SaveSerializer, request)
        try:
            saved = save_application(application=application, by=request.person, **sent)  # type: ignore[attr-defined]
        except StaleEditionError as stale:
            kept = ApplicationSerializer(stale.application).data
            body = {"detail": str(stale), "kept": kept, "yours": request.data}
            return Response(body, status=status.HTTP_409_CONFLICT)
        return self._answer(saved)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, trust: str, pk: str) -> Response:
        """Hand it in; a second call returns the first receipt."""
        return self._answer(submit_application(application=self.get_object(), by=request.person))  # type: ignore[attr-defined]

    @extend_schema(request=WithdrawSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, trust: str, pk: str) -> Response:
        """Leave the competition."""
        application, sent = self.get_object(), _sent(WithdrawSerializer, request)
        return self._answer(withdraw_application(application=application, by=request.person, **sent))  # type: ignore[attr-defined]

    def _answer(self, application: Application) -> Response:
        return Response(ApplicationSerializer(self.get_queryset().get(pk=application.pk)).data)


class OfferViewSet(RetrieveModelMixin, TrustViewSet):
    """Offers, answered by the doctor they are made to."""

    permissions = {"retrieve": ANSWER_OFFER, "accept": ANSWER_OFFER, "turn_down": ANSWER_OFFER}
    model = Offer
    serializer_class = OfferSerializer

    def get_queryset(self) -> Any:
        """With the applicant, who is asked for."""
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.select_related("application__applicant")

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, trust: str, pk: str) -> Response:
        """Take the place; the answer carries its number."""
        offer = self.get_object()
        place = accept_offer(offer=offer, by=request.person)  # type: ignore[attr-defined]
        offer.refresh_from_db()
        return Response({**OfferSerializer(offer).data, "place": place.number})

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"], url_path="turn-down")
    def turn_down(self, request: Request, trust: str, pk: str) -> Response:
        """Let the place go."""
        return Response(OfferSerializer(turn_down_offer(offer=self.get_object(), by=request.person)).data)  # type: ignore[attr-defined]


def _sent(kind: Any, request: Request) -> dict[str, Any]:
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
