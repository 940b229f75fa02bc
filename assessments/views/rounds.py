"""The programme director's rounds, requests to reopen, and what a cohort's doctors have released."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from assessments.forms import ReopeningForm, RoundForm, RoundPlanForm
from assessments.models import Assessment, Reopening, Round
from assessments.permissions import MANAGE_ROUNDS, REOPEN_ASSESSMENT, VIEW_RELEASED_ASSESSMENTS
from assessments.selectors import named_grid, progress, released_assessments
from assessments.services.assessments import refuse_to_reopen, reopen_assessment
from assessments.services.readings import record_readings
from assessments.services.rounds import change_dates, close_round, open_round, plan_round
from assessments.states import RoundKind
from cohorts.models import Cohort
from cohorts.states import CohortState
from trusts.access import TrustView
from trusts.workflow import RefusedError


class RoundListView(TrustView):
    """When this cohort is asked for assessments and how far it is. Counts only: who has rated what is never shown."""

    permission = MANAGE_ROUNDS
    model = Cohort

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The rounds, and requests waiting for an answer."""
        cohort = self.get_object()
        rounds = progress(cohort)
        asked = Reopening.objects.filter(assessment__round__cohort=cohort, answered_at=None)
        context = {
            "title": "Assessment rounds",
            "caption": str(cohort),
            "breadcrumbs": _trail(trust, cohort),
            "cohort": cohort,
            "rounds": rounds,
            "kinds": [] if cohort.state == CohortState.COMPLETE else _kinds_left(rounds),
            "requests": list(asked.select_related("assessment__subject", "assessment__round")),
        }
        return TemplateResponse(request, "assessments/round_list.jinja", context)


def _trail(slug: str, cohort: Any) -> list[dict[str, str]]:
    return [
        {"text": "Cohorts", "href": reverse("cohorts:cohort_list", args=[slug])},
        {"text": str(cohort), "href": reverse("cohorts:cohort_detail", args=[slug, cohort.pk])},
    ]


def _kinds_left(rounds: Any) -> list[tuple[str, str]]:
    planned = {row.kind for row in rounds}
    return [(kind.value, kind.label) for kind in RoundKind if kind not in planned]


class RoundPlanView(TrustView):
    """Plan a round."""

    permission = MANAGE_ROUNDS
    model = Cohort

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Which, from when until when."""
        if not self._kinds():
            return redirect("assessments:round_list", trust, pk)
        return self._page(RoundPlanForm(kinds=self._kinds()))

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Plan it."""
        form = RoundPlanForm(request.POST, kinds=self._kinds())
        if not form.is_valid():
            return self._page(form)
        try:
            planned = plan_round(cohort=self.get_object(), by=self.request.person, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, f"The {planned.get_kind_display().lower()} is planned.")
        return redirect("assessments:round_list", trust, pk)

    def _kinds(self) -> list[tuple[str, str]]:
        return _kinds_left(Round.objects.filter(cohort=self.get_object()))

    def _page(self, form: RoundPlanForm) -> HttpResponse:
        context = {
            "title": "Plan a round",
            "caption": str(self.get_object()),
            "breadcrumbs": _crumbs(self.request.trust.slug, self.get_object()),
            "form": form,
            "submit": "Plan round",
        }
        return TemplateResponse(self.request, "assessments/simple_form.jinja", context)


def _crumbs(slug: str, cohort: Any) -> list[dict[str, str]]:
    address = reverse("assessments:round_list", args=[slug, cohort.pk])
    return [*_trail(slug, cohort), {"text": "Assessment rounds", "href": address}]


class RoundView(TrustView):
    """Something done to one round."""

    permission = MANAGE_ROUNDS
    model = Round

    def get_queryset(self) -> Any:
        """With its cohort, which every page names."""
        return Round.objects.select_related("cohort")

    def back(self) -> HttpResponse:
        """To the cohort's rounds."""
        return redirect("assessments:round_list", self.request.trust.slug, self.get_object().cohort_id)


class RoundOpenView(RoundView):
    """Open a round now."""

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Every participant is written to."""
        try:
            opened = open_round(round=self.get_object(), by=self.request.person)
            messages.success(request, f"The {opened.get_kind_display().lower()} is open. Every participant is told.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return self.back()


class RoundCloseView(RoundView):
    """Close a round now."""

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Its numbers about the group are shown from now on."""
        try:
            closed = close_round(round=self.get_object(), by=self.request.person)
            messages.success(request, f"The {closed.get_kind_display().lower()} is closed and its results are fixed.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return self.back()


class RoundDatesView(RoundView):
    """Change when a round opens or closes."""

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The dates as they are."""
        row = self.get_object()
        return self._page(RoundForm(initial={"opens_on": row.opens_on, "closes_on": row.closes_on}))

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Keep them."""
        form = RoundForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            change_dates(round=self.get_object(), by=self.request.person, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, "The dates are changed.")
        return self.back()

    def _page(self, form: RoundForm) -> HttpResponse:
        row = self.get_object()
        context = {
            "title": f"Dates of the {row.get_kind_display().lower()} round",
            "caption": str(row.cohort),
            "breadcrumbs": _crumbs(self.request.trust.slug, row.cohort),
            "form": form,
            "submit": "Save dates",
            "intro": "An open round keeps the day it opened on." if row.state == "open" else "",
        }
        return TemplateResponse(self.request, "assessments/simple_form.jinja", context)


class ReopenView(TrustView):
    """Answer a doctor's request to reopen. The answers in the assessment are not shown."""

    permission = REOPEN_ASSESSMENT
    model = Assessment

    def get_queryset(self) -> Any:
        """With what the page names."""
        return Assessment.objects.select_related("round__cohort", "subject")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The doctor's reason."""
        return self._page(ReopeningForm(label="Your reason"))

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Grant or refuse, with the reason."""
        form = ReopeningForm(request.POST, label="Your reason")
        if not form.is_valid():
            return self._page(form)
        act = reopen_assessment if form.cleaned_data["answer"] == "grant" else refuse_to_reopen
        try:
            act(assessment=self.get_object(), reason=form.cleaned_data["reason"], by=self.request.person)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, "Your answer is sent to the doctor.")
        return redirect("assessments:round_list", trust, self.get_object().round.cohort_id)

    def _page(self, form: ReopeningForm) -> HttpResponse:
        row = self.get_object()
        context = {
            "title": "A request to reopen",
            "caption": f"{row.round.get_kind_display()}, {row.round.cohort}",
            "breadcrumbs": _crumbs(self.request.trust.slug, row.round.cohort),
            "form": form,
            "assessment": row,
            "asked": row.reopenings.filter(answered_at=None).first(),
        }
        return TemplateResponse(self.request, "assessments/assessment_reopen.jinja", context)


class ReleasedListView(TrustView):
    """What the doctors of a cohort have released, by name."""

    permission = VIEW_RELEASED_ASSESSMENTS
    model = Cohort

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Everybody's released rounds, and a grid of the latest."""
        cohort = self.get_object()
        rows = list(released_assessments([cohort]))
        record_readings(ids=[row.id for row in rows], within=cohort, by=self.request.person, request=request)
        context = {
            "title": "Released assessments",
            "caption": str(cohort),
            "breadcrumbs": _trail(trust, cohort),
            "cohort": cohort,
            "rows": rows,
            "grid": named_grid(cohort),
        }
        return TemplateResponse(request, "assessments/released_list.jinja", context)
