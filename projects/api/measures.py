"""Measures, their values and charts; tests of change."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from projects.api import serializers as json
from projects.api.base import ProjectPartViewSet
from projects.exports import chart_data, csv_name, csv_of
from projects.models import Measure, Measurement, PDSACycle
from projects.permissions import EDIT_PROJECT, VIEW_PROJECT
from projects.selectors import chart_of
from projects.services import cycles, measures


class MeasureViewSet(mixins.RetrieveModelMixin, ProjectPartViewSet):
    """One measure; a project's measures are listed and added under the project."""

    permissions = {
        "retrieve": VIEW_PROJECT,
        "partial_update": EDIT_PROJECT,
        "chart": VIEW_PROJECT,
        "download": VIEW_PROJECT,
        "measurements": VIEW_PROJECT,
        "record": EDIT_PROJECT,
        "recalculate": EDIT_PROJECT,
    }
    model = Measure
    within = "project"
    serializer_class = json.MeasureSerializer

    @extend_schema(request=json.MeasureInputSerializer)
    def partial_update(self, request: Request, trust: str, pk: str) -> Response:
        """Change how the measure is described or read."""
        measure = self.get_object()
        fields = self.cleaned(json.MeasureInputSerializer, partial=True)
        measure = measures.edit_measure(measure=measure, by=self.person, **fields)
        return Response(self.get_serializer(measure).data)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def chart(self, request: Request, trust: str, pk: str) -> Response:
        """What the chart shows: points with their lines and signals, phases, variation, assurance, sentence."""
        return Response(chart_data(chart_of(self.get_object())))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True)
    def download(self, request: Request, trust: str, pk: str) -> HttpResponse:
        """The values and their signals as a CSV file."""
        measure = self.get_object()
        response = HttpResponse(csv_of(chart_of(measure)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{csv_name(measure)}"'
        return response

    @extend_schema(responses=json.MeasurementSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def measurements(self, request: Request, trust: str, pk: str) -> Response:
        """The dated values, by date."""
        return Response(json.MeasurementSerializer(self.get_object().measurements.all(), many=True).data)

    @extend_schema(request=json.MeasurementInputSerializer, responses={201: json.MeasurementSerializer})
    @measurements.mapping.post
    def record(self, request: Request, trust: str, pk: str) -> Response:
        """Record a value."""
        measure = self.get_object()
        given = self.cleaned(json.MeasurementInputSerializer)
        row = measures.record_measurement(measure=measure, by=self.person, **given)
        return Response(json.MeasurementSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=json.RecalculationInputSerializer)
    @action(detail=True, methods=["post"])
    def recalculate(self, request: Request, trust: str, pk: str) -> Response:
        """Calculate limits anew from a value on."""
        measure = self.get_object()
        measures.recalculate(measure=measure, by=self.person, **self.cleaned(json.RecalculationInputSerializer))
        return Response(self.get_serializer(measure).data)


class MeasurementViewSet(mixins.RetrieveModelMixin, ProjectPartViewSet):
    """One dated value."""

    permissions = {"retrieve": VIEW_PROJECT, "leave_out": EDIT_PROJECT, "restore": EDIT_PROJECT}
    model = Measurement
    within = "measure__project"
    serializer_class = json.MeasurementSerializer

    @extend_schema(request=json.LeaveOutSerializer)
    @action(detail=True, methods=["post"], url_path="leave-out")
    def leave_out(self, request: Request, trust: str, pk: str) -> Response:
        """Leave the value out of the calculation, with the reason."""
        return self.do(measures.ghost_measurement, json.LeaveOutSerializer, measurement=self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, trust: str, pk: str) -> Response:
        """Count the value again."""
        return self.do(measures.restore_measurement, measurement=self.get_object())


class CycleViewSet(mixins.RetrieveModelMixin, ProjectPartViewSet):
    """One test of change; a project's tests are listed and planned under the project."""

    permissions = {"retrieve": VIEW_PROJECT, "start": EDIT_PROJECT, "study": EDIT_PROJECT}
    model = PDSACycle
    within = "project"
    serializer_class = json.CycleSerializer

    @extend_schema(request=json.DaySerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, trust: str, pk: str) -> Response:
        """Begin doing; the prediction is locked."""
        return self.do(cycles.start_cycle, json.DaySerializer, cycle=self.get_object())

    @extend_schema(request=json.StudySerializer)
    @action(detail=True, methods=["post"])
    def study(self, request: Request, trust: str, pk: str) -> Response:
        """Say what happened, what was learnt, what comes of it."""
        return self.do(cycles.study_cycle, json.StudySerializer, cycle=self.get_object())
