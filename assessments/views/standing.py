"""Where I stand; what the Trust would see; goals."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from assessments.permissions import (
    RATE_ASSESSMENT,
    VIEW_ASSESSMENT,
    VIEW_STANDING,
)
from assessments.selectors import (
    Standing,
    as_released,
    draft,
    goals_of,
    outline,
    standing,
    standing_plot,
)
from assessments.services.readings import record_reading
from assessments.states import AssessmentState, GoalState
from assessments.views.drafting import DraftView
from charts import dots, style
from trusts.spreadsheets import csv_of_table


class AssessmentView(DraftView):
    """One assessment: for its rater the draft's domains; for its subject where they stand; for named staff, once
    released, the levels by name, with an audit line."""

    permission = VIEW_ASSESSMENT

    def get_queryset(self) -> Any:
        """With the doctor, whom the named view names."""
        return super().get_queryset().select_related("subject")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """What this reader may see of it."""
        assessment = self.get_object()
        if assessment.subject_id == self.request.person.pk and assessment.state != AssessmentState.DRAFT:
            return redirect("assessments:assessment_standing", trust, pk)
        if request.user.has_perm(RATE_ASSESSMENT, assessment):
            return self._draft(assessment)
        return self._named(assessment)

    def _draft(self, assessment: Any) -> HttpResponse:
        context = {
            "title": f"{assessment.round.get_kind_display()} self-assessment",
            "caption": str(assessment.round.cohort),
            "breadcrumbs": self.crumbs()[:1],
            "assessment": assessment,
            "whole": draft(assessment),
            "looks_back": self.looks_back,
        }
        return TemplateResponse(self.request, "assessments/assessment_detail.jinja", context)

    def _named(self, assessment: Any) -> HttpResponse:
        record_reading(assessment=assessment, by=self.request.person, request=self.request)
        slug, cohort = self.request.trust.slug, assessment.round.cohort
        context = {
            "title": str(assessment.subject),
            "caption": f"{assessment.round.get_kind_display()} self-assessment, {cohort}",
            "breadcrumbs": [
                {
                    "text": f"Released assessments, {cohort}",
                    "href": reverse("assessments:released_list", args=[slug, cohort.pk]),
                }
            ],
            "released": as_released(assessment),
            "shape": outline(assessment.version_id),
        }
        return TemplateResponse(self.request, "assessments/assessment_named.jinja", context)


class StandingView(DraftView):
    """Where I stand: the picture, strengths and gaps, and how each rating arose."""

    permission = VIEW_STANDING

    def get_queryset(self) -> Any:
        """With everything the page names."""
        return super().get_queryset().select_related("subject", "round__cohort__trust")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Compared with one's own post, or the one chosen."""
        assessment = self.get_object()
        found = standing(assessment, request.GET.get("post"))
        if "csv" in request.GET:
            return _csv(found)
        context = {
            "title": "Where you stand",
            "caption": f"{assessment.round.get_kind_display()}, {assessment.round.cohort}",
            "breadcrumbs": self.crumbs()[:1],
            "assessment": assessment,
            "found": found,
            "wide": dots.draw(standing_plot(found)),
            "narrow": dots.draw(standing_plot(found, "narrow"), style.NARROW),
            "goals": goals_of(self.request.person, timezone.localdate(), [GoalState.OPEN]),
        }
        return TemplateResponse(request, "assessments/assessment_standing.jinja", context)


def _csv(found: Standing) -> HttpResponse:
    """The numbers of the picture, as a file."""
    table = dots.table(standing_plot(found))
    response = HttpResponse(csv_of_table(table.headers, table.rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="where-you-stand.csv"'
    return response
