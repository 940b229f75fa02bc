"""Pages of one project."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.response import TemplateResponse

from projects.models import ImprovementProject
from projects.permissions import VIEW_PROJECT
from projects.selectors import results_of
from trusts.access import TrustView


class ProjectDetailView(TrustView):
    """One project, its outcome chart first."""

    model = ImprovementProject
    permission = VIEW_PROJECT

    def get_queryset(self) -> Any:
        """With the people whom permissions ask about."""
        return ImprovementProject.objects.select_related("lead", "sponsor")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show it."""
        result = results_of(ImprovementProject.objects.filter(pk=pk))[0]
        context = {"title": result.project.title, "result": result}
        return TemplateResponse(request, "projects/project_detail.jinja", context)
