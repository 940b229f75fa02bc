"""Release to the Trust, take back, ask to reopen: what a doctor does with a submitted assessment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessments.forms import ReasonForm
from assessments.permissions import RELEASE_ASSESSMENT
from assessments.selectors import as_released, outline
from assessments.services.assessments import ask_to_reopen, release_assessment, take_back_assessment
from assessments.states import AssessmentState
from assessments.views.drafting import DraftView
from trusts.workflow import RefusedError


class ReleaseView(DraftView):
    """See exactly what HR and the Medical Director would see, then release it."""

    permission = RELEASE_ASSESSMENT

    def get_queryset(self) -> Any:
        """With the doctor, as the preview names them."""
        return super().get_queryset().select_related("subject")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The preview."""
        assessment = self.get_object()
        if assessment.state == AssessmentState.DRAFT:
            return redirect("assessments:assessment_detail", trust, pk)
        context = {
            "title": "Release to the Trust",
            "caption": f"{assessment.round.get_kind_display()}, {assessment.round.cohort}",
            "breadcrumbs": self.crumbs(),
            "assessment": assessment,
            "released": as_released(assessment),
            "shape": outline(assessment.version_id),
        }
        return TemplateResponse(request, "assessments/assessment_release.jinja", context)

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Let it out."""
        try:
            release_assessment(assessment=self.get_object(), by=self.request.person)
            messages.success(request, "Released. You can take it back at any time.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("assessments:assessment_detail", trust, pk)


class TakeBackView(DraftView):
    """Close the Trust's sight of it again."""

    permission = RELEASE_ASSESSMENT

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Back to where I stand."""
        try:
            take_back_assessment(assessment=self.get_object(), by=self.request.person)
            messages.success(request, "Taken back. Only you can read it now; what was already exported is not undone.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("assessments:assessment_detail", trust, pk)


class AskToReopenView(DraftView):
    """Ask to take up a submitted assessment again."""

    permission = RELEASE_ASSESSMENT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Why?"""
        return self._page(ReasonForm(label="Why do you want to reopen it?"))

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Send the request to the programme directors."""
        form = ReasonForm(request.POST, label="Why do you want to reopen it?")
        if not form.is_valid():
            return self._page(form)
        try:
            ask_to_reopen(assessment=self.get_object(), reason=form.cleaned_data["reason"], by=self.request.person)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, "You have asked. The programme director reads your reason, not your answers.")
        return redirect("assessments:my_assessment_list", trust)

    def _page(self, form: ReasonForm) -> HttpResponse:
        context = {
            "title": "Ask to reopen your self-assessment",
            "breadcrumbs": self.crumbs(),
            "form": form,
            "submit": "Ask the programme director",
            "intro": "The programme director sees this reason and nothing of your answers. If they agree, the locked"
            " copy is cleared and your answers are a draft again.",
        }
        return TemplateResponse(self.request, "assessments/simple_form.jinja", context)
