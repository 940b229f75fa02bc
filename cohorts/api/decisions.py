"""The review board and the decision. The same selectors, services and permissions as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.models import Application, Cohort, Decision
from cohorts.permissions import DECIDE_APPLICATION, VIEW_BOARD
from cohorts.selectors.board import DEFAULT_SORT, board
from cohorts.services.decisions import decide
from cohorts.states import Outcome
from trusts.access import TrustViewSet


class BoardRowSerializer(serializers.Serializer[Any]):
    """One application as the viewer's board shows it; figures are null until a review is submitted."""

    application = serializers.UUIDField(source="pk")
    applicant = serializers.CharField()
    state = serializers.CharField()
    reviews_submitted = serializers.IntegerField(source="done")
    reviews_wanted = serializers.IntegerField(source="wanted")
    mean = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    spread = serializers.FloatField(allow_null=True)
    scores = serializers.ListField(source="strip.scores", child=serializers.FloatField())
    flags = serializers.ListField(child=serializers.CharField())
    outcome = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class BoardViewSet(TrustViewSet):
    """The board of one cohort: ?sort=-mean, ?state=awaiting, ?need=disagreement as on the page."""

    permissions = {"board": VIEW_BOARD}
    model = Cohort
    serializer_class = BoardRowSerializer
    pagination_class = None

    @extend_schema(responses=BoardRowSerializer(many=True))
    @action(detail=True, methods=["get"])
    def board(self, request: Request, trust: str, pk: str) -> Response:
        """Every application the viewer may see, one a row."""
        asked = {name: request.query_params.get(name, "") for name in ("state", "need")}
        sort = request.query_params.get("sort", DEFAULT_SORT)
        found = board(self.get_object(), self.person, sort=sort, **asked)
        return Response(BoardRowSerializer(found.rows, many=True).data)


class DecideSerializer(serializers.Serializer[Any]):
    """What is decided, why, and until when an offer stands (by default 14 days)."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class DecisionSerializer(serializers.ModelSerializer[Any]):
    """A recorded decision."""

    application: Any = serializers.UUIDField(source="application_id")

    class Meta:
        model = Decision
        fields = ("id", "application", "outcome", "reason", "decided_at")


class DecisionViewSet(TrustViewSet):
    """The programme director's decision on an application."""

    permissions = {"decide": DECIDE_APPLICATION}
    model = Application
    serializer_class = DecisionSerializer

    @extend_schema(request=DecideSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, trust: str, pk: str) -> Response:
        """Offer, reserve list or decline, with a reason."""
        application = self.get_object()
        serializer = DecideSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        decision = decide(application=application, by=self.person, **serializer.validated_data)
        return Response(DecisionSerializer(decision).data, status=201)
