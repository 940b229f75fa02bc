"""The review board, decisions staged and released, and the decision at once. The same selectors, services and
permissions as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.forms.decisions import MOST_WORDS_OF_A_REASON
from cohorts.models import Application, Cohort, Decision, StagedDecision
from cohorts.permissions import DECIDE_APPLICATION, RELEASE_DECISIONS, VIEW_BOARD
from cohorts.selectors.board import DEFAULT_SORT, board
from cohorts.services.decisions import decide
from cohorts.services.releasing import release_decisions, to_release
from cohorts.services.staging import stage_decision, unstage_decision
from cohorts.states import Outcome
from trusts.access import TrustViewSet
from trusts.forms import MostWords


class BoardRowSerializer(serializers.Serializer[Any]):
    """One application as the viewer's board shows it; figures are null until a review is submitted."""

    application = serializers.UUIDField(source="pk")
    applicant = serializers.CharField()
    state = serializers.CharField()
    endorsement = serializers.CharField(allow_null=True)
    reviews_submitted = serializers.IntegerField(source="done")
    reviews_wanted = serializers.IntegerField(source="wanted")
    mean = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    spread = serializers.FloatField(allow_null=True)
    scores = serializers.ListField(source="strip.scores", child=serializers.FloatField())
    flags = serializers.ListField(child=serializers.CharField())
    outcome = serializers.CharField()
    staged = serializers.CharField(help_text="What is to be decided, in words; empty while nothing is staged.")
    edition = serializers.CharField(help_text="Which edition of it: given back to stage another in its place.")
    decided_at = serializers.DateTimeField(allow_null=True)


class ToReleaseSerializer(serializers.Serializer[Any]):
    """One staged decision with the e-mail that its doctor will get; `expires_at` is null unless a place is offered."""

    application = serializers.UUIDField(source="application.pk")
    applicant = serializers.CharField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    to = serializers.EmailField()
    subject = serializers.CharField()
    body = serializers.CharField()
    reviews_submitted = serializers.IntegerField(source="done")
    reviews_wanted = serializers.IntegerField(source="wanted")


class ReleaseDecisionsSerializer(serializers.Serializer[Any]):
    """What releasing would do now. `problem` says why it cannot be done; `seen` is given back to release it."""

    decisions = ToReleaseSerializer(source="ready", many=True)
    awaiting_your_review = serializers.ListField(source="owed", child=serializers.CharField())
    nothing_staged = serializers.ListField(source="unstaged", child=serializers.CharField())
    not_shown = serializers.IntegerField(source="closed_to_viewer")
    places_left = serializers.IntegerField(source="left")
    problem = serializers.CharField()
    applications_open_until = serializers.DateTimeField(source="open_until", allow_null=True)
    seen = serializers.CharField()


class SeenSerializer(serializers.Serializer[Any]):
    """The `seen` of what was read: refused when anything of it has changed."""

    seen = serializers.CharField()


class DecisionSerializer(serializers.ModelSerializer[Any]):
    """A recorded decision."""

    application: Any = serializers.UUIDField(source="application_id")

    class Meta:
        model = Decision
        fields = ("id", "application", "outcome", "reason", "decided_at")


class BoardViewSet(TrustViewSet):
    """The board of one cohort: ?sort=-mean, ?state=awaiting, ?need=disagreement, ?staged=yes as on the page; and what
    is staged on it, released together."""

    permissions = {"board": VIEW_BOARD, "release": RELEASE_DECISIONS, "release_now": RELEASE_DECISIONS}
    model = Cohort
    serializer_class = BoardRowSerializer
    pagination_class = None

    @extend_schema(responses=BoardRowSerializer(many=True))
    @action(detail=True, methods=["get"])
    def board(self, request: Request, trust: str, pk: str) -> Response:
        """Every application the viewer may see, one a row."""
        asked = {name: request.query_params.get(name, "") for name in ("state", "need", "staged")}
        sort = request.query_params.get("sort", DEFAULT_SORT)
        found = board(self.get_object(), self.person, sort=sort, **asked)
        return Response(BoardRowSerializer(found.rows, many=True).data)

    @extend_schema(responses=ReleaseDecisionsSerializer)
    @action(detail=True, methods=["get"])
    def release(self, request: Request, trust: str, pk: str) -> Response:
        """What would be decided and sent: every decision staged that the director may release."""
        return Response(ReleaseDecisionsSerializer(to_release(cohort=self.get_object(), by=self.person)).data)

    @extend_schema(request=SeenSerializer, responses={201: DecisionSerializer(many=True)})
    @release.mapping.post
    def release_now(self, request: Request, trust: str, pk: str) -> Response:
        """Release it as it was seen: all of it or none, and tell the doctors."""
        cohort = self.get_object()
        serializer = SeenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        decisions = release_decisions(cohort=cohort, by=self.person, **serializer.validated_data)
        return Response(DecisionSerializer(decisions, many=True).data, status=201)


class DecideSerializer(serializers.Serializer[Any]):
    """What is decided, why, and until when an offer stands (by default 14 days)."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(validators=[MostWords(MOST_WORDS_OF_A_REASON)])
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class StageDecisionSerializer(serializers.Serializer[Any]):
    """What is to be decided, why, and the last day on which an offer stands (by default 14 days from the release)."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(validators=[MostWords(MOST_WORDS_OF_A_REASON)])
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    edition = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        default=None,
        help_text="The board's `edition` of what was read: refused when something else is staged since.",
    )


class StagedDecisionSerializer(serializers.ModelSerializer[Any]):
    """A staged decision."""

    application: Any = serializers.UUIDField(source="application_id")

    class Meta:
        model = StagedDecision
        fields = ("application", "outcome", "reason", "expires_on", "staged_at")


class DecisionViewSet(TrustViewSet):
    """The programme director's decision on an application: staged until it is released with others, or at once."""

    permissions = {"decide": DECIDE_APPLICATION, "stage": DECIDE_APPLICATION, "unstage": DECIDE_APPLICATION}
    model = Application
    serializer_class = DecisionSerializer

    @extend_schema(request=DecideSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, trust: str, pk: str) -> Response:
        """Offer, reserve list or decline at once, with a reason, by the rule of a release: the doctor is told now, and
        what was staged for the application is gone."""
        application = self.get_object()
        serializer = DecideSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        decision = decide(application=application, by=self.person, **serializer.validated_data)
        return Response(DecisionSerializer(decision).data, status=201)

    @extend_schema(request=StageDecisionSerializer, responses=StagedDecisionSerializer)
    @action(detail=True, methods=["post"])
    def stage(self, request: Request, trust: str, pk: str) -> Response:
        """Stage a decision, or change the one that is staged. Nobody is told."""
        application = self.get_object()
        serializer = StageDecisionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        staged = stage_decision(application=application, by=self.person, **serializer.validated_data)
        return Response(StagedDecisionSerializer(staged).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def unstage(self, request: Request, trust: str, pk: str) -> Response:
        """Take back what is staged; nothing happens when nothing is."""
        unstage_decision(application=self.get_object(), by=self.person)
        return Response(status=204)
