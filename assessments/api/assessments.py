"""A doctor's own assessments, what is released by name, and a cohort's benchmark: the same rules as the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.serializers import (
    AssessmentSerializer,
    BeginAssessmentSerializer,
    RateSerializer,
    RatingSerializer,
    ReleasedSerializer,
    SavedSerializer,
    benchmark,
    trend_of,
)
from assessments.models import Assessment, Round
from assessments.permissions import (
    BEGIN_ASSESSMENT,
    RATE_ASSESSMENT,
    RELEASE_ASSESSMENT,
    VIEW_ASSESSMENT,
    VIEW_BENCHMARK,
    VIEW_OWN_ASSESSMENTS,
)
from assessments.reflection import patient_identifiers
from assessments.selectors import as_released, cohort_benchmark, trend
from assessments.services.assessments import (
    EditedElsewhereError,
    begin_assessment,
    rate,
    release_assessment,
    submit_assessment,
    take_back_assessment,
)
from assessments.services.readings import record_reading
from assessments.states import RoundKind
from cohorts.models import Cohort
from frameworks.models import Competency
from trusts.access import TrustViewSet

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class AssessmentViewSet(ListModelMixin, TrustViewSet):
    """One's own assessments; a released one is read, by name and levels only, by those the doctor let in."""

    permissions = {
        "list": VIEW_OWN_ASSESSMENTS,
        "create": VIEW_OWN_ASSESSMENTS,
        "retrieve": VIEW_ASSESSMENT,
        "rate": RATE_ASSESSMENT,
        "submit": RATE_ASSESSMENT,
        "release": RELEASE_ASSESSMENT,
        "take_back": RELEASE_ASSESSMENT,
    }
    model = Assessment
    serializer_class = AssessmentSerializer

    def get_queryset(self) -> Any:
        """With its ratings; the list is one's own."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        rows = rows.select_related("round__cohort", "subject", "rater").prefetch_related("ratings")
        rows = rows.order_by("-created_at", "pk")
        return rows.filter(rater=self.person, subject=self.person) if self.action == "list" else rows

    @extend_schema(responses=AssessmentSerializer)
    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """The whole of one's own. Of somebody else's released one: name and levels, and the reading leaves a line."""
        assessment = self.get_object()
        if self.person.pk in (assessment.subject_id, assessment.rater_id):
            return Response(AssessmentSerializer(assessment).data)
        record_reading(assessment=assessment, by=self.person, request=request)
        return Response(ReleasedSerializer(as_released(assessment)).data)

    @extend_schema(request=BeginAssessmentSerializer, responses={201: AssessmentSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Begin the assessment of a round, or return the one already begun."""
        asked = get_object_or_404(Round, pk=_sent(BeginAssessmentSerializer, request)["round"])
        if not request.user.has_perm(BEGIN_ASSESSMENT, asked):
            raise PermissionDenied
        begun = begin_assessment(round=asked, by=self.person)
        return Response(AssessmentSerializer(begun).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=RateSerializer,
        responses=SavedSerializer,
        parameters=[OpenApiParameter("competency", OpenApiTypes.UUID, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["put"], url_path=rf"ratings/(?P<competency>{UUID})")
    def rate(self, request: Request, trust: str, pk: str, competency: str) -> Response:
        """Replace one rating of one's own draft. A save from an older edition is a 409 that carries what is kept."""
        assessment, sent = self.get_object(), _sent(RateSerializer, request)
        try:
            wanted = get_object_or_404(Competency, pk=competency)
            saved = rate(assessment=assessment, competency=wanted, by=self.person, **sent)
        except EditedElsewhereError as refused:
            body = {"detail": str(refused), "kept": RatingSerializer(refused.rating).data}
            return Response(body, status=status.HTTP_409_CONFLICT)
        warnings = patient_identifiers(sent["reason"])
        return Response({"edition": saved.edition, "at": saved.at, "warnings": warnings})

    @extend_schema(request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, trust: str, pk: str) -> Response:
        """Lock the snapshot; a 409 names the competencies that are left."""
        return self._answer(submit_assessment(assessment=self.get_object(), by=self.person))

    @extend_schema(request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, trust: str, pk: str) -> Response:
        """Let named staff of the Trust read the levels."""
        return self._answer(release_assessment(assessment=self.get_object(), by=self.person))

    @extend_schema(request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, trust: str, pk: str) -> Response:
        """Close their sight again."""
        return self._answer(take_back_assessment(assessment=self.get_object(), by=self.person))

    def _answer(self, assessment: Assessment) -> Response:
        return Response(AssessmentSerializer(self.get_queryset().get(pk=assessment.pk)).data)


class BenchmarkViewSet(TrustViewSet):
    """Where a cohort stands. Small groups are words, never numbers; a round speaks once it has closed."""

    permissions = {"retrieve": VIEW_BENCHMARK}
    model = Cohort

    def get_queryset(self) -> Any:
        """With the Trust, whose floor it is."""
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.select_related("trust")

    @extend_schema(
        responses=OpenApiTypes.OBJECT,
        parameters=[OpenApiParameter("kind", enum=RoundKind.values, many=True, description="Rounds; all by default")],
    )
    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """Per round: people, counts by level, median and quartiles of each competency and domain."""
        kinds = request.query_params.getlist("kind")
        if not set(kinds) <= set(RoundKind.values):
            raise ValidationError({"kind": f"Choose from {', '.join(RoundKind.values)}."})
        return Response(benchmark(cohort_benchmark(self.get_object(), kinds or None)))


class TrendViewSet(TrustViewSet):
    """How the Trust's doctors have moved, cohort after cohort. Small groups are words, never numbers; a round speaks
    once it has closed."""

    permissions = {"list": VIEW_BENCHMARK}
    model = Cohort

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def list(self, request: Request, trust: str) -> Response:
        """The cohorts by start; per domain, of each cohort that was asked the same, its closed rounds and change."""
        return Response(trend_of(trend()))


def _sent(kind: Any, request: Request) -> dict[str, Any]:
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
