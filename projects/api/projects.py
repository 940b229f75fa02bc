"""Projects: read, propose, write, and every move."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from projects.api import serializers as json
from projects.api.base import ProjectPartViewSet
from projects.models import ImprovementProject
from projects.permissions import (
    APPROVE_PROJECT,
    EDIT_PROJECT,
    PROPOSE_PROJECT,
    VIEW_MY_PROJECTS,
    VIEW_PROJECT,
    VIEW_PROJECTS,
)
from projects.selectors.pages import visible_projects
from projects.services import projects as services
from projects.services.cycles import plan_cycle
from projects.services.measures import add_measure


class ProjectViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ProjectPartViewSet):
    """Improvement projects that the reader may see."""

    permissions = {
        "list": VIEW_MY_PROJECTS,
        "create": PROPOSE_PROJECT,
        "retrieve": VIEW_PROJECT,
        "partial_update": EDIT_PROJECT,
        "ask_for_approval": EDIT_PROJECT,
        "approve": APPROVE_PROJECT,
        "return_charter": APPROVE_PROJECT,
        "start": EDIT_PROJECT,
        "pause": EDIT_PROJECT,
        "resume": EDIT_PROJECT,
        "stop": EDIT_PROJECT,
        "complete": EDIT_PROJECT,
        "sustain": EDIT_PROJECT,
        "measures": VIEW_PROJECT,
        "add_measure": EDIT_PROJECT,
        "cycles": VIEW_PROJECT,
        "plan_cycle": EDIT_PROJECT,
    }
    model = ImprovementProject
    serializer_class = json.ProjectSerializer

    def get_queryset(self) -> Any:
        """A list holds what the reader may see; one row is found and then asked about."""
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        sees_all = self.request.user.has_perm(VIEW_PROJECTS, self.trust)
        return visible_projects(self.person, sees_all=sees_all)

    @extend_schema(request=json.ProposalSerializer)
    def create(self, request: Request, trust: str) -> Response:
        """Propose a project in a cohort where one has a place."""
        project = services.propose_project(by=self.person, **self.cleaned(json.ProposalSerializer))
        return Response(self.get_serializer(project).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=json.CharterSerializer)
    def partial_update(self, request: Request, trust: str, pk: str) -> Response:
        """Save parts of the charter."""
        project = self.get_object()
        fields = self.cleaned(json.CharterSerializer, partial=True)
        project = services.save_charter(project=project, by=self.person, **fields)
        return Response(self.get_serializer(project).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="ask-for-approval")
    def ask_for_approval(self, request: Request, trust: str, pk: str) -> Response:
        """Hand the charter to its sponsor."""
        return self.do(services.ask_for_approval, project=self.get_object())

    @extend_schema(request=json.CharterReadSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, trust: str, pk: str) -> Response:
        """Approve the charter as it was read; 409 when it was saved since."""
        return self.do(services.approve_project, json.CharterReadSerializer, project=self.get_object())

    @extend_schema(request=json.ProjectReasonSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def return_charter(self, request: Request, trust: str, pk: str) -> Response:
        """Hand the charter back with what should change."""
        return self.do(services.return_project, json.ProjectReasonSerializer, project=self.get_object())

    @extend_schema(request=json.DaySerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, trust: str, pk: str) -> Response:
        """Begin the work."""
        return self.do(services.start_project, json.DaySerializer, project=self.get_object())

    @extend_schema(request=json.PauseSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, trust: str, pk: str) -> Response:
        """Let the work rest."""
        return self.do(services.pause_project, json.PauseSerializer, project=self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, trust: str, pk: str) -> Response:
        """Go on after a pause."""
        return self.do(services.resume_project, project=self.get_object())

    @extend_schema(request=json.LearningSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, trust: str, pk: str) -> Response:
        """End a project that should not go on, with what was learnt."""
        return self.do(services.stop_project, json.LearningSerializer, project=self.get_object())

    @extend_schema(request=json.LearningSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, trust: str, pk: str) -> Response:
        """End the work, with what was learnt."""
        return self.do(services.complete_project, json.LearningSerializer, project=self.get_object())

    @extend_schema(request=json.SustainSerializer)
    @action(detail=True, methods=["post"])
    def sustain(self, request: Request, trust: str, pk: str) -> Response:
        """Say how the gain is kept."""
        return self.do(services.sustain_project, json.SustainSerializer, project=self.get_object())

    @extend_schema(responses=json.MeasureSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def measures(self, request: Request, trust: str, pk: str) -> Response:
        """The project's measures."""
        return Response(json.MeasureSerializer(self.get_object().measures.all(), many=True).data)

    @extend_schema(request=json.MeasureInputSerializer, responses={201: json.MeasureSerializer})
    @measures.mapping.post
    def add_measure(self, request: Request, trust: str, pk: str) -> Response:
        """Add a measure."""
        project = self.get_object()
        measure = add_measure(project=project, by=self.person, **self.cleaned(json.MeasureInputSerializer))
        return Response(json.MeasureSerializer(measure).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=json.CycleSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def cycles(self, request: Request, trust: str, pk: str) -> Response:
        """The project's tests of change."""
        return Response(json.CycleSerializer(self.get_object().cycles.all(), many=True).data)

    @extend_schema(request=json.PlanSerializer, responses={201: json.CycleSerializer})
    @cycles.mapping.post
    def plan_cycle(self, request: Request, trust: str, pk: str) -> Response:
        """Plan a test of change."""
        cycle = plan_cycle(project=self.get_object(), by=self.person, **self.cleaned(json.PlanSerializer))
        return Response(json.CycleSerializer(cycle).data, status=status.HTTP_201_CREATED)
