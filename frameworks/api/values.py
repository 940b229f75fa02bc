"""Values and objectives over the API."""

from rest_framework import mixins, serializers

from frameworks.models import StrategicObjective, TrustValue
from frameworks.permissions import VIEW_FRAMEWORK, VIEW_FRAMEWORKS
from trusts.access import TrustViewSet


class ValueSerializer(serializers.ModelSerializer):
    """What the Trust stands for."""

    class Meta:
        model = TrustValue
        fields = ("id", "name", "statement", "position", "retired_on")


class ObjectiveSerializer(serializers.ModelSerializer):
    """What the Trust is trying to achieve."""

    class Meta:
        model = StrategicObjective
        fields = ("id", "code", "name", "statement", "position", "retired_on")


class ValueViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TrustViewSet):
    """The Trust's values."""

    model = TrustValue
    serializer_class = ValueSerializer
    permissions = {"list": VIEW_FRAMEWORKS, "retrieve": VIEW_FRAMEWORK}


class ObjectiveViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TrustViewSet):
    """The Trust's strategic objectives."""

    model = StrategicObjective
    serializer_class = ObjectiveSerializer
    permissions = {"list": VIEW_FRAMEWORKS, "retrieve": VIEW_FRAMEWORK}
