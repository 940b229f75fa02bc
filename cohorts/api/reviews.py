"""A reviewer's own reviews: list, read, declare, score, submit. The same services and permissions as the pages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.api.serializers import HalfDaySerializer
from cohorts.models import Criterion, Review
from cohorts.models.review import HIGHEST, LOWEST
from cohorts.permissions import ANSWER_CONFLICT, CHANGE_REVIEW, VIEW_REVIEW, VIEW_REVIEWS
from cohorts.selectors.opinions import Opinions, opinions_on
from cohorts.selectors.reviewers import NOT_APPLYING
from cohorts.services.reading import record_view
from cohorts.services.reviews import declare_conflict, declare_no_conflict, save_scores, submit_review
from cohorts.states import ReviewState
from trusts.access import TrustViewSet
from trusts.workflow import RefusedError


class ReviewSerializer(serializers.ModelSerializer[Any]):
    """One review in its reviewer's list: whom it is about, nothing of what they wrote."""

    application: Any = serializers.UUIDField(source="application_id")
    applicant = serializers.CharField(source="application.applicant")
    cohort = serializers.CharField(source="application.cohort.name")
    due_on = serializers.DateField(source="application.cohort.decisions_on")

    class Meta:
        model = Review
        fields = ("id", "application", "applicant", "cohort", "due_on", "state", "no_conflict_at", "submitted_at")


class ScoreSerializer(serializers.Serializer[Any]):
    """A score from 1 to 5, or null for none yet, with its reason."""

    criterion = serializers.UUIDField()
    value = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class OthersSerializer(serializers.Serializer[Any]):
    """A colleague's submitted review."""

    reviewer = serializers.CharField()
    mean = serializers.FloatField()
    scores = ScoreSerializer(many=True)
    comment = serializers.CharField()


class ReviewCriterionSerializer(serializers.ModelSerializer[Any]):
    """What is scored, with what 1, 3 and 5 look like."""

    class Meta:
        model = Criterion
        fields = ("id", "name", "guidance", "anchors", "weight")


class ReviewDetailSerializer(ReviewSerializer):
    """One review with the application, its own scores, and colleagues' once it is submitted."""

    commitment = serializers.CharField(source="application.commitment")
    insight = serializers.CharField(source="application.insight")
    work_plan = serializers.CharField(source="application.work_plan")
    week = HalfDaySerializer(source="application.week", many=True)
    criteria = ReviewCriterionSerializer(source="application.cohort.criteria", many=True)
    edition: Any = serializers.DateTimeField(source="updated_at")
    scores = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()

    class Meta(ReviewSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *ReviewSerializer.Meta.fields,
            "commitment",
            "insight",
            "work_plan",
            "week",
            "criteria",
            "comment",
            "edition",
            "scores",
            "others",
        )

    @extend_schema_field(ScoreSerializer(many=True))
    def get_scores(self, review: Review) -> Any:
        """One's own, in the order of the criteria."""
        rows = review.scores.order_by("criterion__position").values("criterion_id", "value", "reason")
        return [{"criterion": row["criterion_id"], "value": row["value"], "reason": row["reason"]} for row in rows]

    @extend_schema_field(OthersSerializer(many=True))
    def get_others(self, review: Review) -> Any:
        """Colleagues' submitted reviews; none before one's own is submitted."""
        if review.state != ReviewState.SUBMITTED:
            return []
        opinions = opinions_on(review.application, review.reviewer)
        return [_other(opinions, one) for one in opinions.submitted if one.pk != review.pk]


def _other(opinions: Opinions, one: Any) -> dict[str, Any]:
    scores = [
        {"criterion": criterion.pk, "value": value, "reason": reason}
        for criterion, (value, reason) in zip(opinions.criteria, one.scores, strict=True)
    ]
    return {"reviewer": one.reviewer, "mean": round(one.mean, 2), "scores": scores, "comment": one.comment}


class DeclareSerializer(serializers.Serializer[Any]):
    """Whether there is a conflict of interest, and which."""

    has_conflict = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class DraftSerializer(serializers.Serializer[Any]):
    """What is kept of a draft."""

    scores = ScoreSerializer(many=True)
    comment = serializers.CharField(required=False, allow_blank=True, help_text="Left out, it stays as it is.")
    edition = serializers.DateTimeField(
        required=False, help_text="The `edition` of what was read: refused when the review was saved since."
    )


class ReviewViewSet(TrustViewSet):
    """The signed-in reviewer's own reviews."""

    permissions = {
        "list": VIEW_REVIEWS,
        "retrieve": VIEW_REVIEW,
        "declare": ANSWER_CONFLICT,
        "score": CHANGE_REVIEW,
        "submit": CHANGE_REVIEW,
    }
    model = Review
    serializer_class = ReviewSerializer

    def get_queryset(self) -> Any:
        """Reviews of the Trust with all that is said of them; a list holds only one's own."""
        rows = super().get_queryset().select_related("application__applicant", "application__cohort", "reviewer")
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return rows
        return rows.for_reviewer(self.person).exclude(application__state__in=NOT_APPLYING).order_by("created_at", "pk")

    def list(self, request: Request, trust: str) -> Response:
        """One's own reviews."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(ReviewSerializer(page, many=True).data)

    @extend_schema(responses=ReviewDetailSerializer)
    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """One review with the application, once there is no conflict."""
        review = self.get_object()
        record_view(application=review.application, by=self.person)
        return Response(ReviewDetailSerializer(review).data)

    @extend_schema(request=DeclareSerializer, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def declare(self, request: Request, trust: str, pk: str) -> Response:
        """Say whether there is a conflict of interest."""
        review, said = self.get_object(), self._valid(DeclareSerializer)
        if said["has_conflict"]:
            review = declare_conflict(review=review, reason=said["reason"], by=self.person)
        else:
            review = declare_no_conflict(review=review, by=self.person)
        return Response(ReviewSerializer(review).data)

    @extend_schema(request=DraftSerializer, responses=ReviewDetailSerializer)
    @action(detail=True, methods=["post"])
    def score(self, request: Request, trust: str, pk: str) -> Response:
        """Keep scores and reasons of a draft; from an older edition than is kept they are refused."""
        review, draft = self.get_object(), self._valid(DraftSerializer)
        criteria: dict[UUID, Criterion] = {one.pk: one for one in review.application.cohort.criteria.all()}
        unknown = [str(row["criterion"]) for row in draft["scores"] if row["criterion"] not in criteria]
        if unknown:
            raise RefusedError(f"Not a criterion of this cohort: {', '.join(unknown)}.")
        scores = {criteria[row["criterion"]]: (row["value"], row["reason"]) for row in draft["scores"]}
        given = {"comment": draft.get("comment"), "edition": draft.get("edition")}
        review = save_scores(review=review, scores=scores, by=self.person, **given)
        return Response(ReviewDetailSerializer(review).data)

    @extend_schema(request=None, responses=ReviewDetailSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, trust: str, pk: str) -> Response:
        """Hand the review in and lock it."""
        review = submit_review(review=self.get_object(), by=self.person)
        return Response(ReviewDetailSerializer(review).data)

    def _valid(self, serializer_class: Any) -> Any:
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
