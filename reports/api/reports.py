"""Reports and the HR export, as JSON: the same services and permissions as the pages."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.states import RoundKind
from cohorts.models import Cohort
from reports.models import Report
from reports.permissions import EXPORT_RELEASED, REQUEST_REPORT, VIEW_REPORT, VIEW_REPORTS, readable
from reports.selectors.exports import COLUMNS, released_export
from reports.services.downloads import CONTENT_TYPES, file_name, open_report
from reports.services.exports import read_export, request_export
from reports.services.jobs import retry_report
from reports.services.requests import request_pdf
from reports.states import ReportKind
from reports.views.reports import attachment, unsaved_report
from trusts.access import TrustViewSet


def cohort_named(pk: Any) -> Cohort:
    """The cohort of this Trust; a 400 naming the field when there is none."""
    cohort: Cohort | None = Cohort.objects.select_related("programme__university").filter(pk=pk).first()
    if cohort is None:
        raise ValidationError({"cohort": ["No such cohort."]})
    return cohort


EXPORTS = (ReportKind.HR_CSV, ReportKind.HR_XLSX)


class ReportSerializer(serializers.ModelSerializer[Any]):
    """One report: what was asked for and how far it is."""

    university: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    requested_by = serializers.StringRelatedField[Any]()

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "cohort",
            "university",
            "state",
            "progress",
            "error",
            "requested_by",
            "created_at",
            "data_as_at",
            "finished_at",
            "size",
            "sha256",
        )


class ReportRequestSerializer(serializers.Serializer[Any]):
    """What to ask for. An export needs rounds and a purpose; an individual report is the asker's own, compared with
    a post when one is named; the same key asked again gives the same report."""

    kind = serializers.ChoiceField(choices=ReportKind.choices)
    cohort = serializers.UUIDField()
    rounds = serializers.MultipleChoiceField(choices=RoundKind.choices, required=False)
    purpose = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    post = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    key = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TrustViewSet):
    """Reports one may read."""

    permissions = {
        "list": VIEW_REPORTS,
        "retrieve": VIEW_REPORT,
        "create": VIEW_REPORTS,
        "retry": REQUEST_REPORT,
        "download": VIEW_REPORT,
    }
    model = Report
    serializer_class = ReportSerializer

    def get_queryset(self) -> Any:
        """Newest first; another kind's row is not hidden but refused, as on the pages."""
        rows = super().get_queryset().select_related("cohort", "university", "requested_by")
        if self.action == "list":
            rows = rows.filter(readable(self.request.user, self.trust.pk))
        return rows.order_by("-created_at", "id")

    @extend_schema(request=ReportRequestSerializer, responses={201: ReportSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Ask for a report of a kind one may ask for."""
        asked = ReportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        if not request.user.has_perm(REQUEST_REPORT, unsaved_report(given["kind"], by=self.person)):
            raise PermissionDenied
        report = self._request(given, cohort_named(given["cohort"]))
        return Response(ReportSerializer(report).data, status=status.HTTP_201_CREATED)

    def _request(self, given: dict[str, Any], cohort: Cohort) -> Report:
        what = {"kind": given["kind"], "cohort": cohort, "by": self.person, "idem_key": given["key"] or None}
        if given["kind"] in EXPORTS:
            return request_export(**what, rounds=sorted(given.get("rounds", [])), purpose=given["purpose"])
        return request_pdf(**what, post=given["post"])

    @extend_schema(request=None, responses={200: ReportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, trust: str, pk: str) -> Response:
        """Queue a failed report again."""
        return Response(ReportSerializer(retry_report(report=self.get_object(), by=self.person)).data)

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()})
    @action(detail=True, methods=["get"])
    def download(self, request: Request, trust: str, pk: str) -> HttpResponseBase:
        """The file; 409 while there is none to give out."""
        report = self.get_object()
        file = open_report(report=report, by=self.person)
        return attachment(file, report, file_name(report, self.trust.slug, cohort=report.cohort.name))


class ExportQuery(serializers.Serializer[Any]):
    """Which rows, and what for."""

    cohort = serializers.UUIDField()
    round = serializers.MultipleChoiceField(choices=RoundKind.choices)
    purpose = serializers.CharField(max_length=300)


class ExportRowViewSet(TrustViewSet):
    """The rows of HR's export: what doctors released, one competency a row, named like the columns of the file."""

    permissions = {"list": EXPORT_RELEASED}
    model = Report

    @extend_schema(
        parameters=[
            OpenApiParameter("cohort", OpenApiTypes.UUID, required=True),
            OpenApiParameter("round", str, many=True, required=True, enum=RoundKind.values),
            OpenApiParameter("purpose", str, required=True, description="Kept in the audit."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def list(self, request: Request, trust: str) -> Response:
        """One page of rows; who read them and why is kept."""
        query = ExportQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        cohort = cohort_named(asked["cohort"])
        rounds = sorted(asked["round"])
        export = released_export(cohort, rounds)
        read_export(cohort=cohort, rounds=rounds, purpose=asked["purpose"], by=self.person)
        names = [column.name for column in COLUMNS]
        page: Any = self.paginate_queryset(list(export.rows()))  # type: ignore[arg-type]
        return self.get_paginated_response([dict(zip(names, row, strict=True)) for row in page])
