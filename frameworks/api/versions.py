"""Versions of frameworks over the API: list, the whole tree of one, approve, return, publish."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from frameworks.forms.versions import MOST_WORDS_OF_A_REASON
from frameworks.models import FrameworkVersion
from frameworks.permissions import (
    APPROVE_VERSION,
    PUBLISH_VERSION,
    RETURN_VERSION,
    VIEW_DRAFTS,
    VIEW_FRAMEWORKS,
    VIEW_VERSION,
)
from frameworks.selectors import booklet
from frameworks.services.versions import approve_version, publish_version, return_version
from trusts.access import TrustViewSet
from trusts.forms import MostWords


class VersionSerializer(serializers.ModelSerializer):
    """A version in the list."""

    framework_name = serializers.CharField(source="framework.name", read_only=True)
    approved_by_name = serializers.CharField(
        source="approved_by.full_name", read_only=True, allow_null=True, default=None
    )
    published_by_name = serializers.CharField(
        source="published_by.full_name", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = FrameworkVersion
        fields = (
            "id",
            "framework",
            "framework_name",
            "number",
            "state",
            "scale_kind",
            "licence",
            "change_note",
            "effective_on",
            "approved_by_name",
            "approved_at",
            "published_by_name",
            "published_at",
        )
        read_only_fields = fields


class ValueText(serializers.Serializer):
    """A value the version shows."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()
    statement = serializers.CharField()


class ObjectiveText(ValueText):
    """An objective a competency serves, and why it matters here."""

    code = serializers.CharField()
    why_here = serializers.CharField()


class LevelText(serializers.Serializer):
    """A step of the scale; position 1 is the first."""

    id = serializers.UUIDField(source="pk")
    position = serializers.IntegerField()
    name = serializers.CharField()
    definition = serializers.CharField()


class TargetText(serializers.Serializer):
    """The levels a post asks for, both included."""

    post = serializers.CharField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class CompetencyText(serializers.Serializer):
    """One competency; `descriptors` in the order of the levels, `position` from 0 through the version."""

    id = serializers.UUIDField(source="pk")
    position = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    statement = serializers.CharField()
    is_not = serializers.CharField()
    examples = serializers.CharField()
    question = serializers.CharField()
    descriptors = serializers.ListField(child=serializers.CharField())
    values = ValueText(many=True)  # type: ignore[assignment]
    objectives = ObjectiveText(many=True)
    targets = TargetText(many=True)


class DomainText(serializers.Serializer):
    """A domain with its competencies."""

    id = serializers.UUIDField(source="pk")
    code = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    competencies = CompetencyText(many=True)


class BookletSerializer(serializers.Serializer):
    """The whole version; `edition` changes with every word of it."""

    edition = serializers.CharField()
    version = VersionSerializer()
    values = ValueText(many=True)  # type: ignore[assignment]
    levels = LevelText(many=True)
    domains = DomainText(many=True)


class BookletReadSerializer(serializers.Serializer):
    """Which words were read."""

    edition = serializers.CharField(help_text="Of the whole version as it was read; refused when it has changed since.")


class ReturnReasonSerializer(serializers.Serializer):
    """Why a version goes back to draft."""

    reason = serializers.CharField(validators=[MostWords(MOST_WORDS_OF_A_REASON)])


class PublishSerializer(serializers.Serializer):
    """From when it holds; today when left out."""

    effective_on = serializers.DateField(required=False)


class FrameworkVersionViewSet(mixins.ListModelMixin, TrustViewSet):
    """Versions of the Trust's frameworks; drafts only for those who answer for them."""

    model = FrameworkVersion
    serializer_class = VersionSerializer
    permissions = {
        "list": VIEW_FRAMEWORKS,
        "retrieve": VIEW_VERSION,
        "approve": APPROVE_VERSION,
        "return_to_draft": RETURN_VERSION,
        "publish": PUBLISH_VERSION,
    }

    def get_queryset(self) -> Any:
        """Published once, or all for those who may see drafts."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        if not self.request.user.has_perm(VIEW_DRAFTS, self.request.trust):  # type: ignore[attr-defined]
            rows = rows.seen_by_all()
        return rows.select_related("framework", "approved_by", "published_by").newest_first()

    @extend_schema(responses=BookletSerializer)
    def retrieve(self, request: Any, **kwargs: Any) -> Response:
        """The whole tree."""
        return Response(BookletSerializer(booklet(self.get_object())).data)

    @extend_schema(request=BookletReadSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Any, **kwargs: Any) -> Response:
        """The Medical Director approves it as it was read; 409 says what is missing, or that it has changed since."""
        version = self.get_object()  # first who may, then what they sent
        given = BookletReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.answer(approve_version(version=version, by=request.person, **given.validated_data))

    @extend_schema(request=ReturnReasonSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def return_to_draft(self, request: Any, **kwargs: Any) -> Response:
        """It goes back to draft, with the reason."""
        version = self.get_object()  # first who may, then what they sent
        given = ReturnReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.answer(return_version(version=version, by=request.person, **given.validated_data))

    @extend_schema(request=PublishSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Any, **kwargs: Any) -> Response:
        """It becomes the standard, for good."""
        version = self.get_object()
        given = PublishSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.answer(publish_version(version=version, by=request.person, **given.validated_data))

    def answer(self, version: FrameworkVersion) -> Response:
        """The version as it now stands."""
        return Response(VersionSerializer(self.get_queryset().get(pk=version.pk)).data)
