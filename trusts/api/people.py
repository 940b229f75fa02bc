"""Who I am in this Trust, and, for its administrator, its people, agreements and audit."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from trusts.access import TrustViewSet
from trusts.models import Event, Person, SharingAgreement
from trusts.permissions import MANAGE_PEOPLE, USE_TRUST, VIEW_EVENTS, roles_in


class PersonSerializer(serializers.ModelSerializer[Any]):
    """A person as their Trust knows them."""

    class Meta:
        model = Person
        fields = ("id", "title", "full_name", "preferred_name", "job_title", "grade", "specialty", "gmc_number")


@extend_schema_serializer(many=False)
class MeSerializer(serializers.Serializer[Any]):
    """The signed-in person and the roles they hold in this Trust."""

    person = PersonSerializer()
    roles = serializers.ListField(child=serializers.CharField())


class SharingAgreementSerializer(serializers.ModelSerializer[Any]):
    """What a university may see, until when."""

    university: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = SharingAgreement
        fields = ("id", "university", "data_classes", "purpose", "starts_on", "ends_on", "withdrawn_at")


class EventSerializer(serializers.ModelSerializer[Any]):
    """One audit line."""

    actor = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Event
        fields = ("id", "created_at", "actor", "action", "subject_type", "subject_id", "data")


class MeViewSet(TrustViewSet):
    """Who I am here."""

    permissions = {"list": USE_TRUST}
    model = Person
    serializer_class = MeSerializer
    pagination_class = None

    def list(self, request: Request, trust: str) -> Response:
        """The signed-in person and their roles."""
        roles = sorted(roles_in(request.user, self.trust.pk))
        return Response(MeSerializer({"person": self.person, "roles": roles}).data)


class PersonViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TrustViewSet):
    """The Trust's people."""

    permissions = {"list": MANAGE_PEOPLE, "retrieve": MANAGE_PEOPLE}
    model = Person
    serializer_class = PersonSerializer

    def get_queryset(self) -> Any:
        """By name."""
        return super().get_queryset().order_by("full_name", "id")


class SharingAgreementViewSet(mixins.ListModelMixin, TrustViewSet):
    """What is shared with universities: any member may know."""

    permissions = {"list": USE_TRUST}
    model = SharingAgreement
    serializer_class = SharingAgreementSerializer

    def get_queryset(self) -> Any:
        """Newest first."""
        return super().get_queryset().select_related("university").order_by("-ends_on", "id")


class EventViewSet(mixins.ListModelMixin, TrustViewSet):
    """The audit."""

    permissions = {"list": VIEW_EVENTS}
    model = Event
    serializer_class = EventSerializer

    def get_queryset(self) -> Any:
        """Newest first."""
        return super().get_queryset().select_related("actor").order_by("-created_at", "id")
