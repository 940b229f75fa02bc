"""Who I am in this Trust, and, for its administrator, its people, agreements and audit."""

from datetime import tzinfo
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from trusts.access import TrustViewSet
from trusts.models import DETAILS, Event, Person, SharingAgreement
from trusts.permissions import MANAGE_PEOPLE, USE_TRUST, VIEW_EVENTS, roles_in
from trusts.selectors.sharing import named_tutors
from trusts.services.corrections import correct_person
from trusts.states import CorrectionReason


class PersonSerializer(serializers.ModelSerializer[Any]):
    """A person as their Trust knows them."""

    class Meta:
        model = Person
        fields = ("id", *DETAILS, "updated_at")
        read_only_fields = ("updated_at",)


class CorrectionSerializer(serializers.ModelSerializer[Any]):
    """Details as they should be; those not named stay. `edition` is the person's `updated_at` when they were read."""

    edition = serializers.DateTimeField(required=False)
    reason = serializers.ChoiceField(choices=CorrectionReason.choices)

    class Meta:
        model = Person
        fields = (*DETAILS, "edition", "reason")
        extra_kwargs = {"full_name": {"required": False}}


@extend_schema_serializer(many=False)
class MeSerializer(serializers.Serializer[Any]):
    """The signed-in person and the roles they hold in this Trust."""

    person = PersonSerializer()
    roles = serializers.ListField(child=serializers.CharField())


class SharingAgreementSerializer(serializers.ModelSerializer[Any]):
    """What a university may see, until when, and who reads it there: null for all its tutors."""

    university: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    tutors = serializers.SerializerMethodField()

    class Meta:
        model = SharingAgreement
        fields = ("id", "university", "data_classes", "tutors", "purpose", "starts_on", "ends_on", "withdrawn_at")

    def get_tutors(self, agreement: SharingAgreement) -> list[str] | None:
        """Their names."""
        ids = agreement.tutor_ids
        return None if ids is None else [self.context["tutors"][pk] for pk in ids]


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

    permissions = {"list": MANAGE_PEOPLE, "retrieve": MANAGE_PEOPLE, "correct": MANAGE_PEOPLE}
    model = Person
    serializer_class = PersonSerializer

    def get_queryset(self) -> Any:
        """By name."""
        return super().get_queryset().order_by("full_name", "id")

    @extend_schema(request=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, trust: str, pk: str) -> Response:
        """Change details; the person is told which and why."""
        person = self.get_object()
        given = CorrectionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        person = correct_person(person=person, by=self.person, **given.validated_data)
        return Response(self.get_serializer(person).data)


class SharingAgreementViewSet(mixins.ListModelMixin, TrustViewSet):
    """What is shared with universities: any member may know."""

    permissions = {"list": USE_TRUST}
    model = SharingAgreement
    serializer_class = SharingAgreementSerializer

    def get_queryset(self) -> Any:
        """Newest first."""
        return super().get_queryset().select_related("university").order_by("-ends_on", "id")

    def get_serializer_context(self) -> dict[str, Any]:
        """Also the names of tutors, read once."""
        return {**super().get_serializer_context(), "tutors": named_tutors(self.get_queryset())}


class EventViewSet(mixins.ListModelMixin, TrustViewSet):
    """The audit."""

    permissions = {"list": VIEW_EVENTS}
    model = Event
    serializer_class = EventSerializer
    columns = (*(name for name in EventSerializer.Meta.fields if name != "actor"), "actor__title", "actor__full_name")

    def get_queryset(self) -> Any:
        """Newest first."""
        return super().get_queryset().select_related("actor").order_by("-created_at", "id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them, up to a thousand: read as columns, which takes half the time of objects and serializer."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()).values(*self.columns))
        zone = timezone.get_current_timezone()
        return self.get_paginated_response([_line(cells, zone) for cells in page or ()])


def _line(cells: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """As EventSerializer shows it: the actor by title and name, the instant in UK time."""
    title, name = cells.pop("actor__title"), cells.pop("actor__full_name")
    actor = None if name is None else f"{title} {name}".strip()
    return cells | {"actor": actor, "created_at": cells["created_at"].astimezone(zone)}
