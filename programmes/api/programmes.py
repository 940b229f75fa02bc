"""Programmes over the API."""

from typing import Any

from rest_framework import mixins, serializers

from programmes.models import Module, Programme, Stage
from programmes.permissions import VIEW_PROGRAMME, VIEW_PROGRAMMES
from trusts.access import TrustViewSet


class StageSerializer(serializers.ModelSerializer):
    """A stage."""

    class Meta:
        model = Stage
        fields = ("id", "name", "summary", "position")


class ModuleSerializer(serializers.ModelSerializer):
    """A module."""

    class Meta:
        model = Module
        fields = ("id", "code", "title", "credits", "position")


class ProgrammeSerializer(serializers.ModelSerializer):
    """A programme with its stages and modules."""

    university_name = serializers.CharField(source="university.name", read_only=True, allow_null=True, default=None)
    stages = StageSerializer(many=True, read_only=True)
    modules = ModuleSerializer(many=True, read_only=True)

    class Meta:
        model = Programme
        fields = ("id", "name", "summary", "university_name", "award", "stages", "modules")


class ProgrammeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TrustViewSet):
    """The Trust's programmes."""

    model = Programme
    serializer_class = ProgrammeSerializer
    permissions = {"list": VIEW_PROGRAMMES, "retrieve": VIEW_PROGRAMME}

    def get_queryset(self) -> Any:
        """With everything they consist of."""
        return super().get_queryset().select_related("university").prefetch_related("stages", "modules")
